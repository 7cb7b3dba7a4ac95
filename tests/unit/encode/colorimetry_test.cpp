#include "encode/colorimetry.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

/// What published profiles say, in 16 bits behind the point.
void expect_near(const Matrix3& matrix, const Matrix3& published, double tolerance) {
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column)
      EXPECT_NEAR(matrix[row][column], published[row][column], tolerance) << row << ' ' << column;
  }
}

TEST(Colorimetry, AdaptsFromD65AsTheSrgbProfileOfTheIccDoes) {
  expect_near(from_d65_to_d50(),
              {{{1.04788, 0.02292, -0.05022}, {0.02959, 0.99048, -0.01707}, {-0.00925, 0.01508, 0.75168}}},
              1e-4);
}

TEST(Colorimetry, ColorantsAreThoseOfPublishedProfiles) {
  // sRGB: IEC 61966-2-1 in ICC profiles; Display P3: Apple's; BT.2020: after ITU-R BT.2020-2, table 3.
  expect_near(colorants(ColorPrimaries::bt709),
              {{{0.43604, 0.38512, 0.14305}, {0.22249, 0.71690, 0.06061}, {0.01392, 0.09706, 0.71393}}},
              2e-4);
  expect_near(colorants(ColorPrimaries::display_p3),
              {{{0.51512, 0.29198, 0.15710}, {0.24120, 0.69225, 0.06657}, {-0.00105, 0.04189, 0.78407}}},
              2e-4);
  expect_near(colorants(ColorPrimaries::bt2020),
              {{{0.67346, 0.16566, 0.12505}, {0.27903, 0.67535, 0.04562}, {-0.00194, 0.02998, 0.79686}}},
              2e-4);
}

TEST(Colorimetry, RedGreenAndBlueTogetherAreWhite) {
  for (const auto primaries : {ColorPrimaries::bt709, ColorPrimaries::display_p3, ColorPrimaries::bt2020}) {
    const Matrix3 xyz = colorants(primaries);
    for (std::size_t row = 0; row < 3; ++row)
      EXPECT_NEAR(xyz[row][0] + xyz[row][1] + xyz[row][2], kIccWhite[row], 1e-9);
  }
}

}  // namespace
}  // namespace pdum::rfb
