#pragma once

#include <cstddef>
#include <cstdint>

namespace pdum::rfb::cli {

/// One RGBA8 pixel as it lies in memory on a little-endian machine: 0xAABBGGRR.
using Pixel = std::uint32_t;

constexpr Pixel rgb(unsigned red, unsigned green, unsigned blue) noexcept {
  return 0xFF000000U | (blue << 16U) | (green << 8U) | red;
}

/// A colour as 0xRRGGBB, opaque.
constexpr Pixel hex(unsigned rrggbb) noexcept {
  return rgb((rrggbb >> 16U) & 255U, (rrggbb >> 8U) & 255U, rrggbb & 255U);
}

/// `over` on `under` with `alpha` from 0 (only `under`) to 256 (only `over`); the result is opaque.
constexpr Pixel mix(Pixel under, Pixel over, unsigned alpha) noexcept {
  const unsigned rest = 256U - alpha;
  const unsigned odd = ((under & 0x00FF00FFU) * rest + (over & 0x00FF00FFU) * alpha) >> 8U;
  const unsigned green = (((under >> 8U) & 0xFFU) * rest + ((over >> 8U) & 0xFFU) * alpha) & 0xFF00U;
  return 0xFF000000U | (odd & 0x00FF00FFU) | green;
}

/// The pixels that a scene draws into; somebody else owns them.
struct Canvas {
  Pixel* pixels = nullptr;
  int width = 0;           ///< pixels
  int height = 0;          ///< pixels
  std::size_t stride = 0;  ///< pixels from one row to the next

  Pixel* row(int y) const noexcept { return pixels + static_cast<std::size_t>(y) * stride; }
};

}  // namespace pdum::rfb::cli
