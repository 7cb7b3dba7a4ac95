#include "cli/scene/implicit_mesh.hpp"

#include <gtest/gtest.h>

#include <map>

namespace pdum::rfb::cli {
namespace {

float ball(Vec3 p) {
  return length(p) - 0.8F;
}

TEST(ImplicitMesh, VerticesLieOnTheSurfaceAndNormalsPointOutwards) {
  const Mesh mesh = mesh_of(ball, 20);
  ASSERT_GT(mesh.positions.size(), 500U);
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    EXPECT_NEAR(length(mesh.positions[i]), 0.8F, 0.03F);
    EXPECT_GT(dot(normalised(mesh.positions[i]), mesh.normals[i]), 0.98F);
  }
}

TEST(ImplicitMesh, TrianglesTurnTheSameWaySeenFromOutside) {
  const Mesh mesh = mesh_of(ball, 20);
  for (const auto& [a, b, c] : mesh.triangles) {
    const Vec3 u = mesh.positions[b] - mesh.positions[a];
    const Vec3 v = mesh.positions[c] - mesh.positions[a];
    const Vec3 normal = {u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x};
    EXPECT_GE(dot(normal, mesh.positions[a]), 0);
  }
}

TEST(ImplicitMesh, TheSurfaceIsClosed) {
  const Mesh mesh = mesh_of(ball, 12);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  for (const auto& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      ++edges[{t[i], t[(i + 1) % 3]}];
      --edges[{t[(i + 1) % 3], t[i]}];
    }
  }
  for (const auto& [edge, balance] : edges) EXPECT_EQ(balance, 0);
}

}  // namespace
}  // namespace pdum::rfb::cli
