// Viewers of one rendition whose needs meet: slow ones among themselves, joiners beside live ones, stills
// beside keyframes.

#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;

struct RenditionGroups : SchedulerBench {
  /// A keyframe is made, then a delta; `id` joins while the next keyframe must still wait.
  void join_right_after_a_keyframe(ViewerId id) {
    advance(milliseconds(300));
    request(1);
    publish();
    if (encoding && !making_keyframe()) finish();
    ASSERT_TRUE(making_keyframe());
    finish();
    ack(1);
    publish();
    finish();
    ack(1);
    join(id);
  }
  /// A link that carries less than the rendition makes: 100 KB in a second, measured on a keyframe.
  void make_slow(ViewerId id) {
    FakePort& port = *ports.at(id);
    port.control.record_send(FrameKind::keyframe, 100'000, 0, now);
    port.control.on_ack(port.control.next_seq() - 1, now + seconds(1), port.state.min_rtt);
  }
};

TEST_F(RenditionGroups, KeyframeComesEvenWhenEveryoneIsSlow) {
  settle(1);
  settle(2);
  for (int i = 0; i < 20; ++i) {
    publish();
    if (encoding) finish(50'000);
    ack(1);
    ack(2);
    advance(milliseconds(20));
  }
  now += seconds(1);
  make_slow(1);
  make_slow(2);
  const int before = keyframes();
  reset(1);
  reset(2);
  for (int i = 0; i < 40 && keyframes() == before; ++i) {
    publish();
    if (encoding) finish(50'000);
    advance(milliseconds(25));
  }
  EXPECT_GT(keyframes(), before);
}

TEST_F(RenditionGroups, AStillDoesNotTakeTheSlotOfTheKeyframe) {
  publish();
  join(1, ImageFormat::jpeg, 2);
  finish();
  publish();
  finish();
  ASSERT_EQ(ports[1]->control.in_flight(), 2);
  advance(milliseconds(120));
  request(1);
  publish();
  advance(milliseconds(120));
  EXPECT_TRUE(stills.empty()) << "the slot was opened for the keyframe";
  advance(milliseconds(100));
  ASSERT_TRUE(making_keyframe());
  finish();
  EXPECT_EQ(sent_to(1).back(), FrameKind::keyframe);
}

TEST_F(RenditionGroups, AJoinerWhoseKeyframeIsNextGetsNoStillBeforeIt) {
  settle(1);
  publish();
  finish();
  publish();
  ASSERT_TRUE(making_delta());
  join(2);
  EXPECT_TRUE(stills.empty());
  finish();
  EXPECT_TRUE(making_keyframe());
  EXPECT_TRUE(stills.empty());
}

TEST_F(RenditionGroups, AStillThatFailedIsTriedAgain) {
  settle(1);
  join_right_after_a_keyframe(2);
  ASSERT_EQ(stills.size(), 1U);
  scheduler.on_still_failed(ImageFormat::jpeg, now);
  collect();
  advance(milliseconds(300));
  ASSERT_TRUE(making_keyframe()) << "its keyframe comes all the same";
  finish();
  publish();
  finish();
  join(3);
  EXPECT_EQ(stills.size(), 1U) << "not so soon after the failure";
  advance(RenditionScheduler::kStillRetry);
  if (encoding) finish();
  for (const ViewerId id : {ViewerId{1}, ViewerId{2}, ViewerId{3}}) ack(id);
  publish();
  if (encoding) finish();
  join_right_after_a_keyframe(4);
  EXPECT_EQ(stills.size(), 2U);
}

TEST_F(RenditionGroups, AKeyframeThatWasSkippedDoesNotCountAsMade) {
  settle(1);
  publish();
  ack(1);
  if (encoding) finish();
  ack(1);
  advance(seconds(1));
  reset(1);
  ASSERT_TRUE(making_keyframe());
  encoding.reset();
  scheduler.on_encode_skipped(now + milliseconds(50), now);
  collect();
  advance(milliseconds(51));
  EXPECT_TRUE(making_keyframe()) << "not a whole distance of keyframes later";
}

struct SlowImages : SchedulerBench {
  SlowImages() : SchedulerBench({.self_contained = true}) {}
};

TEST_F(SlowImages, WindowFollowsWhatTheLinkCarries) {
  publish();
  FakePort& port = join(1, std::nullopt, 4);
  port.state.min_rtt = milliseconds(150);
  for (int i = 0; i < 60; ++i) {
    if (encoding) finish(50'000);
    advance(milliseconds(33));
    publish();
    ack(1);
  }
  // 100 KB in 200 ms: ten of these images a second, of which a round trip of 150 ms holds one and a half.
  port.control.record_send(FrameKind::image, 100'000, 0, now);
  port.control.on_ack(port.control.next_seq() - 1, now + milliseconds(150 + 15 + 200), port.state.min_rtt);
  EXPECT_EQ(scheduler.window_of(1, now + milliseconds(365)), 3);
}

}  // namespace
}  // namespace pdum::rfb
