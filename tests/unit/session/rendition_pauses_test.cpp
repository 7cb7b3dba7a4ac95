#include <algorithm>
#include <utility>

#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;

constexpr FrameKind kStill = FrameKind::still;

struct RenditionPauses : SchedulerBench {};

TEST_F(RenditionPauses, SilentViewerIsPausedAndTriedAgainWithGrowingPauses) {
  FakePort& port = settle(1);
  publish();
  finish();
  const std::size_t before = sends.size();
  advance(milliseconds(1999));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
  advance(milliseconds(1));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::paused);
  EXPECT_EQ(port.control.in_flight(), 0);
  publish();
  EXPECT_FALSE(encoding) << "a viewer that never acks costs nothing";
  advance(seconds(2));
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sends.size(), before + 1);
  advance(seconds(2));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::paused);
  advance(milliseconds(3900));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::paused);
  advance(milliseconds(100));
  EXPECT_EQ(sends.size() + (encoding ? 1U : 0U), before + 2);
}

TEST_F(RenditionPauses, AnyMessageEndsThePause) {
  settle(1);
  publish();
  finish();
  advance(seconds(2));
  ASSERT_EQ(scheduler.state_of(1), ViewerState::paused);
  scheduler.on_heard(1, now);
  collect();
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
}

TEST_F(RenditionPauses, ViewerThatSpeaksButDoesNotAckGetsItsKeyframeAfterTwoSeconds) {
  settle(1);
  publish();
  finish();
  advance(seconds(1));
  scheduler.on_heard(1, now);
  advance(seconds(1));
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionPauses, TimedOutViewerCausesNoKeyframeInAGroup) {
  settle(1);
  settle(2);
  publish();
  finish();
  ack(1);
  const int before = keyframes();
  advance(seconds(2));
  ASSERT_EQ(scheduler.state_of(2), ViewerState::paused);
  for (int i = 0; i < 60; ++i) {
    advance(milliseconds(50));
    publish();
    if (encoding) finish();
    ack(1);
  }
  EXPECT_EQ(keyframes(), before);
  ack(2);
  EXPECT_TRUE(making_keyframe()) << "a sign of life makes it a full member";
}

TEST_F(RenditionPauses, MissingAcksSayNothingWhileBytesWaitToBeSent) {
  FakePort& port = settle(1);
  publish();
  finish();
  port.state.unsent = 20'000;
  advance(seconds(5));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
  port.state.unsent = 0;
  advance(seconds(1));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::paused);
}

TEST_F(RenditionPauses, HiddenViewerGetsNothingAndComesBackWithAKeyframe) {
  settle(1);
  scheduler.set_hidden(1, true, now);
  publish();
  collect();
  scheduler.on_heard(1, now);
  advance(seconds(100));
  EXPECT_FALSE(encoding);
  scheduler.set_hidden(1, false, now);
  collect();
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionPauses, ClockJumpOfManyTimeOutsMakesOneKeyframe) {
  for (ViewerId id = 1; id <= 5; ++id) settle(id);
  publish();
  finish();
  const int before = keyframes();
  now += seconds(40);
  scheduler.on_timer(now);
  collect();
  for (ViewerId id = 1; id <= 5; ++id) ack(id);
  if (encoding) finish();
  for (ViewerId id = 1; id <= 5; ++id) EXPECT_EQ(scheduler.state_of(id), ViewerState::live) << id;
  EXPECT_EQ(keyframes(), before + 1);
}

TEST_F(RenditionPauses, PausesDoubleUpToAMinuteAndBeginAgainAfterASignOfLife) {
  settle(1);
  publish();
  finish();
  std::vector<Duration> pauses;
  for (int i = 0; i < 8; ++i) {
    if (i == 7) ack(1);
    publish();
    if (encoding) finish();
    while (scheduler.state_of(1) != ViewerState::paused) advance(milliseconds(100));
    const TimePoint begin = now;
    while (!making_keyframe()) advance(milliseconds(100));
    pauses.push_back(now - begin);
    finish();
  }
  EXPECT_EQ(pauses, (std::vector<Duration>{seconds(2), seconds(4), seconds(8), seconds(16), seconds(32),
                                           seconds(60), seconds(60), seconds(2)}));
}

TEST_F(RenditionPauses, ViewerOfAGroupThatStaysSilentSeesAStillAfterEachPauseAndCausesNoKeyframe) {
  settle(1);
  settle(2);
  publish();
  finish();
  ack(1);
  const int before = keyframes();
  for (int i = 0; i < 200 * 20; ++i) {
    advance(milliseconds(50));
    publish();
    if (encoding) finish();
    ack(1);
    if (!std::exchange(stills, {}).empty()) finish_still();
  }
  EXPECT_EQ(keyframes(), before);
  const std::vector<FrameKind> kinds = sent_to(2);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), kStill), 7)
      << "after pauses of 2, 4, 8, 16, 32, 60 and 60 s, and each time 2 s to miss an ack";
}

TEST_F(RenditionPauses, AFrameThatStillArrivesIsWaitedFor) {
  FakePort& port = settle(1);
  publish();
  finish(400'000);
  port.state.unacked = 400'000;
  for (int i = 0; i < 12; ++i) {
    advance(milliseconds(500));
    port.state.unacked -= 30'000;
    EXPECT_EQ(scheduler.state_of(1), ViewerState::live) << i;
  }
  port.state.unacked = 0;
  advance(milliseconds(400));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live) << "its ack may be on its way";
  ack(1);
  EXPECT_EQ(port.control.in_flight(), 0);
  EXPECT_EQ(keyframes(), 1);
}

TEST_F(RenditionPauses, AFrameThatNoLongerArrivesIsNot) {
  FakePort& port = settle(1);
  publish();
  finish();
  port.state.unacked = 400'000;
  advance(milliseconds(2000));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
  advance(milliseconds(2500));
  EXPECT_EQ(scheduler.state_of(1), ViewerState::paused) << "a peer that is gone";
}

}  // namespace
}  // namespace pdum::rfb
