#include "cli/scene/rasteriser.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb::cli {
namespace {

float ball(Vec3 p) {
  return length(p) - 0.8F;
}

constexpr int kSide = 200;

View view_from(float distance) {
  return {.rotation = Rotation::orbit(0.3F, 0.2F),
          .distance = distance,
          .focal = 200,
          .centre_x = 100,
          .centre_y = 100};
}

int covered(const Rasteriser& rasteriser) {
  int count = 0;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) count += rasteriser.depth_row(y)[x] > 0 ? 1 : 0;
  }
  return count;
}

TEST(Rasteriser, ABallCoversADiscWithoutHoles) {
  const Mesh mesh = mesh_of(ball, 24);
  Rasteriser rasteriser(kSide, kSide);
  rasteriser.draw(mesh, std::vector<float>(mesh.positions.size(), 1), view_from(3));
  const double radius = 200 * 0.8 / std::sqrt(9 - 0.64);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double from_centre = std::hypot(x + 0.5 - 100, y + 0.5 - 100);
      if (from_centre < radius - 3) {
        EXPECT_GT(rasteriser.depth_row(y)[x], 0) << x << "," << y;
      }
      if (from_centre > radius + 3) {
        EXPECT_EQ(rasteriser.depth_row(y)[x], 0) << x << "," << y;
      }
    }
  }
}

TEST(Rasteriser, TheNearestSurfaceWinsWithItsNormal) {
  const Mesh mesh = mesh_of(ball, 24);
  Rasteriser rasteriser(kSide, kSide);
  rasteriser.draw(mesh, std::vector<float>(mesh.positions.size(), 1), view_from(3));
  EXPECT_NEAR(1 / rasteriser.depth_row(100)[100], 2.2F, 0.03F);
  const std::uint32_t centre = rasteriser.surface_row(100)[100];
  EXPECT_NEAR(static_cast<double>(centre & 255U), 128, 8);
  EXPECT_NEAR(static_cast<double>((centre >> 8U) & 255U), 128, 8);
  const std::uint32_t right = rasteriser.surface_row(100)[145];
  EXPECT_GT(right & 255U, 200U);
  const std::uint32_t upper = rasteriser.surface_row(55)[100];
  EXPECT_LT((upper >> 8U) & 255U, 56U);
}

TEST(Rasteriser, ToneIsKeptInTheHighByte) {
  const Mesh mesh = mesh_of(ball, 16);
  Rasteriser rasteriser(kSide, kSide);
  for (const float tone : {0.0F, 0.5F, 1.0F}) {
    rasteriser.draw(mesh, std::vector<float>(mesh.positions.size(), tone), view_from(3));
    EXPECT_NEAR(static_cast<double>(rasteriser.surface_row(100)[100] >> 16U), 255 * tone, 3);
  }
}

TEST(Rasteriser, AFrameLeavesNothingOfTheFrameBefore) {
  const Mesh mesh = mesh_of(ball, 16);
  const std::vector<float> tone(mesh.positions.size(), 1);
  Rasteriser rasteriser(kSide, kSide);
  rasteriser.draw(mesh, tone, view_from(6));
  const int far = covered(rasteriser);
  rasteriser.draw(mesh, tone, view_from(2));
  const int near = covered(rasteriser);
  rasteriser.draw(mesh, tone, view_from(6));
  EXPECT_GT(near, far);
  EXPECT_EQ(covered(rasteriser), far);
}

TEST(Rasteriser, WhatLiesOutsideThePictureIsCutOff) {
  const Mesh mesh = mesh_of(ball, 16);
  Rasteriser rasteriser(kSide, kSide);
  View view = view_from(1);
  view.focal = 4000;
  rasteriser.draw(mesh, std::vector<float>(mesh.positions.size(), 1), view);
  EXPECT_GT(covered(rasteriser), 0);
}

}  // namespace
}  // namespace pdum::rfb::cli
