#include "session/flow_control.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint kStart = seconds(100);
constexpr std::optional<Duration> kRtt = Duration(milliseconds(50));

Pace pace_at(double fps, std::optional<Duration> rtt = kRtt) {
  return {rtt, fps, 0, 0};
}

TEST(FlowControl, NumbersFramesFromZeroWithoutGap) {
  FlowControl flow(2);
  for (std::uint64_t seq = 0; seq < 5; ++seq) {
    EXPECT_EQ(flow.record_send(FrameKind::delta, 10, 0, kStart), seq);
  }
  EXPECT_EQ(flow.in_flight(), 5);
}

TEST(FlowControl, AcksAreCumulative) {
  FlowControl flow(2);
  for (int i = 0; i < 4; ++i) flow.record_send(FrameKind::delta, 10, 0, kStart + i * milliseconds(10));
  const AckResult ack = flow.on_ack(2, kStart + milliseconds(60), kRtt);
  EXPECT_EQ(ack.verdict, AckVerdict::released);
  EXPECT_EQ(ack.released, 3);
  EXPECT_EQ(ack.rtt, Duration(milliseconds(40)));
  EXPECT_EQ(flow.in_flight(), 1);
}

TEST(FlowControl, IgnoresOldAcksAndReportsAcksOfFramesNeverSent) {
  FlowControl flow(2);
  EXPECT_EQ(flow.on_ack(0, kStart, kRtt).verdict, AckVerdict::beyond);
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  EXPECT_EQ(flow.on_ack(2, kStart, kRtt).verdict, AckVerdict::beyond);
  EXPECT_EQ(flow.on_ack(1, kStart, kRtt).verdict, AckVerdict::released);
  EXPECT_EQ(flow.on_ack(1, kStart, kRtt).verdict, AckVerdict::ignored);
  EXPECT_EQ(flow.on_ack(0, kStart, kRtt).verdict, AckVerdict::ignored);
}

TEST(FlowControl, ForgottenFramesAreNeverReleasedAgain) {
  FlowControl flow(2);
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.forget_in_flight();
  EXPECT_EQ(flow.in_flight(), 0);
  EXPECT_EQ(flow.on_ack(0, kStart, kRtt).verdict, AckVerdict::ignored);
  EXPECT_EQ(flow.record_send(FrameKind::delta, 10, 0, kStart), 1U);
}

TEST(FlowControl, WindowBeginsAsConfiguredAndThenFollowsTheRoundTrip) {
  FlowControl flow(2);
  EXPECT_EQ(flow.window(pace_at(60), kStart), 2);
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.on_ack(0, kStart, kRtt);
  EXPECT_EQ(flow.window(pace_at(60), kStart), 2 + 5);  // 70 ms hold 4.2 frames
  EXPECT_EQ(flow.window(pace_at(30, Duration(0)), kStart), 3);
  EXPECT_EQ(flow.window(pace_at(30, std::nullopt), kStart), 6);  // unknown errs high
  EXPECT_EQ(flow.window(pace_at(1000), kStart), FlowControl::kMaxWindow);
}

TEST(FlowControl, MeasuresCapacityOnBigFramesOnly) {
  FlowControl flow(4);
  flow.record_send(FrameKind::delta, 1000, 0, kStart);
  flow.on_ack(0, kStart + seconds(1), kRtt);
  EXPECT_FALSE(flow.capacity(kStart + seconds(1)));
  flow.record_send(FrameKind::keyframe, 80'000, 20'000, kStart);
  const TimePoint acked = kStart + milliseconds(50 + 15 + 100);
  flow.on_ack(1, acked, kRtt);
  ASSERT_TRUE(flow.capacity(acked));
  EXPECT_DOUBLE_EQ(*flow.capacity(acked), 1000);  // 100 KB in 100 ms
  EXPECT_FALSE(flow.capacity(acked + seconds(11)));
}

TEST(FlowControl, SlowViewersGetTheWindowOfTheirLink) {
  FlowControl flow(4);
  flow.record_send(FrameKind::keyframe, 100'000, 0, kStart);
  const TimePoint acked = kStart + milliseconds(50 + 15 + 1000);
  flow.on_ack(0, acked, kRtt);  // 100 bytes/ms
  const Pace pace{kRtt, 60, 500, 10'000};
  EXPECT_TRUE(flow.is_slow(pace, acked));
  EXPECT_EQ(flow.window(pace, acked), 2);  // 10 frames/s fit, 50 ms hold half of one
  EXPECT_FALSE(flow.is_slow({kRtt, 60, 50, 10'000}, acked));
}

TEST(FlowControl, ExtraSlotClosesWithTheKeyframe) {
  FlowControl flow(2);
  flow.open_extra_slot(2);
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.record_send(FrameKind::still, 10, 0, kStart);
  EXPECT_EQ(flow.limit(2), 3);
  flow.record_send(FrameKind::keyframe, 10, 0, kStart);
  EXPECT_EQ(flow.limit(2), 2);
}

TEST(FlowControl, ExtraSlotIsOneMoreThanWhatIsInFlight) {
  FlowControl flow(2);
  for (int i = 0; i < 4; ++i) flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.open_extra_slot(2);
  EXPECT_EQ(flow.limit(2), 5);
  for (int i = 0; i < 100; ++i) flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.open_extra_slot(2);
  EXPECT_EQ(flow.limit(2), FlowControl::kMaxInFlight);
}

TEST(FlowControl, AnAckIsDueSinceTheOldestFrameOrTheLastAck) {
  FlowControl flow(2);
  EXPECT_FALSE(flow.waiting_since());
  flow.record_send(FrameKind::delta, 10, 0, kStart);
  flow.record_send(FrameKind::delta, 10, 0, kStart + milliseconds(5));
  EXPECT_EQ(flow.waiting_since(), kStart);
  flow.on_ack(0, kStart + seconds(1), kRtt);
  EXPECT_EQ(flow.waiting_since(), kStart + seconds(1));
  flow.on_ack(1, kStart + seconds(1), kRtt);
  EXPECT_FALSE(flow.waiting_since());
}

TEST(FlowControl, BackoffDoublesUpToAMinute) {
  FlowControl flow(2);
  EXPECT_EQ(flow.next_backoff(), seconds(2));
  EXPECT_EQ(flow.next_backoff(), seconds(4));
  for (int i = 0; i < 5; ++i) flow.next_backoff();
  EXPECT_EQ(flow.next_backoff(), seconds(60));
  flow.reset_backoff();
  EXPECT_EQ(flow.next_backoff(), seconds(2));
}

TEST(FlowControl, KnowsTheNewestKeyframeAndStillInFlight) {
  FlowControl flow(2);
  flow.record_send(FrameKind::keyframe, 10, 0, kStart);
  flow.record_send(FrameKind::still, 10, 0, kStart + milliseconds(1));
  flow.record_send(FrameKind::delta, 10, 0, kStart + milliseconds(2));
  EXPECT_EQ(flow.newest_intra(), kStart + milliseconds(1));
  EXPECT_EQ(flow.newest_keyframe(), kStart);
  EXPECT_TRUE(flow.still_in_flight());
  flow.on_ack(1, kStart, kRtt);
  EXPECT_FALSE(flow.newest_intra());
  EXPECT_FALSE(flow.still_in_flight());
}

TEST(FlowControl, AnAckThatCameTooLateTeachesPatienceUntilALinkIsSeenToBeFaster) {
  FlowControl flow(2);
  flow.record_send(FrameKind::still, 150'000, 0, kStart);
  EXPECT_EQ(flow.ack_timeout(), seconds(2));
  flow.forget_in_flight();
  EXPECT_EQ(flow.on_ack(0, kStart + seconds(3), kRtt).verdict, AckVerdict::ignored);
  flow.record_send(FrameKind::still, 150'000, 0, kStart + seconds(4));
  EXPECT_EQ(flow.ack_timeout(), seconds(6)) << "twice as long as it took";
  flow.on_ack(1, kStart + seconds(7), kRtt);
  flow.record_send(FrameKind::delta, 1000, 0, kStart + seconds(8));
  EXPECT_EQ(flow.ack_timeout(), seconds(2)) << "never less";
  flow.on_ack(2, kStart + seconds(8) + milliseconds(40), kRtt);
  flow.record_send(FrameKind::still, 10'000'000, 0, kStart + seconds(9));
  EXPECT_EQ(flow.ack_timeout(), FlowControl::kMaxAckTimeout);
  flow.on_ack(3, kStart + seconds(10), kRtt);
  flow.record_send(FrameKind::still, 10'000'000, 0, kStart + seconds(11));
  EXPECT_EQ(flow.ack_timeout(), seconds(2)) << "10 MB in a second";
}

TEST(FlowControl, WhatWasForgottenIsRememberedWithinBounds) {
  FlowControl flow(2);
  for (int i = 0; i < 1000; ++i) {
    flow.record_send(FrameKind::delta, 100'000, 0, kStart);
    flow.forget_in_flight();
  }
  flow.on_ack(5, kStart + seconds(60), kRtt);
  flow.record_send(FrameKind::delta, 100'000, 0, kStart);
  EXPECT_EQ(flow.ack_timeout(), seconds(2)) << "long gone";
}

}  // namespace
}  // namespace pdum::rfb
