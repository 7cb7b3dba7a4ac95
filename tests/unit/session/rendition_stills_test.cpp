#include <algorithm>
#include <utility>

#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;
using Kinds = std::vector<FrameKind>;

constexpr FrameKind kKey = FrameKind::keyframe;
constexpr FrameKind kStill = FrameKind::still;

struct RenditionStills : SchedulerBench {};

TEST_F(RenditionStills, WaitingViewersSeeAStillWhileNoKeyframeIsAllowed) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  EXPECT_EQ(stills, std::vector<StillType>{ImageFormat::jpeg});
  finish_still();
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  EXPECT_EQ(scheduler.state_of(2), ViewerState::joining);
}

TEST_F(RenditionStills, WithNothingNewerThanItsStillAViewerCausesNoKeyframe) {
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

TEST_F(RenditionStills, StillsAreCachedPerVersion) {
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

TEST_F(RenditionStills, StillsAre100MsApartAndNeverTwoInFlight) {
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

TEST_F(RenditionStills, AStillNeverGoesBehindAKeyframeInTheMaking) {
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

TEST_F(RenditionStills, WithoutAStillTypeTheViewerWaitsForTheKeyframe) {
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

TEST_F(RenditionStills, FailedStillTypeIsNotAskedForAgain) {
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

TEST_F(RenditionStills, SlowViewerCausesNoKeyframeForTheOthers) {
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

TEST_F(RenditionStills, ViewerMovedHereIsNotShownAnOlderStill) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  ASSERT_EQ(stills.size(), 1U) << "of version 2";
  publish();
  join(3, ImageFormat::jpeg, 8, 3);
  finish_still_of(2);
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  EXPECT_TRUE(sent_to(3).empty());
  ASSERT_EQ(stills.size(), 2U);
  finish_still_of(3);
  EXPECT_EQ(sent_to(3), Kinds{kStill});
}

TEST_F(RenditionStills, StillMadeForAnotherViewerComesNoSooner) {
  settle(1);
  request(1);
  finish();
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  finish_still();
  ack(2);
  advance(milliseconds(50));
  publish();
  finish();
  join(3);
  finish_still();
  EXPECT_EQ(sent_to(3), Kinds{kStill});
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  advance(milliseconds(49));
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  advance(milliseconds(1));
  EXPECT_EQ(sent_to(2), (Kinds{kStill, kStill}));
}

TEST_F(RenditionStills, StillMadeForAnotherViewerWaitsForTheAckOfTheLastOne) {
  settle(1);
  request(1);
  finish(600'000);  // the next keyframe is two seconds away
  ack(1);
  publish();
  finish();
  ack(1);
  join(2);
  finish_still();
  advance(milliseconds(150));
  publish();
  finish();
  join(3);
  finish_still();
  EXPECT_EQ(sent_to(3), Kinds{kStill});
  EXPECT_EQ(sent_to(2), Kinds{kStill});
  ack(2);
  EXPECT_EQ(sent_to(2), (Kinds{kStill, kStill}));
}

TEST_F(RenditionStills, RequestThatWasAnsweredIsNoReasonForAKeyframeLater) {
  settle(1);
  FakePort& port = settle(2);
  request(2);
  finish();
  ack(1);
  ack(2);
  publish();
  port.state.unsent = 65 * 1024;
  finish();
  ack(1);
  ASSERT_EQ(scheduler.state_of(2), ViewerState::waiting);
  port.state.unsent = 0;
  scheduler.on_writable(now);
  collect();
  finish_still();
  ack(2);
  const int before = keyframes();
  advance(seconds(5));
  EXPECT_EQ(keyframes(), before) << "its still is the newest picture";
}

TEST_F(RenditionStills, SlowViewerThatJoinsAGroupSeesTenStillsASecondAndCausesNoKeyframe) {
  settle(1);
  FakePort& port = prepare(2);
  const std::uint64_t seq = port.control.record_send(kStill, 100'000, 0, now);
  advance(milliseconds(1025));
  port.control.on_ack(seq, now, port.state.min_rtt);
  for (int i = 0; i < 20; ++i) {
    publish();
    finish(20'000);
    ack(1);
    advance(milliseconds(10));
  }
  join(2);
  for (int i = 0; i < 100; ++i) {
    if (!std::exchange(stills, {}).empty()) finish_still();
    ack(2);
    publish();
    ASSERT_FALSE(making_keyframe());
    if (encoding) finish(20'000);
    ack(1);
    advance(milliseconds(10));
  }
  EXPECT_EQ(sent_to(2), Kinds(10, kStill));
  EXPECT_EQ(scheduler.state_of(2), ViewerState::joining);
}

}  // namespace
}  // namespace pdum::rfb
