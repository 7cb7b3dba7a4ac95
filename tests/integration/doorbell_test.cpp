#include "net/doorbell.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/steady_clock.hpp"
#include "net/io_runtime.hpp"
#include "support/net/fake_hub.hpp"

namespace pdum::rfb::testing {
namespace {

class DoorbellTest : public ::testing::Test {
 protected:
  /// Until everything posted so far has run, twice: a ring is answered in a turn of its own.
  void settle() {
    for (int i = 0; i < 3; ++i) {
      std::promise<void> done;
      runtime.post([&] { done.set_value(); });
      done.get_future().wait();
    }
  }
  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
  IoRuntime runtime{std::make_shared<SteadyClock>(), log};
};

TEST_F(DoorbellTest, RunsItsTaskOnTheStrand) {
  std::promise<bool> answered;
  Doorbell bell(runtime, [&] { answered.set_value(runtime.on_strand()); });
  bell.ring();
  EXPECT_TRUE(answered.get_future().get());
  runtime.stop();
}

TEST_F(DoorbellTest, AnswersRingsThatComeTogetherOnceAndMissesNone) {
  std::atomic<int> published{0};
  std::atomic<int> seen{0};
  std::atomic<int> answers{0};
  Doorbell bell(runtime, [&] {
    seen = published.load();
    ++answers;
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) {
        ++published;
        bell.ring();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 1000 && seen != 20'000; ++i) settle();
  EXPECT_EQ(seen, 20'000) << "the last ring was missed";
  EXPECT_LE(answers, 20'000);
  runtime.stop();
}

TEST_F(DoorbellTest, OutlivesATaskThatThrows) {
  std::promise<void> second;
  int rings = 0;
  Doorbell bell(runtime, [&] {
    if (++rings == 1) throw std::runtime_error("once");
    second.set_value();
  });
  bell.ring();
  while (log->all().find("once") == std::string::npos) settle();
  bell.ring();
  second.get_future().wait();
  runtime.stop();
}

TEST_F(DoorbellTest, IsSilentOnceItIsGone) {
  std::atomic<int> answers{0};
  std::promise<void> done;
  auto bell = std::make_unique<Doorbell>(runtime, [&] { ++answers; });
  runtime.post([&] {
    bell->ring();
    bell.reset();
    done.set_value();
  });
  done.get_future().wait();
  settle();
  EXPECT_EQ(answers, 0);
  runtime.stop();
}

}  // namespace
}  // namespace pdum::rfb::testing
