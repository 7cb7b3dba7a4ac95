#pragma once

#include <array>
#include <cstdint>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// Position of red, green and blue among the bytes of a packed pixel.
struct ByteOrder {
  int red = 0;
  int green = 1;
  int blue = 2;
};

/// Fixed-point weights of the first three bytes of a packed pixel, in their order. Grey maps to chroma 128
/// and white to the top of the range without an error: the luma weights sum to the scale, those of chroma to
/// 0. No result leaves 0..255, so nothing needs to be clamped.
struct PackedToYuv {
  static constexpr int kLumaBits = 15;    ///< of one pixel
  static constexpr int kChromaBits = 14;  ///< of the sum of four pixels: 16 of their mean, or of one pixel
  std::array<std::int16_t, 3> luma{};
  std::array<std::int16_t, 3> u{};
  std::array<std::int16_t, 3> v{};
  std::int32_t luma_offset = 0;  ///< 0 or 16
};
PackedToYuv packed_to_yuv(YuvEncoding encoding, ByteOrder order) noexcept;

/// Fraction bits of the weights below.
constexpr int kPlanarBits = 16;

/// u * weights.u + v * weights.v + bias; half a step for rounding is in the bias.
struct ChromaWeights {
  std::int32_t u = 0;
  std::int32_t v = 0;
  std::int32_t bias = 0;
};

/// From one encoding to another. The chroma of grey is 128 in both, so luma has no share in chroma.
/// y' = (luma * y + luma_terms) >> kPlanarBits, u' and v' from their weights alone; all clamped to 0..255.
struct YuvToYuv {
  std::int32_t luma = 0;
  ChromaWeights luma_terms;
  ChromaWeights u;
  ChromaWeights v;
};
YuvToYuv yuv_to_yuv(YuvEncoding from, YuvEncoding to) noexcept;

/// To RGB: red = (luma * y + red's terms) >> kPlanarBits, clamped to 0..255; green and blue likewise.
struct YuvToRgb {
  std::int32_t luma = 0;
  ChromaWeights red;
  ChromaWeights green;
  ChromaWeights blue;
};
YuvToRgb yuv_to_rgb(YuvEncoding from) noexcept;

}  // namespace pdum::rfb
