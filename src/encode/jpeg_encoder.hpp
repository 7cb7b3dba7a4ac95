#pragma once

#include <memory>

#include "encode/encoder.hpp"

namespace pdum::rfb {

/// Baseline JPEG, 4:2:0, at `settings.quality`; gray frames have one component. Files in
/// other colours than sRGB hold an ICC profile, where there is one.
Result<std::unique_ptr<Encoder>> open_jpeg_encoder(const EncoderSettings& settings);

}  // namespace pdum::rfb
