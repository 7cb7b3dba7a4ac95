#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;
using Kinds = std::vector<FrameKind>;

constexpr FrameKind kDelta = FrameKind::delta;
constexpr FrameKind kKey = FrameKind::keyframe;

struct RenditionKeyframes : SchedulerBench {};

TEST_F(RenditionKeyframes, GatedViewerWaitsForTheNextKeyframeAndCausesIt) {
  settle(1);
  FakePort& port = settle(2);
  publish();
  port.state.unsent = 65 * 1024;
  finish();
  ack(1);
  publish();
  EXPECT_TRUE(making_delta()) << "without credit it causes nothing";
  finish();
  ack(1);
  port.state.unsent = 0;
  publish();
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(scheduler.state_of(2), ViewerState::live);
  EXPECT_EQ(sent_to(1).back(), kKey) << "everybody follows the new chain";
}

TEST_F(RenditionKeyframes, KeyframesOfAGroupAreAtLeast250MsApart) {
  settle(1);
  publish();
  finish();
  ack(1);
  join(2);
  ASSERT_TRUE(making_keyframe());
  const TimePoint first = now;
  finish();
  ack(1);
  ack(2);
  publish();
  finish();  // a delta, so that a further viewer needs a keyframe of its own
  ack(1);
  ack(2);
  join(3, std::nullopt);
  EXPECT_FALSE(making_keyframe());
  advance(milliseconds(249));
  EXPECT_FALSE(making_keyframe());
  advance(milliseconds(1));
  EXPECT_TRUE(making_keyframe()) << "the timer makes it, although nothing is published";
  EXPECT_EQ(now - first, milliseconds(250));
}

TEST_F(RenditionKeyframes, BigKeyframesAreFurtherApart) {
  settle(1);
  EXPECT_EQ(scheduler.idr_spacing(), milliseconds(250));
  request(1);
  finish(600'000);  // 4.8 Mbit at a fifth of 12 Mbit/s
  EXPECT_EQ(scheduler.idr_spacing(), seconds(2));
}

TEST_F(RenditionKeyframes, WithoutALiveViewerAJoinNeedNotWait) {
  publish();
  join(1);
  finish();
  scheduler.remove_viewer(1, now);
  publish();
  join(2);
  EXPECT_TRUE(making_keyframe());
  EXPECT_LT(now, seconds(100) + milliseconds(250));
}

TEST_F(RenditionKeyframes, BurstOfJoinsCostsOneKeyframe) {
  publish();
  for (ViewerId id = 1; id <= 10; ++id) join(id);
  finish();
  for (ViewerId id = 11; id <= 20; ++id) join(id);  // the keyframe is still the last thing encoded
  advance(seconds(1));
  EXPECT_EQ(keyframes(), 1);
  for (ViewerId id = 1; id <= 20; ++id) EXPECT_EQ(sent_to(id), Kinds{kKey}) << id;
  publish();
  finish();
  for (ViewerId id = 1; id <= 20; ++id) EXPECT_EQ(sent_to(id).back(), kDelta) << id;
}

TEST_F(RenditionKeyframes, RequestIsServedAtOnce) {
  settle(1);
  request(1);
  EXPECT_TRUE(making_keyframe()) << "although nothing new was published";
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kKey}));
}

TEST_F(RenditionKeyframes, RequestOpensOneExtraSlot) {
  publish();
  FakePort& port = join(1, std::nullopt, 2);
  finish();
  publish();
  finish();
  advance(milliseconds(300));
  ASSERT_EQ(port.control.in_flight(), 2);
  request(1);
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(port.control.in_flight(), 3);
  advance(milliseconds(600));
  publish();
  EXPECT_FALSE(encoding);
}

TEST_F(RenditionKeyframes, RequestDuringADeltaIsHonouredByTheNextFrame) {
  settle(1);
  publish();
  ASSERT_TRUE(making_delta());
  request(1);
  finish();
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kKey}));
}

TEST_F(RenditionKeyframes, RequestsAfterAScheduledKeyframeAddNone) {
  settle(1);
  request(1);
  request(1);
  request(1);
  finish();
  request(1);  // written before the keyframe arrived
  ack(1);
  advance(seconds(1));
  EXPECT_EQ(keyframes(), 2);
}

TEST_F(RenditionKeyframes, RequestThatCrossedAKeyframeCountsWhenThatIsNeverAcked) {
  settle(1, std::nullopt);
  request(1);
  finish();
  request(1);
  advance(milliseconds(249));
  EXPECT_EQ(keyframes(), 2);
  advance(milliseconds(10));
  EXPECT_EQ(keyframes(), 3);
}

TEST_F(RenditionKeyframes, AskingAgainAndAgainCostsFourKeyframesASecond) {
  settle(1, std::nullopt);
  const std::size_t before = sent_to(1).size();
  for (int i = 0; i < 1000; ++i) {
    request(1);
    if (encoding) finish();
    ack(1);
    reset(1);
    if (encoding) finish();
    advance(milliseconds(1));
  }
  EXPECT_LE(sent_to(1).size() - before, 5U);
  EXPECT_GE(sent_to(1).size() - before, 3U);
}

TEST_F(RenditionKeyframes, DecoderResetEmptiesTheWindow) {
  FakePort& port = settle(1);
  publish();
  finish();
  publish();
  finish();
  reset(1);
  EXPECT_EQ(port.control.in_flight(), 0);
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(1).back(), kKey);
}

TEST_F(RenditionKeyframes, DecoderResetDoesNotLiftTheByteLimit) {
  FakePort& port = settle(1);
  port.state.unsent = 50'000;
  reset(1);
  request(1);
  EXPECT_FALSE(encoding);
}

TEST_F(RenditionKeyframes, KeyframeThatNobodyAskedForCountsToo) {
  settle(1);
  publish();
  ASSERT_TRUE(making_delta());
  encoding.reset();
  scheduler.on_encoded({version, true, 1000}, now);  // a new size
  collect();
  EXPECT_EQ(sent_to(1).back(), kKey);
  publish();
  finish();
  join(2, std::nullopt);
  advance(milliseconds(249));
  EXPECT_FALSE(making_keyframe());
}

TEST_F(RenditionKeyframes, ABigKeyframeHoldsBackTheNextOne) {
  settle(1);
  request(1);
  finish(600'000);
  ack(1);
  publish();
  finish();
  ack(1);
  join(2, std::nullopt);
  advance(milliseconds(1999));
  EXPECT_FALSE(encoding);
  advance(milliseconds(1));
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionKeyframes, RequestGetsThroughWithTwoFramesMoreThanTheWindowInFlight) {
  settle(1);
  FakePort& port = settle(2);
  const int window = scheduler.window_of(2, now);
  while (port.control.in_flight() < window + 2) {
    publish();
    finish();
    ack(1);
  }
  ASSERT_EQ(scheduler.state_of(2), ViewerState::live);
  request(2);
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2).back(), kKey);
  EXPECT_EQ(scheduler.state_of(2), ViewerState::live);
  EXPECT_EQ(port.control.in_flight(), window + 3);
}

TEST_F(RenditionKeyframes, RequestGetsThroughBehindAKeyframeOnItsWayAndAllThatMayFollowIt) {
  settle(1);
  FakePort& port = join(2);
  advance(milliseconds(260));
  while (port.control.in_flight() < FlowControl::kMaxInFlight - 1) {
    publish();
    finish();
    ack(1);
  }
  ASSERT_EQ(scheduler.state_of(2), ViewerState::live) << "its keyframe is younger than 500 ms";
  request(2);
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2).back(), kKey);
  EXPECT_EQ(port.control.in_flight(), FlowControl::kMaxInFlight);
}

TEST_F(RenditionKeyframes, RequestOfAGatedViewerGetsThrough) {
  settle(1);
  FakePort& port = settle(2);
  while (scheduler.state_of(2) == ViewerState::live) {
    publish();
    finish();
    ack(1);
  }
  const int before = port.control.in_flight();
  publish();
  ASSERT_TRUE(making_delta()) << "without credit it causes nothing";
  request(2);
  finish();
  ASSERT_TRUE(making_keyframe()) << "not the frame that was being encoded, but the next";
  finish();
  EXPECT_EQ(sent_to(2).back(), kKey);
  EXPECT_EQ(port.control.in_flight(), before + 1);
}

}  // namespace
}  // namespace pdum::rfb
