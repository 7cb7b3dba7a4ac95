#include "pixels/compare.hpp"

#include <array>
#include <cstring>

#include "pixels/plane_view.hpp"

namespace pdum::rfb {
namespace {

bool is_one_piece(const PlaneView& plane) {
  return plane.step == static_cast<std::ptrdiff_t>(plane.row_bytes);
}

bool equal_planes(const PlaneView& a, const PlaneView& b) {
  if (a.rows == 0) return true;  // a plane that the format lacks has no address either
  if (is_one_piece(a) && is_one_piece(b)) return std::memcmp(a.top, b.top, a.row_bytes * a.rows) == 0;
  for (std::size_t y = 0; y < a.rows; ++y) {
    if (std::memcmp(a.row(y), b.row(y), a.row_bytes) != 0) return false;
  }
  return true;
}

void copy_plane(const PlaneView& from, std::byte* to, std::size_t stride) {
  if (from.rows == 0) return;
  if (from.step == static_cast<std::ptrdiff_t>(stride)) {
    std::memcpy(to, from.top, stride * (from.rows - 1) + from.row_bytes);
    return;
  }
  for (std::size_t y = 0; y < from.rows; ++y) std::memcpy(to + y * stride, from.row(y), from.row_bytes);
}

}  // namespace

bool equal_pixels(const FrameView& a, const FrameView& b) {
  if (a.width != b.width || a.height != b.height || a.format != b.format) return false;
  const std::array<PlaneView, 3> ours = planes_of(a);
  const std::array<PlaneView, 3> theirs = planes_of(b);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!equal_planes(ours[i], theirs[i])) return false;
  }
  return true;
}

void copy_pixels(const FrameView& from, std::byte* to, const FrameLayout& layout) {
  const std::array<PlaneView, 3> planes = planes_of(from);
  copy_plane(planes[0], to, layout.stride);
  copy_plane(planes[1], to + layout.chroma_offset, layout.chroma_stride);
  copy_plane(planes[2], to + layout.chroma_offset_v, layout.chroma_stride);
}

}  // namespace pdum::rfb
