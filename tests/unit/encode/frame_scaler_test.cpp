#include "encode/frame_scaler.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(FrameScaler, SizesAreEvenKeepTheirProportionsAndAreWorthIt) {
  EXPECT_EQ(scaled_size({1920, 1080}, 1), (PixelSize{1920, 1080}));
  EXPECT_EQ(scaled_size({1920, 1080}, 0.5), (PixelSize{960, 540}));
  EXPECT_EQ(scaled_size({1921, 1081}, 0.75), (PixelSize{1440, 810}));
  EXPECT_EQ(scaled_size({640, 480}, 0.25), (PixelSize{320, 240}));
  EXPECT_EQ(scaled_size({320, 240}, 0.25), (PixelSize{320, 240}));
  EXPECT_EQ(scaled_size({101, 7}, 0.5), (PixelSize{101, 7}));
  EXPECT_EQ(scaled_size({16384, 1}, 0.25), (PixelSize{16384, 1})) << "one row has no even part";
  EXPECT_EQ(scaled_size({3000, 3}, 0.25), (PixelSize{750, 2}));
}

TEST(FrameScaler, AFrameOfThatSizeStaysWhereItIs) {
  const std::vector<std::uint8_t> pixels(640 * 480, 7);
  const FrameView frame = frame_view(pixels, 640, 480, PixelFormat::gray8);
  FrameScaler scaler;
  EXPECT_EQ(scaler.scale(frame, {640, 480}).data, frame.data);
  const FrameView small = scaler.scale(frame, {320, 240});
  EXPECT_NE(small.data, frame.data);
  EXPECT_EQ(small.width, 320);
}

}  // namespace
}  // namespace pdum::rfb
