#include "pixels/yuv_coefficients.hpp"

#include <cmath>

namespace pdum::rfb {
namespace {

/// Weights of red and blue in luma (ITU-R BT.601 and BT.709), and the steps of the range per unit of RGB.
struct Definition {
  double red, blue;
  double luma_scale, chroma_scale;
  double luma_offset;

  double green() const noexcept { return 1 - red - blue; }
  double u_divisor() const noexcept { return 2 * (1 - blue); }
  double v_divisor() const noexcept { return 2 * (1 - red); }
};

Definition definition(YuvEncoding encoding) noexcept {
  const bool bt601 = encoding.matrix == YuvMatrix::bt601;
  const bool limited = encoding.range == YuvRange::limited;
  return {.red = bt601 ? 0.299 : 0.2126,
          .blue = bt601 ? 0.114 : 0.0722,
          .luma_scale = limited ? 219.0 / 255 : 1.0,
          .chroma_scale = limited ? 224.0 / 255 : 1.0,
          .luma_offset = limited ? 16.0 : 0.0};
}

std::int32_t fixed(double value, int bits) noexcept {
  return static_cast<std::int32_t>(std::lround(std::ldexp(value, bits)));
}

/// Red and blue rounded, green what is left of `sum`.
std::array<std::int16_t, 3> weights(double red, double blue, double sum, int bits, ByteOrder order) noexcept {
  const std::int32_t r = fixed(red, bits);
  const std::int32_t b = fixed(blue, bits);
  std::array<std::int16_t, 3> result{};
  result[static_cast<std::size_t>(order.red)] = static_cast<std::int16_t>(r);
  result[static_cast<std::size_t>(order.blue)] = static_cast<std::int16_t>(b);
  result[static_cast<std::size_t>(order.green)] = static_cast<std::int16_t>(fixed(sum, bits) - r - b);
  return result;
}

/// Of chroma samples, which are 128 for grey; `offset` is the result for grey.
ChromaWeights chroma_weights(double u, double v, double offset) noexcept {
  return {.u = fixed(u, kPlanarBits),
          .v = fixed(v, kPlanarBits),
          .bias = fixed(offset - 128 * (u + v) + 0.5, kPlanarBits)};
}

}  // namespace

PackedToYuv packed_to_yuv(YuvEncoding encoding, ByteOrder order) noexcept {
  const Definition d = definition(encoding);
  const double half = d.chroma_scale / 2;
  const int luma_bits = PackedToYuv::kLumaBits;
  const int chroma_bits = PackedToYuv::kChromaBits;
  return {.luma = weights(d.red * d.luma_scale, d.blue * d.luma_scale, d.luma_scale, luma_bits, order),
          .u = weights(-half * d.red / (1 - d.blue), half, 0, chroma_bits, order),
          .v = weights(half, -half * d.blue / (1 - d.red), 0, chroma_bits, order),
          .luma_offset = static_cast<std::int32_t>(d.luma_offset)};
}

YuvToYuv yuv_to_yuv(YuvEncoding from, YuvEncoding to) noexcept {
  const Definition a = definition(from);
  const Definition b = definition(to);
  const double luma = b.luma_scale / a.luma_scale;
  const double chroma = b.chroma_scale / a.chroma_scale;
  // With Y, Pb, Pr of `from` in RGB units: R = Y + v_divisor·Pr, B = Y + u_divisor·Pb, G from the sum.
  const double green_u = -a.blue * a.u_divisor() / a.green();
  const double green_v = -a.red * a.v_divisor() / a.green();
  const double luma_u = b.green() * green_u + b.blue * a.u_divisor();
  const double luma_v = b.red * a.v_divisor() + b.green() * green_v;
  const double u_u = chroma * (a.u_divisor() - luma_u) / b.u_divisor();
  const double u_v = chroma * -luma_v / b.u_divisor();
  const double v_u = chroma * -luma_u / b.v_divisor();
  const double v_v = chroma * (a.v_divisor() - luma_v) / b.v_divisor();
  const double y_u = luma_u * b.luma_scale / a.chroma_scale;
  const double y_v = luma_v * b.luma_scale / a.chroma_scale;
  return {.luma = fixed(luma, kPlanarBits),
          .luma_terms = chroma_weights(y_u, y_v, b.luma_offset - luma * a.luma_offset),
          .u = chroma_weights(u_u, u_v, 128),
          .v = chroma_weights(v_u, v_v, 128)};
}

YuvToRgb yuv_to_rgb(YuvEncoding from) noexcept {
  const Definition d = definition(from);
  const double y = 1 / d.luma_scale;
  const double r_v = d.v_divisor() / d.chroma_scale;
  const double b_u = d.u_divisor() / d.chroma_scale;
  const double g_u = -b_u * d.blue / d.green();
  const double g_v = -r_v * d.red / d.green();
  const double zero = -y * d.luma_offset;
  return {.luma = fixed(y, kPlanarBits),
          .red = chroma_weights(0, r_v, zero),
          .green = chroma_weights(g_u, g_v, zero),
          .blue = chroma_weights(b_u, 0, zero)};
}

}  // namespace pdum::rfb
