#include "core/frame_slot.hpp"

#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

class FakeClock final : public Clock {
 public:
  TimePoint now() const override { return time; }
  TimePoint time{1000};
};

struct Fixture {
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  FrameSlot slot{clock, FrameLimits{}};
};

std::vector<unsigned char> grey_pixels(int width, int height, unsigned char value) {
  return std::vector<unsigned char>(static_cast<std::size_t>(width * height) * 4, value);
}

TEST(FrameSlot, KeepsTheNewestFrameAndCountsVersions) {
  Fixture f;
  EXPECT_EQ(f.slot.newest(), nullptr);
  EXPECT_EQ(f.slot.newest_version(), 0U);
  EXPECT_EQ(f.slot.publish(frame_view(grey_pixels(5, 3, 1), 5, 3), 1), PublishResult::accepted);
  EXPECT_EQ(f.slot.publish(frame_view(grey_pixels(5, 3, 2), 5, 3), 1), PublishResult::accepted);
  const SharedFrame newest = f.slot.newest();
  EXPECT_EQ(newest->version, 2U);
  EXPECT_EQ(static_cast<const unsigned char*>(newest->view.data)[7], 2);
}

TEST(FrameSlot, CopiesSoThatTheCallerMayReuseThePixels) {
  Fixture f;
  auto pixels = grey_pixels(4, 4, 9);
  f.slot.publish(frame_view(pixels, 4, 4), 1);
  pixels.assign(pixels.size(), 0);
  EXPECT_EQ(static_cast<const unsigned char*>(f.slot.newest()->view.data)[0], 9);
}

TEST(FrameSlot, FindsUnchangedFramesWhateverTheirStride) {
  Fixture f;
  const auto tight = grey_pixels(3, 2, 5);
  f.slot.publish(frame_view(tight, 3, 2), 1);
  EXPECT_EQ(f.slot.publish(frame_view(tight, 3, 2), 1), PublishResult::unchanged);
  std::vector<unsigned char> wide(2 * 20, 77);
  for (int y = 0; y < 2; ++y) std::memset(wide.data() + y * 20, 5, 12);
  EXPECT_EQ(f.slot.publish(frame_view(wide, 3, 2, PixelFormat::rgba8, 20), 1), PublishResult::unchanged);
  EXPECT_EQ(f.slot.publish(frame_view(tight, 3, 2), 2), PublishResult::accepted) << "another pixel ratio";
  EXPECT_EQ(f.slot.newest_version(), 2U);
}

TEST(FrameSlot, KeepsTheColourSpaceAndTakesAnotherOneForANewFrame) {
  Fixture f;
  const auto pixels = grey_pixels(3, 2, 5);
  f.slot.publish(frame_view(pixels, 3, 2), 1);
  EXPECT_EQ(f.slot.newest()->color, kSrgb);
  EXPECT_EQ(f.slot.publish(frame_view(pixels, 3, 2), 1, kDisplayP3), PublishResult::accepted);
  EXPECT_EQ(f.slot.newest()->color, kDisplayP3);
  EXPECT_EQ(f.slot.publish(frame_view(pixels, 3, 2), 1, kDisplayP3), PublishResult::unchanged);
  f.slot.publish(f.slot.acquire(3, 2, PixelFormat::rgba8), 1, kBt2020);
  EXPECT_EQ(f.slot.newest()->color, kBt2020);
}

TEST(FrameSlot, RefusesColourSpacesThatNobodyCouldName) {
  Fixture f;
  const auto pixels = grey_pixels(4, 4, 1);
  const std::vector<ColorSpace> wrong = {{.bit_depth = 0},
                                         {.bit_depth = 17},
                                         {.primaries = static_cast<ColorPrimaries>(3)},
                                         {.transfer = static_cast<ColorTransfer>(5)},
                                         {.matrix = static_cast<ColorMatrix>(3)}};
  for (const ColorSpace& color : wrong) {
    EXPECT_THROW(f.slot.publish(frame_view(pixels, 4, 4), 1, color), Error);
    EXPECT_THROW(f.slot.publish(f.slot.acquire(4, 4, PixelFormat::rgb24), 1, color), Error);
  }
  EXPECT_EQ(f.slot.newest(), nullptr);
  EXPECT_EQ(f.slot.publish(frame_view(pixels, 4, 4), 1, {.bit_depth = 16}), PublishResult::accepted);
}

TEST(FrameSlot, NormalisesBottomUpFrames) {
  Fixture f;
  const std::vector<unsigned char> rows = {1, 2, 3, 10, 20, 30};
  f.slot.publish(frame_view(rows, 1, 2, PixelFormat::rgb24, 0, true), 1);
  const SharedFrame newest = f.slot.newest();
  EXPECT_FALSE(newest->view.bottom_up);
  EXPECT_EQ(static_cast<const unsigned char*>(newest->view.data)[0], 10);
}

TEST(FrameSlot, TimestampsNeverGoBack) {
  Fixture f;
  f.slot.publish(frame_view(grey_pixels(2, 2, 1), 2, 2), 1);
  f.clock->time = TimePoint(10);
  f.slot.publish(frame_view(grey_pixels(2, 2, 2), 2, 2), 1);
  EXPECT_EQ(f.slot.newest()->timestamp, TimePoint(1000));
}

TEST(FrameSlot, TakesFramesOverAndReleasesThemOnce) {
  Fixture f;
  const auto pixels = grey_pixels(4, 4, 3);
  int released = 0;
  f.slot.publish(Frame::wrap(frame_view(pixels, 4, 4), [&] { ++released; }), 1);
  EXPECT_EQ(f.slot.newest()->view.data, pixels.data());
  EXPECT_EQ(released, 0);
  f.slot.publish(frame_view(grey_pixels(4, 4, 4), 4, 4), 1);
  EXPECT_EQ(released, 1);
}

TEST(FrameSlot, RecyclesMemoryInSteadyState) {
  Fixture f;
  f.slot.publish(frame_view(grey_pixels(8, 8, 1), 8, 8), 1);
  f.slot.publish(frame_view(grey_pixels(8, 8, 2), 8, 8), 1);
  const int blocks = FrameMemory::count();
  for (unsigned char i = 3; i < 60; ++i) f.slot.publish(frame_view(grey_pixels(8, 8, i), 8, 8), 1);
  EXPECT_EQ(FrameMemory::count(), blocks);
}

TEST(FrameSlot, RefusesWhatCannotBeAFrameAndGoesOn) {
  Fixture f;
  const auto pixels = grey_pixels(4, 4, 1);
  EXPECT_THROW(f.slot.publish(FrameView{.width = 4, .height = 4}, 1), Error);
  EXPECT_THROW(f.slot.publish(frame_view(pixels, 5, 4), 1), Error);
  EXPECT_THROW(f.slot.publish(frame_view(pixels, 4, 4, PixelFormat::rgba8, 15), 1), Error);
  EXPECT_THROW(f.slot.publish(frame_view(pixels, 4, 4), 0), Error);
  EXPECT_THROW(f.slot.publish(frame_view(pixels, 4, 4), std::numeric_limits<double>::quiet_NaN()), Error);
  EXPECT_THROW(f.slot.publish(Frame(), 1), Error);
  EXPECT_THROW(f.slot.acquire(20000, 10, PixelFormat::rgba8), Error);
  EXPECT_EQ(f.slot.publish(frame_view(pixels, 4, 4), 1), PublishResult::accepted);
}

TEST(FrameSlot, ReportsClosed) {
  Fixture f;
  f.slot.close();
  EXPECT_EQ(f.slot.publish(frame_view(grey_pixels(4, 4, 1), 4, 4), 1), PublishResult::closed);
  EXPECT_EQ(f.slot.publish(f.slot.acquire(4, 4, PixelFormat::rgb24), 1), PublishResult::closed);
}

TEST(FramePool, FramesOutliveThePool) {
  Frame frame;
  {
    Fixture f;
    frame = f.slot.acquire(16, 16, PixelFormat::nv12);
  }
  ASSERT_NE(frame.data(), nullptr);
  std::memset(frame.data(), 1, frame.size_bytes());
  EXPECT_EQ(frame.width(), 16);
}

}  // namespace
}  // namespace pdum::rfb
