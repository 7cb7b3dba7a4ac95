#pragma once

#include <memory>
#include <string>

#include "encode/encoder.hpp"
#include "encode/h264_bitstream.hpp"

namespace pdum::rfb {

/// Empty when this libavcodec has libx264, else the sentence that says what to do. Cheap.
std::string why_no_x264();

/// H.264, Annex B with SPS and PPS before every IDR; an IDR only where one is asked for, at the start and
/// when the size changes; no B-frames, no delay.
Result<std::unique_ptr<Encoder>> open_x264_encoder(const EncoderSettings& settings, H264Profile profile);

}  // namespace pdum::rfb
