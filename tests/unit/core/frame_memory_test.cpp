#include "core/frame_memory.hpp"

#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>

#include "core/callback_guard.hpp"
#include "core/frame_slot.hpp"
#include "support/manual_executor.hpp"
#include "unit/core/recording_sink.hpp"

namespace pdum::rfb {
namespace {

const std::vector<unsigned char> kPixels(64, 1);

FrameView small_view() {
  return frame_view(kPixels, 4, 4);
}

TEST(FrameWrap, TakesWhatOnlyALaxerDisplayAdmits) {
  const std::vector<unsigned char> row(20'000, 7);
  const auto wrap = [&] { return Frame::wrap(frame_view(row, 20'000, 1, PixelFormat::gray8), nullptr); };
  const auto clock = std::make_shared<testing::FakeClock>();
  FrameSlot lax(clock, FrameLimits{.max_side = 32'768});
  EXPECT_EQ(lax.publish(wrap(), 1), PublishResult::accepted);
  FrameSlot strict(clock, FrameLimits{});
  EXPECT_THROW(strict.publish(wrap(), 1), Error);
}

TEST(FrameWrap, RefusesWhatCannotBeMemoryAndDoesNotReleaseIt) {
  int released = 0;
  const auto refused = [&](const FrameView& view) {
    EXPECT_THROW(Frame::wrap(view, [&] { ++released; }), Error);
  };
  refused({.width = 4, .height = 4});
  refused(frame_view(kPixels, 0, 4));
  refused(frame_view(kPixels, 5, 4));
  refused(frame_view(kPixels, 4, 4, PixelFormat::rgba8, 15));
  FrameView overflowing = small_view();
  overflowing.size_bytes = 0;
  overflowing.stride = std::numeric_limits<std::size_t>::max() / 2;
  refused(overflowing);
  EXPECT_EQ(released, 0);
}

TEST(FrameWrap, RunsTheReleaseAsACallback) {
  bool inside = false;
  (void)Frame::wrap(small_view(), [&] { inside = inside_callback(); });
  EXPECT_TRUE(inside);
}

TEST(FrameWrap, SurvivesAReleaseThatThrows) {
  int released = 0;
  (void)Frame::wrap(small_view(), [&] {
    ++released;
    throw std::runtime_error("never published");
  });
  EXPECT_EQ(released, 1);
}

TEST(FrameWrap, ReportsAPublishedReleaseThatThrows) {
  const auto log = std::make_shared<testing::RecordingSink>();
  {
    FrameSlot slot(std::make_shared<testing::FakeClock>(), FrameLimits{}, log);
    slot.publish(Frame::wrap(small_view(), [] { throw std::runtime_error("double free"); }), 1);
  }
  EXPECT_EQ(log->lines(), std::vector<std::string>{"the release callback of Frame::wrap threw: double free"});
}

}  // namespace
}  // namespace pdum::rfb
