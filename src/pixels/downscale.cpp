#include "pixels/downscale.hpp"

#include <algorithm>

#include "pixels/frame_layout.hpp"
#include "pixels/pixel_kernels.hpp"
#include "pixels/plane_view.hpp"

namespace pdum::rfb {
namespace {

constexpr std::uint32_t kWhole = 256;  // the weights of one sample

/// The sum of each channel over the columns of one span.
template <std::size_t kChannels>
void shrink_columns(const std::uint16_t* sums, const AreaShares& columns, std::uint8_t* to) {
  for (const AreaShares::Span& span : columns.spans) {
    const std::uint16_t* from = sums + span.first * kChannels;
    const std::uint16_t* weights = columns.weights.data() + span.weights;
    std::array<std::uint32_t, kChannels> total{};
    for (std::size_t i = 0; i < span.count; ++i) {
      for (std::size_t c = 0; c < kChannels; ++c)
        total[c] += from[i * kChannels + c] * std::uint32_t{weights[i]};
    }
    for (std::size_t c = 0; c < kChannels; ++c) *to++ = static_cast<std::uint8_t>((total[c] + 0x8000) >> 16);
  }
}

void shrink_columns(const std::uint16_t* sums, const AreaShares& columns, std::size_t channels,
                    std::uint8_t* to) {
  switch (channels) {
    case 1:
      return shrink_columns<1>(sums, columns, to);
    case 2:
      return shrink_columns<2>(sums, columns, to);
    case 3:
      return shrink_columns<3>(sums, columns, to);
    default:
      return shrink_columns<4>(sums, columns, to);
  }
}

}  // namespace

/// In units of 1/`to` of a sample, so that all borders are whole numbers.
AreaShares AreaShares::make(std::size_t from, std::size_t to) {
  AreaShares shares;
  shares.from = from;
  shares.spans.reserve(to);
  for (std::size_t i = 0; i < to; ++i) {
    const std::size_t begin = i * from;
    const std::size_t end = begin + from;
    Span span{
        .first = begin / to, .count = (end + to - 1) / to - begin / to, .weights = shares.weights.size()};
    std::uint32_t given = 0;
    for (std::size_t k = span.first; k < span.first + span.count; ++k) {
      // Rounding what has been given so far, not each one, makes them add up.
      const std::size_t upto = std::min(end, (k + 1) * to) - begin;
      const auto sum = static_cast<std::uint32_t>((upto * kWhole + from / 2) / from);
      shares.weights.push_back(static_cast<std::uint16_t>(sum - given));
      given = sum;
    }
    shares.spans.push_back(span);
  }
  return shares;
}

struct Downscaler::Plane {
  PlaneView from;
  std::size_t channels = 1;
  const AreaShares& columns;
  const AreaShares& rows;
  std::uint8_t* to = nullptr;
};

const AreaShares& Downscaler::shares(std::size_t which, std::size_t from, std::size_t to) {
  AreaShares& known = shares_.at(which);
  if (known.from != from || known.spans.size() != to) known = AreaShares::make(from, to);
  return known;
}

void Downscaler::shrink_plane(const Plane& plane) {
  const std::size_t samples = plane.columns.from * plane.channels;
  std::uint8_t* to = plane.to;
  for (const AreaShares::Span& span : plane.rows.spans) {
    std::fill_n(sums_.begin(), samples, std::uint16_t{0});
    for (std::size_t i = 0; i < span.count; ++i) {
      const std::uint16_t weight = plane.rows.weights[span.weights + i];
      if (weight > 0) add_weighted_row(plane.from.row(span.first + i), samples, weight, sums_.data());
    }
    shrink_columns(sums_.data(), plane.columns, plane.channels, to);
    to += plane.columns.spans.size() * plane.channels;
  }
}

FrameView Downscaler::shrink(const FrameView& view, PixelSize size) {
  const std::array<PlaneView, 3> planes = planes_of(view);
  const FrameLayout layout = FrameLayout::make(view.format, size.width, size.height, 0, kUnlimited);
  pixels_.resize(layout.size_bytes);
  const std::size_t channels = bytes_per_pixel(view.format);
  const auto width = static_cast<std::size_t>(view.width);
  const auto height = static_cast<std::size_t>(view.height);
  const auto to_width = static_cast<std::size_t>(size.width);
  const auto to_height = static_cast<std::size_t>(size.height);
  sums_.resize((width + 1) * std::max<std::size_t>(channels, 2));
  shrink_plane(
      {planes[0], channels, shares(0, width, to_width), shares(1, height, to_height), pixels_.data()});
  const std::array<std::size_t, 3> offsets{0, layout.chroma_offset, layout.chroma_offset_v};
  for (std::size_t i = 1; i < planes.size() && planes[i].rows > 0; ++i) {
    shrink_plane({planes[i], view.format == PixelFormat::nv12 ? std::size_t{2} : std::size_t{1},
                  shares(2, (width + 1) / 2, to_width / 2), shares(3, planes[i].rows, to_height / 2),
                  pixels_.data() + offsets[i]});
  }
  FrameView small = view;
  small.data = pixels_.data();
  small.size_bytes = pixels_.size();
  small.width = size.width;
  small.height = size.height;
  small.stride = 0;
  small.bottom_up = false;
  return small;
}

}  // namespace pdum::rfb
