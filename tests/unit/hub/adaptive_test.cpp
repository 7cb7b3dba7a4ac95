// A viewer alone on its rendition is sent what it can carry, and told so.
#include <gtest/gtest.h>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

struct Adaptive : HubBench, ::testing::Test {
  /// Frames that the viewer acks so much later.
  void watch(const std::shared_ptr<Wire>& wire, Duration late, int count) {
    for (int i = 0; i < count; ++i) {
      publish();
      advance(late);
      ack(wire);
    }
  }
  static std::vector<std::string> told(const std::shared_ptr<Wire>& wire) {
    std::vector<std::string> messages;
    for (const std::string& text : wire->texts) {
      if (text.find("set_quality") != std::string::npos) messages.push_back(text);
    }
    return messages;
  }
  SessionMetrics metrics() { return hub().session_metrics("default")->front(); }
};

TEST_F(Adaptive, AFastViewerGetsTheSameAsWithoutIt) {
  std::vector<std::string> with;
  publish();
  for (const bool adaptive : {true, false}) {
    options.adaptive = adaptive;
    reopen();
    video->encoded.clear();
    const auto wire = join();
    watch(wire, milliseconds(20), 200);
    EXPECT_TRUE(told(wire).empty());
    EXPECT_EQ(metrics().target_bitrate, 12'000'000);
    EXPECT_EQ(metrics().target_fps, 30);
    std::vector<std::string> sent;
    for (const ReceivedFrame& frame : wire->frames) {
      sent.push_back(std::to_string(frame.keyframe) +
                     frame.payload.substr(2));  // without the picture's number
    }
    EXPECT_EQ(sent.size(), 201U);
    if (adaptive) with = sent;
    EXPECT_TRUE(sent == with) << "frame by frame";
  }
}

TEST_F(Adaptive, LateAcksLowerWhatTheEncoderIsAskedForAndWhatIsTold) {
  const auto wire = join();
  watch(wire, milliseconds(300), 20);
  const SessionMetrics low = metrics();
  EXPECT_LT(low.target_bitrate, 8'000'000);
  ASSERT_FALSE(told(wire).empty());
  EXPECT_EQ(told(wire).back(), R"({"type":"set_quality","bitrate":)" +
                                   std::to_string(static_cast<std::int64_t>(low.target_bitrate)) +
                                   R"(,"fps":30})");
  publish();
  EXPECT_EQ(static_cast<double>(video->request.bitrate), low.target_bitrate);
  EXPECT_EQ(video->keyframes(), 1) << "no keyframe for it";
  EXPECT_EQ(video->opened, 1);
  ack(wire);
  watch(wire, milliseconds(20), 1500);
  EXPECT_EQ(metrics().target_bitrate, 12'000'000);
  EXPECT_EQ(told(wire).back(), R"({"type":"set_quality","bitrate":12000000,"fps":30})");
}

TEST_F(Adaptive, StatsTellTheTargets) {
  options.stats_interval = std::chrono::seconds(1);
  reopen();
  const auto wire = join();
  watch(wire, milliseconds(300), 6);
  watch(wire, milliseconds(100), 20);
  std::string stats;
  for (const std::string& text : wire->texts) {
    if (text.find(R"("type":"stats")") != std::string::npos) stats = text;
  }
  const auto wanted = static_cast<std::int64_t>(metrics().target_bitrate);
  EXPECT_LT(wanted, 12'000'000);
  EXPECT_NE(stats.find(R"("target_bitrate":)" + std::to_string(wanted)), std::string::npos) << stats;
}

TEST_F(Adaptive, CompanyReturnsToTheOptionsAndTheFirstIsTold) {
  const auto first = join();
  watch(first, milliseconds(300), 20);
  const auto second = join();
  EXPECT_EQ(metrics().target_bitrate, 12'000'000);
  EXPECT_EQ(told(first).back(), R"({"type":"set_quality","bitrate":12000000,"fps":30})");
  EXPECT_TRUE(told(second).empty()) << "it never had less";
  publish();
  EXPECT_EQ(video->request.bitrate, 12'000'000);
}

TEST_F(Adaptive, AnotherRenditionBeginsWithTheOptionsAndThatIsTold) {
  const auto wire = join();
  watch(wire, milliseconds(300), 20);
  hub().find("default")->switch_backend({.transport = Transport::image});
  settle();
  EXPECT_EQ(metrics().target_bitrate, 12'000'000);
  EXPECT_EQ(told(wire).back(), R"({"type":"set_quality","bitrate":12000000,"fps":30})");
}

TEST_F(Adaptive, JpegsBecomeCoarserAndPngsFewer) {
  const auto jpegs = join(kImageHello);
  watch(jpegs, milliseconds(300), 20);
  EXPECT_LT(jpeg->request.quality, 60);
  jpegs->vanish();
  settle();
  const auto pngs = join(hello(R"("image/png")"));
  watch(pngs, milliseconds(300), 20);
  EXPECT_EQ(metrics().target_bitrate, 12'000'000);
  EXPECT_EQ(png->request.quality, options.image_quality);
  // It shows 3 frames a second already: there is nothing to leave out.
  EXPECT_EQ(metrics().target_fps, 30);
}

TEST_F(Adaptive, TurnedOffNothingMoves) {
  options.adaptive = false;
  reopen();
  const auto wire = join();
  watch(wire, milliseconds(300), 40);
  EXPECT_EQ(metrics().target_bitrate, 12'000'000);
  EXPECT_TRUE(told(wire).empty());
}

}  // namespace
}  // namespace pdum::rfb
