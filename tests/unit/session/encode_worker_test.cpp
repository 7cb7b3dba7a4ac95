#include "session/encode_worker.hpp"

#include <gtest/gtest.h>

#include "support/fake_encoder.hpp"
#include "support/fake_frames.hpp"
#include "support/manual_executor.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct EncodeWorkerTest : ::testing::Test {
  void start(bool keyframe = false, std::uint64_t after = 0) {
    worker->start({.keyframe = keyframe, .after_version = after});
  }
  void run() {
    pool.run_one();
    executor.run();
  }

  ManualExecutor executor;
  ManualWorkerPool pool;
  FakeFrames frames{executor.clock()};
  std::shared_ptr<FakeEncoderControl> control = std::make_shared<FakeEncoderControl>();
  EncoderEntry entry = fake_entry("fake", "webcodecs/h264-annexb", control);
  std::shared_ptr<ZombieCount> zombies = std::make_shared<ZombieCount>();
  std::shared_ptr<LaneLink> link = std::make_shared<LaneLink>(executor, frames);
  std::vector<EncodeResult> results;
  std::shared_ptr<EncodeWorker> worker =
      std::make_shared<EncodeWorker>(WorkPlace{executor, pool, link, zombies}, entry, EncoderSettings{},
                                     [this](const EncodeResult& result) { results.push_back(result); });
};

TEST_F(EncodeWorkerTest, ChoosesTheFrameWhenTheWorkerStarts) {
  frames.publish();
  start();
  frames.publish();
  EXPECT_EQ(control->opened, 0) << "nothing is opened on the strand";
  run();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].frame->version, 2U);
  EXPECT_TRUE(results[0].encoded.keyframe);
  EXPECT_FALSE(worker->busy());
}

TEST_F(EncodeWorkerTest, SkipsWhatIsNotNewerUnlessAKeyframeIsDue) {
  frames.publish();
  start(false, 1);
  run();
  EXPECT_TRUE(results[0].skipped);
  start(true, 1);
  run();
  EXPECT_FALSE(results[1].skipped);
}

TEST_F(EncodeWorkerTest, ANewSizeOpensANewEncoderButNotFourTimesASecond) {
  frames.publish(64, 64);
  start();
  run();
  frames.publish(32, 32);
  start(false, 1);
  run();
  EXPECT_TRUE(results[1].skipped);
  EXPECT_EQ(results[1].retry_after, milliseconds(250));
  executor.advance(milliseconds(250));
  start(false, 1);
  run();
  EXPECT_EQ(results[2].fault, EncodeFault::none);
  EXPECT_TRUE(results[2].encoded.keyframe);
  EXPECT_EQ(control->opened, 2);
  EXPECT_EQ(control->open_now, 1);
}

TEST_F(EncodeWorkerTest, ANewColourSpaceOpensANewEncoderForIt) {
  frames.publish(64, 64);
  start();
  run();
  EXPECT_EQ(control->settings.color, kSrgb);
  frames.publish(64, 64, 1, kDisplayP3);
  start(false, 1);
  run();
  EXPECT_TRUE(results[1].skipped) << "but not four times a second";
  executor.advance(milliseconds(250));
  start(false, 1);
  run();
  EXPECT_TRUE(results[2].encoded.keyframe);
  EXPECT_EQ(control->opened, 2);
  EXPECT_EQ(control->settings.color, kDisplayP3);
  frames.publish(64, 64, 1, kDisplayP3);
  start(false, 2);
  run();
  EXPECT_FALSE(results[3].encoded.keyframe);
  EXPECT_EQ(control->opened, 2);
}

TEST_F(EncodeWorkerTest, EveryFaultIsAValueWithASentence) {
  frames.publish();
  for (const FakeFault fault : {FakeFault::open_fail, FakeFault::fail, FakeFault::throws, FakeFault::empty,
                                FakeFault::oversize, FakeFault::no_keyframe}) {
    control->fault = fault;
    results.clear();
    start(true);
    run();
    ASSERT_EQ(results.size(), 1U);
    EXPECT_NE(results[0].fault, EncodeFault::none) << static_cast<int>(fault);
    EXPECT_FALSE(results[0].reason.empty());
    EXPECT_EQ(control->open_now, 0) << "a broken encoder is not used again";
  }
}

TEST_F(EncodeWorkerTest, FrameBeyondTheLimitIsNotTried) {
  frames.publish(5000, 2);
  start();
  run();
  EXPECT_EQ(results[0].fault, EncodeFault::too_large);
  EXPECT_EQ(control->opened, 0);
}

TEST_F(EncodeWorkerTest, JobThatHangsIsWrittenOffAndTheNextHasANewLane) {
  frames.publish();
  control->fault = FakeFault::runs_long;
  control->faults_left = 1;
  control->while_running = [this] {
    executor.advance(milliseconds(1999));
    EXPECT_TRUE(results.empty());
    executor.advance(milliseconds(1));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].fault, EncodeFault::hung);
    EXPECT_EQ(zombies->jobs, 1);
    start(true);
  };
  start();
  pool.run_one();
  executor.run();
  EXPECT_EQ(zombies->jobs, 0) << "it came back after all";
  EXPECT_EQ(results.size(), 1U) << "too late for a result";
  run();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].fault, EncodeFault::none);
  EXPECT_EQ(pool.lanes_made(), 2);
}

TEST_F(EncodeWorkerTest, JobThatWaitsForAThreadIsGivenMoreTime) {
  frames.publish();
  start();
  executor.advance(seconds(9));
  EXPECT_TRUE(results.empty());
  executor.advance(seconds(1));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].fault, EncodeFault::hung);
  EXPECT_EQ(zombies->jobs, 0) << "what never began cannot come back";
}

TEST_F(EncodeWorkerTest, StoppedProcessIsNoHangingEncoder) {
  frames.publish();
  control->fault = FakeFault::runs_long;
  control->while_running = [this] { executor.jump(seconds(40)); };
  start();
  run();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].fault, EncodeFault::none);
}

TEST_F(EncodeWorkerTest, JobThatReturnsAfterTheDisplayHasGoneTouchesNothing) {
  frames.publish();
  control->fault = FakeFault::runs_long;
  control->while_running = [this] {
    link->cut();
    worker.reset();
  };
  start();
  pool.run_one();
  executor.run();
  EXPECT_TRUE(results.empty());
}

}  // namespace
}  // namespace pdum::rfb
