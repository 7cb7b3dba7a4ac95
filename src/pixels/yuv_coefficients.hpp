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
  static constexpr int kChromaBits = 14;  ///< of the sum of four pixels: 16 of their mean
  std::array<std::int16_t, 3> luma{};
  std::array<std::int16_t, 3> u{};
  std::array<std::int16_t, 3> v{};
  std::int32_t luma_offset = 0;  ///< 0 or 16
};
PackedToYuv packed_to_yuv(YuvEncoding encoding, ByteOrder order) noexcept;

/// Fixed-point weights from one encoding to another; the chroma of grey is 128 in both, so luma adds none.
/// y' = (y_y·y + y_u·u + y_v·v + y_bias) >> kBits, clamped to 0..255; u', v' likewise.
struct YuvToYuv {
  static constexpr int kBits = 16;
  std::int32_t y_y = 0, y_u = 0, y_v = 0, y_bias = 0;
  std::int32_t u_u = 0, u_v = 0, u_bias = 0;
  std::int32_t v_u = 0, v_v = 0, v_bias = 0;
};
YuvToYuv yuv_to_yuv(YuvEncoding from, YuvEncoding to) noexcept;

/// Fixed-point weights to RGB: r = (y·y_all + v·r_v + r_bias) >> kBits, clamped to 0..255; g and b likewise.
struct YuvToRgb {
  static constexpr int kBits = 16;
  std::int32_t y_all = 0;
  std::int32_t r_v = 0, r_bias = 0;
  std::int32_t g_u = 0, g_v = 0, g_bias = 0;
  std::int32_t b_u = 0, b_bias = 0;
};
YuvToRgb yuv_to_rgb(YuvEncoding from) noexcept;

}  // namespace pdum::rfb
