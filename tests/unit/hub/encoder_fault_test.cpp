#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct EncoderFaults : ::testing::TestWithParam<FakeFault>, HubBench {
  /// 30 published frames, acked by `wire`.
  void play(const std::shared_ptr<Wire>& wire) {
    for (int i = 0; i < 30; ++i) {
      advance(milliseconds(16));
      publish();
      ack(wire);
    }
  }
  static int configs(const std::shared_ptr<Wire>& wire) {
    return static_cast<int>(std::count_if(wire->texts.begin(), wire->texts.end(), [](const auto& text) {
      return text.find(R"("type":"config")") != std::string::npos;
    }));
  }
};

TEST_P(EncoderFaults, LastingFaultOfVideoMovesItsViewersToImages) {
  publish();
  const auto wire = join();
  ack(wire);
  advance(seconds(1));
  video->fault = GetParam();
  wire->text(R"({"type":"request_keyframe","reason":"test"})");
  if (GetParam() == FakeFault::open_fail) publish(32);
  play(wire);
  ASSERT_FALSE(wire->closed);
  EXPECT_EQ(configs(wire), 2);
  EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
  EXPECT_EQ(wire->frames.back().payload.substr(1, 1),
            std::string(1, static_cast<char>(frames.newest_version())));
  EXPECT_EQ(log.lines.size(), 1U);
  EXPECT_EQ(counters.metrics().encoder_errors, 2U);
  for (std::size_t i = 0; i < wire->frames.size(); ++i) EXPECT_EQ(wire->frames[i].seq, i);
}

TEST_P(EncoderFaults, SingleFaultReopensTheEncoderAndStartsANewChain) {
  publish();
  const auto wire = join();
  ack(wire);
  advance(seconds(1));
  video->fault = GetParam();
  video->faults_left = 1;
  wire->text(R"({"type":"request_keyframe","reason":"test"})");
  if (GetParam() == FakeFault::open_fail) publish(32);
  play(wire);
  EXPECT_EQ(configs(wire), 1);
  EXPECT_TRUE(wire->frames.back().video);
  EXPECT_EQ(counters.metrics().encoder_errors, 1U);
  EXPECT_GE(video->keyframes(), 2);
}

TEST_P(EncoderFaults, ImagesFallBackToAnotherType) {
  publish();
  const auto wire = join(kImageHello);
  ack(wire);
  jpeg->fault = GetParam();
  if (GetParam() == FakeFault::open_fail) advance(milliseconds(300));
  publish(GetParam() == FakeFault::open_fail ? 32 : 16);
  play(wire);
  EXPECT_EQ(configs(wire), 2);
  EXPECT_EQ(wire->frames.back().codec, "image/png");
}

TEST_P(EncoderFaults, AStillThatFailsIsSaidAndTriedAgainWhileVideoGoesOn) {
  if (GetParam() == FakeFault::no_keyframe) GTEST_SKIP() << "an image is complete, whatever its encoder says";
  options.still_after = milliseconds(100);
  png->fault = GetParam();
  png->faults_left = 1;
  publish();
  const auto wire = join();
  ack(wire);
  advance(milliseconds(200));
  EXPECT_TRUE(wire->frames.back().video);
  ASSERT_EQ(log.lines.size(), 1U);
  EXPECT_NE(log.lines[0].find("Encoder png made no still"), std::string::npos) << log.lines[0];
  EXPECT_EQ(counters.metrics().encoder_errors, 1U);
  advance(milliseconds(1100));
  EXPECT_EQ(wire->frames.back().codec, "image/png");
  ack(wire);
  publish();
  ack(wire);
  EXPECT_TRUE(wire->frames.back().video);
  EXPECT_EQ(configs(wire), 1);
  for (std::size_t i = 0; i < wire->frames.size(); ++i) EXPECT_EQ(wire->frames[i].seq, i);
}

INSTANTIATE_TEST_SUITE_P(Matrix, EncoderFaults,
                         ::testing::Values(FakeFault::open_fail, FakeFault::fail, FakeFault::throws,
                                           FakeFault::empty, FakeFault::oversize, FakeFault::no_keyframe));

struct EncoderTrouble : ::testing::Test, HubBench {};

TEST_F(EncoderTrouble, HangingEncoderIsLeftBehindAfterTwoSeconds) {
  publish();
  const auto wire = join();
  ack(wire);
  video->fault = FakeFault::runs_long;
  video->faults_left = 1;
  video->while_running = [this, &wire] {
    executor.advance(seconds(2));
    // The lane is stuck; the other lanes are not.
    while (pool.run_one()) executor.run();
    EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
  };
  publish();
  EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
  ack(wire);
  publish();
  EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
}

TEST_F(EncoderTrouble, ATimerThatIsALittleLateGivesAHangingEncoderNoTwoSecondsMore) {
  publish();
  const auto wire = join();
  ack(wire);
  video->fault = FakeFault::runs_long;
  video->faults_left = 1;
  video->while_running = [this, &wire] {
    executor.advance(seconds(2) -
                     milliseconds(1));  // the watchdog looks: the job began 1 ms after it was ordered
    executor.jump(milliseconds(10));    // its second look comes late, as on a busy machine
    while (pool.run_one()) executor.run();
    EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
  };
  frames.publish();
  hub().on_published();
  executor.run();
  executor.advance(milliseconds(1));
  settle();
  EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
}

TEST_F(EncoderTrouble, SlowOpeningDelaysNothingElse) {
  publish();
  video->fault = FakeFault::slow_open;
  const auto image = join(kImageHello);
  ack(image);
  video->while_opening = [this, &image] {
    executor.advance(milliseconds(50));
    frames.publish();
    hub().on_published();
    executor.run();
    while (pool.run_one()) executor.run();
    EXPECT_EQ(image->frames.size(), 2U);
  };
  const auto wire = join();
  ASSERT_FALSE(wire->frames.empty());
  EXPECT_TRUE(wire->frames[0].video);
  EXPECT_EQ(counters.metrics().encoder_errors, 0U);
}

TEST_F(EncoderTrouble, ViewerThatKnowsNothingElseIsServedAgainWhenTheEncoderWorks) {
  publish();
  const auto wire = join(kVideoOnlyHello);
  ack(wire);
  video->fault = FakeFault::fail;
  video->faults_left = 7;
  for (int i = 0; i < 10; ++i) {
    advance(seconds(1));
    publish();
    ack(wire);
  }
  EXPECT_FALSE(wire->closed);
  EXPECT_EQ(wire->texts.size(), 1U);
  EXPECT_EQ(wire->frames.back().payload.substr(1, 1),
            std::string(1, static_cast<char>(frames.newest_version())));
}

TEST_F(EncoderTrouble, FrameTooLargeForTheCodecGoesToImages) {
  EncoderEntry big = fake_entry("bigpng", "image/png", png);
  big.max_side = 65'000;
  registry.add(std::move(big));
  publish();
  const auto wire = join();
  ack(wire);
  publish(5000);
  ack(wire);
  EXPECT_EQ(wire->frames.back().codec, "image/png");
  EXPECT_EQ(wire->frames.back().width, 5000);
  EXPECT_EQ(counters.metrics().encoder_errors, 0U);
}

TEST_F(EncoderTrouble, NewConfigKeepsItsPlaceBetweenTheFramesBeforeAndAfterIt) {
  options.max_inflight = 8;
  publish();
  const auto a = join();
  const auto b = join();
  a->stalled = true;
  publish();
  b->stalled = true;
  publish();
  publish();
  video->fault = FakeFault::fail;
  publish();
  // One frame is being written, one waits in the channel, and to `a` a third one behind it.
  using Order = std::vector<std::string>;
  EXPECT_EQ(a->order, (Order{"barrier", "frame", "frame", "frame"}));
  EXPECT_EQ(b->order, (Order{"barrier", "frame", "frame", "frame", "frame", "barrier"}));
  for (const auto& wire : {a, b}) {
    wire->drain();
    settle();
    EXPECT_EQ(wire->order, (Order{"barrier", "frame", "frame", "frame", "frame", "barrier", "frame"}));
    EXPECT_EQ(wire->frames.back().codec, "image/jpeg");
  }
}

TEST_F(EncoderTrouble, ViewerThatIsMovedIsSentNothingOlderThanItSaw) {
  publish();
  const auto a = join();
  const auto b = join(kImageHello);
  // While the image of version 2 is in the making, `a` sees version 3 and then loses its encoder.
  jpeg->fault = FakeFault::runs_long;
  jpeg->faults_left = 1;
  jpeg->while_running = [this] {
    publish();
    video->fault = FakeFault::fail;
    publish();
  };
  publish();
  const auto versions = [](const std::shared_ptr<Wire>& wire) {
    std::vector<int> all;
    for (const ReceivedFrame& frame : wire->frames) all.push_back(frame.payload.at(1));
    return all;
  };
  EXPECT_EQ(versions(b), (std::vector<int>{1, 2, 4}));
  EXPECT_EQ(versions(a), (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(a->frames.back().codec, "image/jpeg");
}

TEST_F(EncoderTrouble, NewcomersAvoidABrokenEncoderForAWhile) {
  publish();
  const auto wire = join();
  ack(wire);
  video->fault = FakeFault::fail;
  video->faults_left = 2;
  publish();
  ack(wire);
  const auto next = join();
  EXPECT_FALSE(next->frames.at(0).video);
  advance(seconds(31));
  const auto later = join();
  EXPECT_TRUE(later->frames.at(0).video);
}

TEST_F(EncoderTrouble, FailingStillsLeaveTheKeyframe) {
  publish();
  const auto a = join();
  ack(a);
  publish();
  ack(a);
  jpeg->fault = FakeFault::fail;
  const auto b = join();
  EXPECT_TRUE(b->frames.empty());
  advance(milliseconds(260));
  ASSERT_EQ(b->frames.size(), 1U);
  EXPECT_TRUE(b->frames[0].video);
}

}  // namespace
}  // namespace pdum::rfb
