#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <pdum/rfb/frame.hpp>

#include "encode/h264_bitstream.hpp"

namespace pdum::rfb {

/// What an access unit must agree with.
struct H264Terms {
  H264Profile profile = H264Profile::constrained_baseline;
  int width = 0;         ///< published pixels; the stream may be one larger where that makes them even
  int height = 0;        ///< the same
  YuvEncoding yuv = {};  ///< what the samples are
};

/// Why viewers cannot be sent this access unit, as the end of a sentence; empty: they can. Only an IDR is
/// checked for more than its form. Safe on any bytes.
std::string h264_fault(std::span<const std::byte> annexb, const AccessUnitInfo& unit, const H264Terms& terms);

}  // namespace pdum::rfb
