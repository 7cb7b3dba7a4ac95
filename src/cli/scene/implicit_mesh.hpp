#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cli/scene/vec3.hpp"

namespace pdum::rfb::cli {

/// Triangles of a closed surface, counter-clockwise seen from outside.
struct Mesh {
  std::vector<Vec3> positions;
  std::vector<Vec3> normals;  ///< unit length, outwards
  std::vector<std::array<std::uint32_t, 3>> triangles;
};

/// Negative inside, positive outside, smooth enough for a gradient.
using Field = float (*)(Vec3);

/// The surface `field` = 0 within the cube -1.05 to 1.05, by naive surface nets: a vertex in each cell that
/// the surface crosses, a quad across each crossed edge of the grid.
Mesh mesh_of(Field field, int cells_per_side);

}  // namespace pdum::rfb::cli
