#include "session/rendition_scheduler.hpp"

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

TEST_F(RenditionSchedulerTest, ViewerMovedHereIsNotSentTheOlderFrameThatIsBeingEncoded) {
  publish();
  join(1);
  publish();
  join(2, std::nullopt, 8, 2);
  finish_version(1);
  EXPECT_EQ(sent_to(1), Kinds{kKey});
  ASSERT_TRUE(making_delta());
  finish();
  EXPECT_TRUE(sent_to(2).empty());
  advance(milliseconds(250));
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2), Kinds{kKey});
}

TEST_F(RenditionSchedulerTest, ViewerMovedHereAloneGetsTheNextFrameAtOnce) {
  publish();
  join(1);
  publish();
  join(2, ImageFormat::jpeg, 8, 2);
  scheduler.remove_viewer(1, now);
  finish_version(1);
  EXPECT_TRUE(sent_to(2).empty());
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2), Kinds{kKey});
}

TEST_F(RenditionSchedulerTest, ViewerMovedHereIsNotSentAnOlderKeyframeThatWasKept) {
  settle(1);
  publish();
  join(2, std::nullopt, 8, 2);
  EXPECT_TRUE(sent_to(2).empty()) << "version 1 is the last one encoded, and a keyframe";
  finish();
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(2), Kinds{kKey});
}

}  // namespace
}  // namespace pdum::rfb
