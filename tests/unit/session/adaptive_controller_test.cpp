#include "session/adaptive_controller.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kFull = 12'000'000;

struct AdaptiveControllerTest : ::testing::Test {
  /// Acks of 30 frames a second, each `delay` above the unloaded round trip.
  void acks(Duration delay, Duration length, int decode_queue = 0) {
    for (const TimePoint end = now + length; now < end; now += milliseconds(33)) {
      controller.on_published(held_back);
      controller.on_ack({.round_trip = kRtt + delay,
                         .min_rtt = kRtt,
                         .decode_queue = decode_queue,
                         .unacked = unacked,
                         .fps = 30,
                         .window = 8},
                        now);
      if (seen.empty() || seen.back() != controller.targets()) seen.push_back(controller.targets());
    }
  }
  const QualityTargets& targets() const { return controller.targets(); }

  static constexpr Duration kRtt = milliseconds(40);
  TimePoint now = seconds(100);
  bool held_back = false;
  std::size_t unacked = 100'000;
  AdaptiveController controller{adaptive_limits(kFull, true)};
  std::vector<QualityTargets> seen;  ///< each change
};

TEST_F(AdaptiveControllerTest, AFastViewerKeepsEverything) {
  acks(milliseconds(30), seconds(60));
  EXPECT_FALSE(controller.reduced());
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(AdaptiveControllerTest, ALongWayAloneIsNoCongestion) {
  for (int i = 0; i < 1000; ++i, now += milliseconds(33)) {
    controller.on_ack({.round_trip = milliseconds(430), .min_rtt = milliseconds(400)}, now);
  }
  EXPECT_FALSE(controller.reduced());
}

TEST_F(AdaptiveControllerTest, GoesDownBitrateFirstThenFramesThenTheWindowThenTheResolution) {
  acks(milliseconds(500), seconds(40));
  std::vector<QualityTargets> expected{{kFull, 0, 24}};
  for (const std::int64_t bitrate : {7'200'000, 4'320'000, 2'592'000, 1'555'200, 933'120, 600'000})
    expected.push_back({bitrate, 0, 24});
  for (const double fps : {25, 20, 15, 10}) expected.push_back({600'000, fps, 24});
  for (const int window : {4, 2}) expected.push_back({600'000, 10, window});
  for (const double scale : {0.75, 0.5, 0.375, 0.25}) expected.push_back({600'000, 10, 2, scale});
  EXPECT_EQ(seen, expected);
}

TEST_F(AdaptiveControllerTest, ComesUpInTheReverseOrderToWhereItWas) {
  acks(milliseconds(500), seconds(40));
  seen.clear();
  acks(milliseconds(20), seconds(120));
  EXPECT_FALSE(controller.reduced());
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE(seen[i].max_inflight, seen[i - 1].max_inflight);
    EXPECT_GE(seen[i].bitrate, seen[i - 1].bitrate);
    EXPECT_GE(seen[i].scale, seen[i - 1].scale);
    EXPECT_TRUE(seen[i].scale == 1 || seen[i].max_inflight == 2) << "first the resolution, then the window";
    const bool window_back = seen[i].max_inflight == 24;
    const bool frames_back = seen[i].fps == 0;
    EXPECT_TRUE(window_back || seen[i].fps == 10) << "then frames";
    EXPECT_TRUE(frames_back || seen[i].bitrate == 600'000) << "then the bit rate";
  }
}

TEST_F(AdaptiveControllerTest, OneStepASecondAtMost) {
  for (int second = 0; second < 5; ++second) {
    const QualityTargets before = targets();
    acks(milliseconds(500), milliseconds(900));
    acks(milliseconds(500), milliseconds(700));
    EXPECT_GE(static_cast<double>(targets().bitrate), static_cast<double>(before.bitrate) * 0.6 * 0.6 - 1);
  }
}

TEST_F(AdaptiveControllerTest, BetweenTheThresholdsNothingMoves) {
  acks(milliseconds(500), milliseconds(1500));
  const QualityTargets reduced = targets();
  EXPECT_TRUE(controller.reduced());
  acks(milliseconds(100), seconds(60));
  EXPECT_EQ(targets(), reduced);
}

TEST_F(AdaptiveControllerTest, OnePauseOfThePageDoesNotCount) {
  for (int i = 0; i < 20; ++i) {
    acks(milliseconds(20), seconds(2));
    acks(milliseconds(1500), milliseconds(33));
  }
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(AdaptiveControllerTest, ADecoderThatFallsBehindCounts) {
  acks(milliseconds(20), milliseconds(1500), 3);
  EXPECT_EQ(targets().bitrate, 7'200'000);
}

TEST_F(AdaptiveControllerTest, FramesHeldBackByTheLinkCountTogetherWithDelay) {
  held_back = true;
  acks(milliseconds(20), seconds(10));
  EXPECT_FALSE(controller.reduced());
  acks(milliseconds(50), seconds(3));
  EXPECT_TRUE(controller.reduced());
}

TEST_F(AdaptiveControllerTest, ABusyViewerOnAnIdleLinkIsNotHelpedByFewerBits) {
  held_back = true;
  unacked = 0;
  acks(milliseconds(120), seconds(30));
  EXPECT_FALSE(controller.reduced());
}

TEST_F(AdaptiveControllerTest, AStepUpThatFailsIsTakenBack) {
  acks(milliseconds(500), milliseconds(1500));
  const QualityTargets before = targets();
  while (targets() == before) acks(milliseconds(20), milliseconds(33));
  EXPECT_GT(targets().bitrate, before.bitrate);
  acks(milliseconds(200), milliseconds(1500));
  EXPECT_EQ(targets(), before);
}

TEST_F(AdaptiveControllerTest, ASilentViewerCostsOneStep) {
  acks(milliseconds(20), seconds(2));
  for (int i = 0; i < 20; ++i) controller.on_stall(now += seconds(4));
  EXPECT_EQ(targets().bitrate, 7'200'000);
}

TEST_F(AdaptiveControllerTest, FramesSentBeforeAChangeSayNothingAboutIt) {
  acks(seconds(3), milliseconds(1500));
  EXPECT_EQ(targets().bitrate, 7'200'000);
  acks(seconds(3), milliseconds(2500));
  EXPECT_EQ(targets().bitrate, 7'200'000) << "these left before";
}

TEST_F(AdaptiveControllerTest, AStepUpThatFailsIsTriedAgainLaterAndLater) {
  std::vector<Duration> pauses;
  std::optional<TimePoint> down;
  for (const TimePoint end = now + seconds(400); now < end;) {
    // What is carried lies between two steps.
    const std::int64_t before = targets().bitrate;
    acks(before > 3'000'000 ? milliseconds(200) : milliseconds(30), milliseconds(33));
    if (targets().bitrate < before) down = now;
    if (targets().bitrate > before && down) {
      pauses.push_back(now - *down);
      down.reset();
    }
  }
  ASSERT_GE(pauses.size(), 4U);
  EXPECT_LE(pauses.size(), 12U);
  EXPECT_LT(pauses.front(), seconds(5));
  EXPECT_GE(pauses.back(), seconds(60));
}

TEST_F(AdaptiveControllerTest, ResetReturnsToTheOptions) {
  acks(milliseconds(500), seconds(40));
  controller.reset();
  EXPECT_EQ(targets(), (QualityTargets{kFull, 0, 24}));
}

TEST(AdaptiveLimitsTest, WithoutUseOfFewerBitsTheFrameRateComesFirst) {
  AdaptiveController controller(adaptive_limits(kFull, false));
  controller.on_stall(seconds(100));
  EXPECT_EQ(controller.targets(), (QualityTargets{kFull, 25, 24}));
}

TEST(AdaptiveLimitsTest, TheLeastIsATwentiethButAPictureIsStillSeen) {
  EXPECT_EQ(adaptive_limits(12'000'000, true).min_bitrate, 600'000);
  EXPECT_EQ(adaptive_limits(1'000'000, true).min_bitrate, 250'000);
  EXPECT_EQ(adaptive_limits(100'000, true).min_bitrate, 100'000);
}

TEST(AdaptiveLimitsTest, TheQualityOfImagesFollowsTheBitrate) {
  EXPECT_EQ(image_quality_at({.bitrate = kFull}, kFull, 80), 80);
  const int once = image_quality_at({.bitrate = kFull * 6 / 10}, kFull, 80);
  EXPECT_LT(once, 65);
  EXPECT_GT(once, 50);
  EXPECT_EQ(image_quality_at({.bitrate = kFull / 20}, kFull, 80), 20);
  EXPECT_EQ(image_quality_at({.bitrate = kFull / 20}, kFull, 5), 5) << "never better than asked for";
}

}  // namespace
}  // namespace pdum::rfb
