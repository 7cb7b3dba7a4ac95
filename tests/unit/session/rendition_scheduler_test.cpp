#include "session/rendition_scheduler.hpp"

#include <algorithm>

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
constexpr FrameKind kStill = FrameKind::still;

struct RenditionSchedulerTest : SchedulerBench {};

TEST_F(RenditionSchedulerTest, DoesNothingBeforeTheFirstFrame) {
  join(1);
  advance(seconds(10));
  EXPECT_TRUE(encodes.empty());
  publish();
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionSchedulerTest, WithoutViewersNothingIsEncoded) {
  publish();
  publish();
  EXPECT_TRUE(encodes.empty());
}

TEST_F(RenditionSchedulerTest, JoinGetsAKeyframeAtOnceAndNoStillBeforeIt) {
  publish();
  join(1);
  EXPECT_TRUE(making_keyframe());
  EXPECT_TRUE(stills.empty());
  finish();
  EXPECT_EQ(sent_to(1), Kinds{kKey});
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
}

TEST_F(RenditionSchedulerTest, NeverEncodesTwoAtOnceAndNeverTheSameVersionTwice) {
  settle(1);
  publish();
  EXPECT_TRUE(making_delta());
  publish();
  publish();
  finish();
  EXPECT_FALSE(encoding);  // the worker took the newest
  ack(1);
  EXPECT_FALSE(encoding);
}

TEST_F(RenditionSchedulerTest, SoloViewerIsPacedByItsOwnCreditAndNeverGated) {
  publish();
  FakePort& port = join(1, ImageFormat::jpeg, 2);
  finish();
  publish();
  finish();
  publish();
  EXPECT_FALSE(encoding) << "two frames are in flight";
  publish();
  ack(1);
  EXPECT_TRUE(making_delta());
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kDelta, kDelta}));
  port.state.unsent = 20'000;
  publish();
  EXPECT_FALSE(encoding) << "bytes wait in the socket";
  port.state.unsent = 0;
  scheduler.on_writable(now);
  collect();
  EXPECT_TRUE(making_delta());
  EXPECT_EQ(keyframes(), 1);
}

TEST_F(RenditionSchedulerTest, LastPublishedFrameGoesOutWhenCreditReturns) {
  publish();
  join(1, ImageFormat::jpeg, 1);
  finish();
  for (int i = 0; i < 5; ++i) publish();
  EXPECT_FALSE(encoding);
  advance(milliseconds(100));
  ack(1);
  ASSERT_TRUE(making_delta());
  finish();
  EXPECT_EQ(sent_to(1).size(), 2U);
}

TEST_F(RenditionSchedulerTest, SharedFramesMayExceedTheWindowByTwo) {
  settle(1);
  FakePort& slow = settle(2);
  const int window = scheduler.window_of(2, now);
  advance(seconds(1));
  for (int i = 0; i < window + 4; ++i) {
    publish();
    finish();
    ack(1);
  }
  EXPECT_EQ(slow.control.in_flight(), window + 2);
  EXPECT_EQ(scheduler.state_of(2), ViewerState::waiting);
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
}

TEST_F(RenditionSchedulerTest, UnsentBytesGateALiveViewerInAGroup) {
  settle(1);
  FakePort& port = settle(2);
  publish();
  port.state.unsent = 65 * 1024;
  finish();
  EXPECT_EQ(scheduler.state_of(2), ViewerState::waiting);
}

TEST_F(RenditionSchedulerTest, AKeyframeOnItsWayDoesNotGateItsViewerAgain) {
  settle(1);
  FakePort& port = join(2);
  ASSERT_EQ(scheduler.state_of(2), ViewerState::live) << "the last keyframe is still the newest frame";
  port.state.unsent = 300 * 1024;  // younger than 500 ms: 400 KB may wait
  publish();
  finish();
  EXPECT_EQ(scheduler.state_of(2), ViewerState::live);
  ack(1);
  advance(milliseconds(501));
  publish();
  finish();
  EXPECT_EQ(scheduler.state_of(2), ViewerState::waiting);
}

TEST_F(RenditionSchedulerTest, GatedViewerWaitsForTheNextKeyframeAndCausesIt) {
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

TEST_F(RenditionSchedulerTest, KeyframesOfAGroupAreAtLeast250MsApart) {
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

TEST_F(RenditionSchedulerTest, BigKeyframesAreFurtherApart) {
  settle(1);
  EXPECT_EQ(scheduler.idr_spacing(), milliseconds(250));
  request(1);
  finish(600'000);  // 4.8 Mbit at a fifth of 12 Mbit/s
  EXPECT_EQ(scheduler.idr_spacing(), seconds(2));
}

TEST_F(RenditionSchedulerTest, WithoutALiveViewerAJoinNeedNotWait) {
  publish();
  join(1);
  finish();
  scheduler.remove_viewer(1, now);
  publish();
  join(2);
  EXPECT_TRUE(making_keyframe());
  EXPECT_LT(now, seconds(100) + milliseconds(250));
}

TEST_F(RenditionSchedulerTest, BurstOfJoinsCostsOneKeyframe) {
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

TEST_F(RenditionSchedulerTest, RequestIsServedAtOnce) {
  settle(1);
  request(1);
  EXPECT_TRUE(making_keyframe()) << "although nothing new was published";
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kKey}));
}

TEST_F(RenditionSchedulerTest, RequestOpensOneExtraSlot) {
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

TEST_F(RenditionSchedulerTest, RequestDuringADeltaIsHonouredByTheNextFrame) {
  settle(1);
  publish();
  ASSERT_TRUE(making_delta());
  request(1);
  finish();
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kKey}));
}

TEST_F(RenditionSchedulerTest, RequestsAfterAScheduledKeyframeAddNone) {
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

TEST_F(RenditionSchedulerTest, RequestThatCrossedAKeyframeCountsWhenThatIsNeverAcked) {
  settle(1, std::nullopt);
  request(1);
  finish();
  request(1);
  advance(milliseconds(249));
  EXPECT_EQ(keyframes(), 2);
  advance(milliseconds(10));
  EXPECT_EQ(keyframes(), 3);
}

TEST_F(RenditionSchedulerTest, AskingAgainAndAgainCostsFourKeyframesASecond) {
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

TEST_F(RenditionSchedulerTest, DecoderResetEmptiesTheWindow) {
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

TEST_F(RenditionSchedulerTest, DecoderResetDoesNotLiftTheByteLimit) {
  FakePort& port = settle(1);
  port.state.unsent = 50'000;
  reset(1);
  request(1);
  EXPECT_FALSE(encoding);
}

TEST_F(RenditionSchedulerTest, WaitingViewersSeeAStillWhileNoKeyframeIsAllowed) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  EXPECT_EQ(stills, std::vector<ImageFormat>{ImageFormat::jpeg});
  finish_still();
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  EXPECT_EQ(scheduler.state_of(2), ViewerState::joining);
}

TEST_F(RenditionSchedulerTest, WithNothingNewerThanItsStillAViewerCausesNoKeyframe) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  const int before = keyframes();
  join(2);
  finish_still();
  ack(2);
  advance(seconds(5));
  EXPECT_EQ(keyframes(), before);
  publish();
  EXPECT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2), (Kinds{kStill, kKey}));
}

TEST_F(RenditionSchedulerTest, StillsAreCachedPerVersion) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  finish_still();
  join(3);
  EXPECT_EQ(sent_to(3), Kinds{kStill});
  EXPECT_EQ(stills.size(), 1U);
}

TEST_F(RenditionSchedulerTest, StillsAre100MsApartAndNeverTwoInFlight) {
  settle(1);
  FakePort& port = settle(2);
  for (int i = 0; i < 50; ++i) {
    advance(milliseconds(10));
    publish();
    finish(20'000);
    ack(1);
    ack(2);
  }
  publish();
  port.state.unsent = 65 * 1024;
  finish();
  ack(1);
  ASSERT_EQ(scheduler.state_of(2), ViewerState::waiting);
  // Slow: 100 KB took a second, so it causes no keyframe.
  const std::uint64_t seq = port.control.record_send(kStill, 100'000, 0, now);
  advance(milliseconds(1025));
  scheduler.on_ack(2, seq, now);
  port.state.unsent = 0;
  for (int i = 0; i < 100; ++i) {
    publish();
    ASSERT_FALSE(making_keyframe());
    if (encoding) finish(20'000);
    ack(1);
    if (!stills.empty()) finish_still();
    stills.clear();
    advance(milliseconds(10));
    if (i % 20 == 19) ack(2);
  }
  const Kinds kinds = sent_to(2);
  const auto shown = std::count(kinds.begin(), kinds.end(), kStill);
  EXPECT_GE(shown, 4);
  EXPECT_LE(shown, 6) << "one in flight at a time, acked every 200 ms";
}

TEST_F(RenditionSchedulerTest, AStillNeverGoesBehindAKeyframeInTheMaking) {
  settle(1);
  publish();
  finish();
  ack(1);
  advance(milliseconds(300));
  join(2);
  ASSERT_TRUE(making_keyframe());
  finish_still();
  EXPECT_TRUE(sent_to(2).empty());
}

TEST_F(RenditionSchedulerTest, WithoutAStillTypeTheViewerWaitsForTheKeyframe) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2, std::nullopt);
  EXPECT_TRUE(stills.empty());
  advance(milliseconds(250));
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionSchedulerTest, FailedStillTypeIsNotAskedForAgain) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  join(2);
  scheduler.on_still_failed(ImageFormat::jpeg, now);
  collect();
  advance(milliseconds(240));
  EXPECT_EQ(stills.size(), 1U);
  advance(milliseconds(10));
  EXPECT_TRUE(making_keyframe()) << "a keyframe is the only picture left";
}

TEST_F(RenditionSchedulerTest, SilentViewerIsPausedAndTriedAgainWithGrowingPauses) {
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

TEST_F(RenditionSchedulerTest, AnyMessageEndsThePause) {
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

TEST_F(RenditionSchedulerTest, ViewerThatSpeaksButDoesNotAckGetsItsKeyframeAfterTwoSeconds) {
  settle(1);
  publish();
  finish();
  advance(seconds(1));
  scheduler.on_heard(1, now);
  advance(seconds(1));
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionSchedulerTest, TimedOutViewerCausesNoKeyframeInAGroup) {
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

TEST_F(RenditionSchedulerTest, MissingAcksSayNothingWhileBytesWaitToBeSent) {
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

TEST_F(RenditionSchedulerTest, HiddenViewerGetsNothingAndComesBackWithAKeyframe) {
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

TEST_F(RenditionSchedulerTest, SlowViewerCausesNoKeyframeForTheOthers) {
  settle(1);
  FakePort& port = settle(2);
  const std::uint64_t seq = port.control.record_send(kStill, 100'000, 0, now);
  advance(milliseconds(1025));
  scheduler.on_ack(2, seq, now);
  for (int i = 0; i < 20; ++i) {
    publish();
    if (i == 5) port.state.unsent = 65 * 1024;
    finish(20'000);
    ack(1);
    ack(2);
    advance(milliseconds(10));
  }
  ASSERT_EQ(scheduler.state_of(2), ViewerState::waiting);
  port.state.unsent = 0;
  const int before = keyframes();
  for (int i = 0; i < 50; ++i) {
    publish();
    if (encoding) finish(20'000);
    ack(1);
    advance(milliseconds(10));
  }
  EXPECT_EQ(keyframes(), before);
  scheduler.remove_viewer(1, now);
  collect();
  if (encoding) finish();
  publish();
  if (!encoding) advance(milliseconds(250));
  EXPECT_GT(keyframes(), before) << "alone, its own pace is the rendition's";
}

TEST_F(RenditionSchedulerTest, AfterAFailureTheNextFrameIsAKeyframeAndNotTooSoon) {
  settle(1);
  publish();
  ASSERT_TRUE(making_delta());
  encoding.reset();
  scheduler.on_encode_failed(now + seconds(1), now);
  collect();
  EXPECT_FALSE(encoding);
  advance(milliseconds(999));
  EXPECT_FALSE(encoding);
  advance(milliseconds(1));
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionSchedulerTest, SkippedEncodeIsTriedAgainWhenTold) {
  settle(1);
  publish();
  encoding.reset();
  scheduler.on_encode_skipped(now + milliseconds(100), now);
  collect();
  EXPECT_FALSE(encoding);
  advance(milliseconds(100));
  EXPECT_TRUE(making_delta());
}

TEST_F(RenditionSchedulerTest, KeyframeThatNobodyAskedForCountsToo) {
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

TEST_F(RenditionSchedulerTest, ViewerThatLeavesIsForgottenEverywhere) {
  settle(1);
  settle(2);
  publish();
  scheduler.remove_viewer(2, now);
  const std::size_t before = sent_to(2).size();
  finish();
  scheduler.on_heard(2, now);
  scheduler.on_request_keyframe(2, now);
  scheduler.on_decoder_reset(2, now);
  EXPECT_EQ(scheduler.on_ack(2, 0, now).verdict, AckVerdict::ignored);
  collect();
  EXPECT_EQ(sent_to(2).size(), before);
  EXPECT_FALSE(scheduler.state_of(2));
  EXPECT_EQ(scheduler.viewer_count(), 1U);
}

TEST_F(RenditionSchedulerTest, ClockJumpOfManyTimeOutsMakesOneKeyframe) {
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

}  // namespace
}  // namespace pdum::rfb
