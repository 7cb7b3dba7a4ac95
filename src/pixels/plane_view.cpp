#include "pixels/plane_view.hpp"

#include <limits>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

// The view has passed the limits of its display already, which may be wider than the default ones.
constexpr FrameLimits kAccepted{.max_side = std::numeric_limits<int>::max(),
                                .max_bytes = std::numeric_limits<std::size_t>::max()};

struct Block {
  const std::uint8_t* data;
  bool bottom_up;

  PlaneView plane(std::size_t offset, std::size_t stride, std::size_t row_bytes, std::size_t rows) const {
    const auto step = static_cast<std::ptrdiff_t>(stride);
    const std::uint8_t* const first = data + offset;
    if (!bottom_up) return {.top = first, .step = step, .row_bytes = row_bytes, .rows = rows};
    return {.top = first + stride * (rows - 1), .step = -step, .row_bytes = row_bytes, .rows = rows};
  }
};

}  // namespace

std::array<PlaneView, 3> planes_of(const FrameView& view) {
  const FrameLayout layout = FrameLayout::make(view.format, view.width, view.height, view.stride, kAccepted);
  const Block block{static_cast<const std::uint8_t*>(view.data), view.bottom_up};
  const PlaneView first =
      block.plane(0, layout.stride, layout.row_bytes, static_cast<std::size_t>(view.height));
  if (!is_planar(view.format)) return {first, PlaneView{}, PlaneView{}};
  const std::size_t columns = (layout.row_bytes + 1) / 2;
  const auto chroma = [&](std::size_t offset, std::size_t row_bytes) {
    return block.plane(offset, layout.chroma_stride, row_bytes, layout.chroma_rows);
  };
  if (view.format == PixelFormat::nv12)
    return {first, chroma(layout.chroma_offset, 2 * columns), PlaneView{}};
  return {first, chroma(layout.chroma_offset, columns), chroma(layout.chroma_offset_v, columns)};
}

}  // namespace pdum::rfb
