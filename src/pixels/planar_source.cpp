#include "pixels/planar_source.hpp"

#include "pixels/pixel_kernels.hpp"

namespace pdum::rfb {

PlanarSource::PlanarSource(const FrameView& view)
    : planes_(planes_of(view)), columns_((planes_[0].row_bytes + 1) / 2) {
  if (view.format == PixelFormat::nv12) split_.resize(2 * columns_);
}

ChromaRow PlanarSource::chroma_row(std::size_t y) {
  if (split_.empty()) return {planes_[1].row(y), planes_[2].row(y)};
  split_uv_row(planes_[1].row(y), columns_, split_.data(), split_.data() + columns_);
  return {split_.data(), split_.data() + columns_};
}

void PlanarSource::convert_luma_row(std::size_t y, const YuvToYuv& weights, std::uint8_t* to) {
  std::vector<std::int32_t>& terms = terms_[0];
  if (y % 2 == 0) {
    terms.resize(2 * columns_);
    make_chroma_terms(chroma_row(y / 2), columns_, weights.luma_terms, terms.data());
  }
  make_luma_samples(planes_[0].row(y), planes_[0].row_bytes, weights.luma, terms.data(), to);
}

void PlanarSource::convert_to_packed_row(std::size_t y, const YuvToRgb& weights, std::uint8_t* to,
                                         std::size_t to_bytes, ByteOrder order) {
  const ChromaWeights* const colours[] = {&weights.red, &weights.green, &weights.blue};
  const int places[] = {order.red, order.green, order.blue};
  const std::size_t width = planes_[0].row_bytes;
  const ChromaRow chroma = y % 2 == 0 ? chroma_row(y / 2) : ChromaRow{};
  PlanarRgbRow bytes{};
  for (std::size_t c = 0; c < 3; ++c) {
    if (y % 2 == 0) {
      terms_[c].resize(2 * columns_);
      make_chroma_terms(chroma, columns_, *colours[c], terms_[c].data());
    }
    packed_[c].resize(width);
    make_luma_samples(planes_[0].row(y), width, weights.luma, terms_[c].data(), packed_[c].data());
    bytes[static_cast<std::size_t>(places[c])] = packed_[c].data();
  }
  merge_packed_row(bytes, width, to, to_bytes);
}

ChromaRow PlanarSource::convert_chroma_row(std::size_t y, const YuvToYuv& weights) {
  const ChromaRow from = chroma_row(y);
  converted_.resize(2 * columns_);
  std::uint8_t* const u = converted_.data();
  std::uint8_t* const v = u + columns_;
  make_chroma_samples(from, columns_, weights.u, u);
  make_chroma_samples(from, columns_, weights.v, v);
  return {u, v};
}

}  // namespace pdum::rfb
