#pragma once

#include <memory>

#include "encode/encoder.hpp"

namespace pdum::rfb {

inline constexpr int kWebpMaxSide = 16383;  ///< pixels

/// WebP at `settings.quality`; 100 is lossless. Files in other colours than sRGB hold an ICC profile, where
/// there is one.
Result<std::unique_ptr<Encoder>> open_webp_encoder(const EncoderSettings& settings);

}  // namespace pdum::rfb
