#pragma once

#include <memory>

#include "encode/encoder.hpp"

namespace pdum::rfb {

/// Lossless PNG: RGB, or gray for gray frames. Planar frames are converted to RGB first. Files in
/// other colours than sRGB say so by cICP and, where there is one, by an ICC profile.
Result<std::unique_ptr<Encoder>> open_png_encoder(const EncoderSettings& settings);

}  // namespace pdum::rfb
