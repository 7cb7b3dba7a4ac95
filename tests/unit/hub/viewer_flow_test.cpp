#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct ViewerFlow : ::testing::Test, HubBench {
  void ack_seq(const std::shared_ptr<Wire>& wire, int seq) {
    wire->text(R"({"type":"ack","decode_queue_size":0,"seq":)" + std::to_string(seq) + "}");
    settle();
  }
  SessionMetrics metrics() { return hub().session_metrics("default").value().at(0); }
  std::uint64_t bad_messages() { return counters.metrics().bad_messages; }

  /// A viewer that was sent one frame, said nothing for two seconds and has missed a frame since.
  std::shared_ptr<Wire> join_and_fall_silent() {
    publish();
    auto wire = join();
    advance(seconds(2));
    publish();
    EXPECT_EQ(wire->frames.size(), 1U);
    return wire;
  }
};

TEST_F(ViewerFlow, ImagesMayBeAckedInAnyOrder) {
  publish();
  const auto wire = join(kImageHello);
  publish();
  publish();
  ASSERT_EQ(wire->frames.size(), 3U);
  for (const int seq : {2, 0, 1}) ack_seq(wire, seq);
  EXPECT_EQ(bad_messages(), 0U);
  EXPECT_EQ(metrics().frames_acked, 3U);
  EXPECT_EQ(metrics().inflight, 0);
  ack_seq(wire, 3);
  EXPECT_EQ(bad_messages(), 1U) << "it was never sent";
  EXPECT_EQ(metrics().frames_acked, 3U);
}

TEST_F(ViewerFlow, DecoderResetBringsAKeyframeThroughAFullWindow) {
  publish();
  const auto wire = join();
  advance(milliseconds(300));
  for (int i = 0; i < 10; ++i) publish();
  ASSERT_EQ(wire->frames.size(), 4U) << "the window is full";
  wire->text(R"({"type":"decoder_reset"})");
  settle();
  ASSERT_EQ(wire->frames.size(), 5U);
  EXPECT_TRUE(wire->frames[4].keyframe);
  EXPECT_EQ(metrics().inflight, 1);
}

TEST_F(ViewerFlow, LateAckOfAFrameFromBeforeADecoderResetCountsForNothing) {
  publish();
  const auto wire = join();
  advance(milliseconds(300));
  for (int i = 0; i < 3; ++i) publish();
  wire->text(R"({"type":"decoder_reset"})");
  settle();
  ASSERT_EQ(wire->frames.size(), 5U);
  ack_seq(wire, 2);
  EXPECT_EQ(metrics().frames_acked, 0U);
  EXPECT_EQ(metrics().inflight, 1);
  ack_seq(wire, 4);
  EXPECT_EQ(metrics().frames_acked, 1U);
  EXPECT_EQ(bad_messages(), 0U);
}

TEST_F(ViewerFlow, SilentViewerIsLeftAlone) {
  const auto wire = join_and_fall_silent();
  advance(milliseconds(1900));
  EXPECT_EQ(wire->frames.size(), 1U);
}

TEST_F(ViewerFlow, AnEventEndsThePauseOfASilentViewer) {
  const auto wire = join_and_fall_silent();
  wire->text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})");
  settle();
  ASSERT_EQ(wire->frames.size(), 2U);
  EXPECT_TRUE(wire->frames[1].keyframe);
  EXPECT_EQ(events.count<KeyDown>(), 1);
  EXPECT_EQ(bad_messages(), 0U);
}

TEST_F(ViewerFlow, ABinaryMessageIsBadAndEndsThePauseOfASilentViewer) {
  const auto wire = join_and_fall_silent();
  wire->binary();
  settle();
  ASSERT_EQ(wire->frames.size(), 2U);
  EXPECT_TRUE(wire->frames[1].keyframe);
  EXPECT_EQ(bad_messages(), 1U);
}

}  // namespace
}  // namespace pdum::rfb
