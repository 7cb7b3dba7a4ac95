#include "cli/scene/rasteriser.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/scene/simd.hpp"

namespace pdum::rfb::cli {
namespace {

// The first pixel whose centre is at or right of `x` (below `y`). The offset makes truncation a floor for
// everything near the picture.
PDUM_INLINE int first_centre(float x) noexcept {
  return static_cast<int>(x + 4096.5F) - 4096;
}

/// How a value changes from one pixel to the next, right and down.
struct Slope {
  float dx, dy;
};

/// Turns the differences between the corners of a triangle into slopes.
struct Corners {
  float bx, by, cx, cy, inverse_area;

  PDUM_INLINE Slope slope(float db, float dc) const noexcept {
    return {(db * cy - dc * by) * inverse_area, (dc * bx - db * cx) * inverse_area};
  }
};

/// Three bytes with 12 bits of fraction each in one integer, so that one addition moves all three on. Linear
/// in wrapping arithmetic: only sums need to have their fields within 0..255, not what is added.
using Triple = std::uint64_t;

PDUM_INLINE std::uint64_t fixed(float value) noexcept {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value * 4096));
}
PDUM_INLINE Triple triple(float low, float middle, float high) noexcept {
  return fixed(low) + (fixed(middle) << 21U) + (fixed(high) << 42U);
}
PDUM_INLINE std::uint32_t bytes_of(Triple t) noexcept {
  return static_cast<std::uint32_t>(((t >> 12U) & 0xFFU) | ((t >> 25U) & 0xFF00U) | ((t >> 38U) & 0xFF0000U));
}

/// The two sides of a triangle with a.y <= b.y <= c.y. A side is evaluated from its upper end, so that
/// neighbours agree on every pixel.
struct Edges {
  float ax, ay, bx, by, long_slope, upper_slope, lower_slope;

  PDUM_INLINE std::pair<int, int> span(float y, int width) const noexcept {
    const float along = ax + (y - ay) * long_slope;
    const float across = y < by ? ax + (y - ay) * upper_slope : bx + (y - by) * lower_slope;
    return {std::max(first_centre(std::min(along, across)), 0),
            std::min(first_centre(std::max(along, across)), width)};
  }
};

template <class Point>
PDUM_INLINE Corners corners_of(const Point& a, const Point& b, const Point& c) noexcept {
  const float bx = b.x - a.x;
  const float by = b.y - a.y;
  const float cx = c.x - a.x;
  const float cy = c.y - a.y;
  return {bx, by, cx, cy, 1 / (bx * cy - cx * by)};
}

template <class Point>
PDUM_INLINE Edges edges_of(const Point& a, const Point& b, const Point& c) noexcept {
  return {.ax = a.x,
          .ay = a.y,
          .bx = b.x,
          .by = b.y,
          .long_slope = (c.x - a.x) / (c.y - a.y),
          .upper_slope = b.y > a.y ? (b.x - a.x) / (b.y - a.y) : 0,
          .lower_slope = c.y > b.y ? (c.x - b.x) / (c.y - b.y) : 0};
}

/// Values in `column` of a row, and what to add for the next pixel to the right and below.
struct Gradient {
  int column;
  float z, z_right, z_down;
  Triple facts, facts_right, facts_down;
};

/// For the row `top`, in the column of the corner `a`: near enough to keep the rounding of slopes harmless.
template <class Point>
PDUM_INLINE Gradient gradient_of(const Point& a, const Point& b, const Point& c, int top) noexcept {
  const Corners corners = corners_of(a, b, c);
  const Slope z = corners.slope(b.inverse_z - a.inverse_z, c.inverse_z - a.inverse_z);
  const Slope u = corners.slope(b.u - a.u, c.u - a.u);
  const Slope v = corners.slope(b.v - a.v, c.v - a.v);
  const Slope w = corners.slope(b.w - a.w, c.w - a.w);
  const int column = first_centre(a.x);
  const float x = static_cast<float>(column) + 0.5F - a.x;
  const float y = static_cast<float>(top) + 0.5F - a.y;
  return {.column = column,
          .z = a.inverse_z + x * z.dx + y * z.dy,
          .z_right = z.dx,
          .z_down = z.dy,
          .facts = triple(a.u + x * u.dx + y * u.dy, a.v + x * v.dx + y * v.dy, a.w + x * w.dx + y * w.dy),
          .facts_right = triple(u.dx, v.dx, w.dx),
          .facts_down = triple(u.dy, v.dy, w.dy)};
}

}  // namespace

Rasteriser::Rasteriser(int width, int height)
    : width_(width),
      height_(height),
      depth_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)),
      surface_(depth_.size()) {}

void Rasteriser::clear() {
  for (int y = touched_.y0; y < touched_.y1; ++y) {
    std::fill_n(depth_.data() + offset(y) + touched_.x0, touched_.x1 - touched_.x0, 0.0F);
  }
}

void Rasteriser::project(const Mesh& mesh, const std::vector<float>& tone, const View& view) {
  points_.resize(mesh.positions.size());
  float x0 = 1e9F;
  float y0 = 1e9F;
  float x1 = -1e9F;
  float y1 = -1e9F;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const Vec3 p = view.rotation.apply(mesh.positions[i]);
    const Vec3 n = view.rotation.apply(mesh.normals[i]);
    const float inverse_z = 1 / std::max(view.distance - p.z, 0.05F);
    const float scale = view.focal * inverse_z;
    const float x = view.centre_x + p.x * scale;
    const float y = view.centre_y - p.y * scale;
    points_[i] = {x, y, inverse_z, 128 + 127 * n.x, 128 - 127 * n.y, 2 + 251 * tone[i]};
    x0 = std::min(x0, x);
    x1 = std::max(x1, x);
    y0 = std::min(y0, y);
    y1 = std::max(y1, y);
  }
  const auto clamp = [](float value, int limit) {
    return std::clamp(static_cast<int>(std::clamp(value, -1.0F, 1e6F)), 0, limit);
  };
  touched_ = {clamp(x0 - 1, width_), clamp(y0 - 1, height_), clamp(x1 + 2, width_), clamp(y1 + 2, height_)};
}

PDUM_MULTIVERSION
void Rasteriser::fill(const Mesh& mesh) {
  const Point* points = points_.data();
  for (const auto& triangle : mesh.triangles) {
    Point a = points[triangle[0]];
    Point b = points[triangle[1]];
    Point c = points[triangle[2]];
    const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    // Seen from behind, or no more than a line: y grows downwards here, so outside is clockwise.
    if (area > -1e-3F) continue;
    if (b.y < a.y) std::swap(a, b);
    if (c.y < a.y) std::swap(a, c);
    if (c.y < b.y) std::swap(b, c);
    const int top = std::max(first_centre(a.y), 0);
    const int bottom = std::min(first_centre(c.y), height_);
    if (top >= bottom) continue;
    Gradient gradient = gradient_of(a, b, c, top);
    const Edges edges = edges_of(a, b, c);
    float* depth = depth_.data() + offset(top);
    std::uint32_t* surface = surface_.data() + offset(top);
    for (int y = top; y < bottom; ++y) {
      const auto [left, right] = edges.span(static_cast<float>(y) + 0.5F, width_);
      const int way = left - gradient.column;
      float z = gradient.z + static_cast<float>(way) * gradient.z_right;
      Triple facts =
          gradient.facts + static_cast<Triple>(static_cast<std::int64_t>(way)) * gradient.facts_right;
      for (int x = left; x < right; ++x) {
        if (z > depth[x]) {
          depth[x] = z;
          surface[x] = bytes_of(facts);
        }
        z += gradient.z_right;
        facts += gradient.facts_right;
      }
      gradient.z += gradient.z_down;
      gradient.facts += gradient.facts_down;
      depth += width_;
      surface += width_;
    }
  }
}

PixelRect Rasteriser::draw(const Mesh& mesh, const std::vector<float>& tone, const View& view) {
  clear();
  project(mesh, tone, view);
  fill(mesh);
  return touched_;
}

}  // namespace pdum::rfb::cli
