#include "pixels/planar_source.hpp"

#include <algorithm>

#include "pixels/pixel_kernels.hpp"

namespace pdum::rfb {
namespace {

template <int kBits>
std::uint8_t sample(std::int32_t fixed) {
  return static_cast<std::uint8_t>(std::clamp(fixed >> kBits, 0, 255));
}

}  // namespace

PlanarSource::PlanarSource(const FrameView& view)
    : planes_(planes_of(view)), columns_((planes_[0].row_bytes + 1) / 2), converted_(2 * columns_) {
  if (view.format == PixelFormat::nv12) split_.resize(2 * columns_);
}

PlanarSource::Chroma PlanarSource::chroma_row(std::size_t y) {
  if (split_.empty()) return {planes_[1].row(y), planes_[2].row(y)};
  split_uv_row(planes_[1].row(y), columns_, split_.data(), split_.data() + columns_);
  return {split_.data(), split_.data() + columns_};
}

void PlanarSource::convert_luma_row(std::size_t y, const YuvToYuv& weights, std::uint8_t* to) {
  const Chroma chroma = chroma_row(y / 2);
  const std::uint8_t* const from = planes_[0].row(y);
  for (std::size_t x = 0; x < planes_[0].row_bytes; ++x) {
    to[x] = sample<YuvToYuv::kBits>(weights.y_y * from[x] + weights.y_u * chroma.u[x / 2] +
                                    weights.y_v * chroma.v[x / 2] + weights.y_bias);
  }
}

PlanarSource::Chroma PlanarSource::convert_chroma_row(std::size_t y, const YuvToYuv& weights) {
  const Chroma from = chroma_row(y);
  std::uint8_t* const u = converted_.data();
  std::uint8_t* const v = u + columns_;
  for (std::size_t i = 0; i < columns_; ++i) {
    u[i] = sample<YuvToYuv::kBits>(weights.u_u * from.u[i] + weights.u_v * from.v[i] + weights.u_bias);
    v[i] = sample<YuvToYuv::kBits>(weights.v_u * from.u[i] + weights.v_v * from.v[i] + weights.v_bias);
  }
  return {u, v};
}

void PlanarSource::convert_to_packed_row(std::size_t y, const YuvToRgb& weights, std::uint8_t* to,
                                         std::size_t to_bytes, ByteOrder order) {
  constexpr int kBits = YuvToRgb::kBits;
  const Chroma chroma = chroma_row(y / 2);
  const std::uint8_t* const from = planes_[0].row(y);
  for (std::size_t x = 0; x < planes_[0].row_bytes; ++x, to += to_bytes) {
    const std::int32_t luma = weights.y_all * from[x];
    const std::int32_t u = chroma.u[x / 2];
    const std::int32_t v = chroma.v[x / 2];
    to[order.red] = sample<kBits>(luma + weights.r_v * v + weights.r_bias);
    to[order.green] = sample<kBits>(luma + weights.g_u * u + weights.g_v * v + weights.g_bias);
    to[order.blue] = sample<kBits>(luma + weights.b_u * u + weights.b_bias);
    if (to_bytes == 4) to[3] = 255;
  }
}

}  // namespace pdum::rfb
