#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "encode/encoder.hpp"

namespace pdum::rfb {

/// Empty when this libavcodec has libx264, else the sentence that says what to do. Cheap.
std::string why_no_x264();

/// What the SPS says, and what a decoder must know.
enum class H264Profile : std::uint8_t {
  constrained_baseline,  ///< 4:2:0; every decoder
  high,                  ///< 4:2:0 with 8×8 transforms and CABAC
  high_444_predictive,   ///< 4:4:4 with the same; odd sizes are not padded but cropped by the SPS
};

/// H.264, Annex B with SPS and PPS before every IDR; an IDR only where one is asked for, at the start and
/// when the size changes; no B-frames, no delay.
Result<std::unique_ptr<Encoder>> open_x264_encoder(const EncoderSettings& settings, H264Profile profile);

}  // namespace pdum::rfb
