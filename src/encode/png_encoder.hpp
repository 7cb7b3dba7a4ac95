#pragma once

#include <memory>

#include "encode/encoder.hpp"

namespace pdum::rfb {

/// Lossless PNG: RGB, or gray for gray frames. Planar frames are converted to RGB first.
Result<std::unique_ptr<Encoder>> open_png_encoder(const EncoderSettings& settings);

}  // namespace pdum::rfb
