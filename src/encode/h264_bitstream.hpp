#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace pdum::rfb {

enum class NalType : std::uint8_t { slice = 1, idr_slice = 5, sei = 6, sps = 7, pps = 8, delimiter = 9 };

/// One NAL unit of an Annex B stream.
struct NalUnit {
  NalType type{};                    ///< any value 0 to 31, also ones without a name
  std::span<const std::byte> bytes;  ///< header byte included, start code and trailing zeros not
};

/// Takes NAL units from the front of an Annex B stream. Safe on any bytes.
class NalReader {
 public:
  explicit NalReader(std::span<const std::byte> stream);
  std::optional<NalUnit> next();

 private:
  std::span<const std::byte> rest_;  ///< begins after a start code; empty: no more
};

/// What a sequence parameter set says (ITU-T H.264, 7.3.2.1.1 and E.1.1), as far as it is needed here.
struct SpsInfo {
  int profile_idc = 0;
  int constraint_flags = 0;  ///< the whole byte, constraint_set0_flag in bit 7
  int level_idc = 0;
  int width = 0;   ///< luma samples after cropping
  int height = 0;  ///< luma samples after cropping
  int chroma_format_idc = 1;
  std::optional<bool> full_range;       ///< absent: not signalled
  std::optional<int> colour_primaries;  ///< ITU-T H.273 codes; absent: not signalled
  std::optional<int> transfer_characteristics;
  std::optional<int> matrix_coefficients;
  std::optional<int> max_num_reorder_frames;  ///< absent: no bitstream_restriction
  std::optional<int> max_dec_frame_buffering;

  /// RFC 6381, e.g. "avc1.42C01F".
  std::string codec_string() const;
};

/// Null when the unit is not a whole SPS with values that the standard allows. Safe on any bytes.
std::optional<SpsInfo> read_sps(const NalUnit& unit);

/// What an SPS may say, and what a decoder must know.
enum class H264Profile : std::uint8_t {
  constrained_baseline,  ///< 4:2:0; every decoder
  high,                  ///< 4:2:0 with 8×8 transforms and CABAC
  high_444_predictive,   ///< 4:4:4 with the same; odd sizes are not padded but cropped by the SPS
};

/// What an access unit holds.
struct AccessUnitInfo {
  bool has_slice = false;
  bool has_idr = false;
  bool parameter_sets_first = false;  ///< an SPS and a PPS stand before the first slice
  std::optional<SpsInfo> sps;         ///< the first one that could be read
};
AccessUnitInfo read_access_unit(std::span<const std::byte> annexb);

}  // namespace pdum::rfb
