#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pdum::rfb::testing {

/// One NAL unit of an Annex B stream (ITU-T H.264).
struct NalUnit {
  int type = 0;                      ///< nal_unit_type: 1 slice, 5 slice of an IDR, 7 SPS, 8 PPS
  std::span<const std::byte> bytes;  ///< header byte included, start code not; a slice of the stream
};

/// What the sequence parameter set of a stream says.
struct StreamFacts {
  std::string codec;               ///< RFC 6381, e.g. "avc1.42C01F"
  int width = 0;                   ///< luma samples after cropping
  int height = 0;                  ///< luma samples after cropping
  bool full_range = false;         ///< false, too, where it is not said
  std::optional<int> matrix = {};  ///< matrix_coefficients of H.273: 1 BT.709, 6 BT.601; nothing: not said
  bool reorders = true;            ///< frames may come out late: no max_num_reorder_frames = 0
};

/// Helpers on Annex B. Safe on any bytes. Any thread.

/// The NAL units in order.
std::vector<NalUnit> split_nal_units(std::span<const std::byte> annexb);
/// Whether a decoder can begin with this access unit: an IDR with SPS and PPS before it.
bool is_keyframe(std::span<const std::byte> access_unit);
/// What its first SPS says; nothing where there is none before the picture, or none that makes sense.
std::optional<StreamFacts> stream_facts(std::span<const std::byte> access_unit);

}  // namespace pdum::rfb::testing
