#include "encode/frame_scaler.hpp"

#include <algorithm>
#include <cmath>

namespace pdum::rfb {
namespace {

constexpr int kLeastLongSide = 320;

int even_part(int pixels, double scale) {
  const int even = 2 * static_cast<int>(std::lround(pixels * scale / 2));
  return std::clamp(even, 2, std::max(2, pixels / 2 * 2));
}

}  // namespace

PixelSize scaled_size(PixelSize full, double scale) {
  const double least = static_cast<double>(kLeastLongSide) / std::max(full.width, full.height);
  const double used = std::max(scale, least);
  if (used >= 1) return full;
  const PixelSize small{even_part(full.width, used), even_part(full.height, used)};
  const bool fits = small.width <= full.width && small.height <= full.height;
  return fits ? small : full;
}

}  // namespace pdum::rfb
