#pragma once

#include <cstdint>
#include <vector>

#include "cli/scene/implicit_mesh.hpp"

namespace pdum::rfb::cli {

/// Where the camera stands: on the axis through the origin, `distance` away, the object turned by `rotation`.
struct View {
  Rotation rotation;
  float distance = 3;  ///< from the origin; more than the object's radius
  float focal = 1000;  ///< pixels
  float centre_x = 0;  ///< pixel column of the origin
  float centre_y = 0;  ///< pixel row
};

/// A rectangle of pixels, end exclusive.
struct PixelRect {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
};

/// Draws a mesh into a depth buffer and a buffer of surface facts, to be shaded afterwards: each pixel is
/// shaded once however many triangles lie behind it. Thread safety: one thread at a time.
class Rasteriser {
 public:
  Rasteriser(int width, int height);

  /// `tone` is one value from 0 to 1 per vertex, for the material. Returns what part may have been touched.
  PixelRect draw(const Mesh& mesh, const std::vector<float>& tone, const View& view);

  /// 1/z of the nearest surface, 0 where there is none.
  const float* depth_row(int y) const { return depth_.data() + offset(y); }
  /// tone << 16 | ny << 8 | nx: 8 bits each; the normal's x and y towards the viewer, 128 is zero.
  const std::uint32_t* surface_row(int y) const { return surface_.data() + offset(y); }

 private:
  std::size_t offset(int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_); }
  void clear();
  void project(const Mesh& mesh, const std::vector<float>& tone, const View& view);
  void fill(const Mesh& mesh);

  /// A projected vertex. `u`, `v`, `w` are the three bytes of a surface pixel.
  struct Point {
    float x, y, inverse_z, u, v, w;
  };

  int width_;
  int height_;
  PixelRect touched_;
  std::vector<float> depth_;
  std::vector<std::uint32_t> surface_;
  std::vector<Point> points_;
};

}  // namespace pdum::rfb::cli
