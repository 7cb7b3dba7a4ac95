#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/steady_clock.hpp"
#include "net/io_runtime.hpp"
#include "support/net/fake_hub.hpp"

namespace pdum::rfb::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class IoRuntimeTest : public ::testing::Test {
 protected:
  std::unique_ptr<IoRuntime> make() {
    return std::make_unique<IoRuntime>(std::make_shared<SteadyClock>(), log);
  }
  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
};

TEST_F(IoRuntimeTest, RunsPostedTasksInOrderOnOneThread) {
  const auto runtime = make();
  std::vector<int> order;
  std::promise<void> done;
  for (int i = 0; i < 100; ++i) runtime->post([&, i] { order.push_back(i); });
  runtime->post([&] {
    EXPECT_TRUE(runtime->on_strand());
    done.set_value();
  });
  done.get_future().wait();
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_FALSE(runtime->on_strand());
}

TEST_F(IoRuntimeTest, TakesTasksFromEveryThread) {
  const auto runtime = make();
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) runtime->post([&] { ++count; });
    });
  }
  for (auto& thread : threads) thread.join();
  std::promise<void> done;
  runtime->post([&] { done.set_value(); });
  done.get_future().wait();
  EXPECT_EQ(count, 4000);
}

TEST_F(IoRuntimeTest, FiresTimersNotBeforeTheirTime) {
  const auto runtime = make();
  std::promise<TimePoint> fired;
  std::unique_ptr<Timer> timer;
  const TimePoint start = runtime->clock().now();
  runtime->post([&] {
    timer = runtime->post_after(milliseconds(20), [&] { fired.set_value(runtime->clock().now()); });
  });
  EXPECT_GE(fired.get_future().get() - start, milliseconds(20));
  runtime->stop();
}

TEST_F(IoRuntimeTest, ADestroyedTimerNeverFires) {
  const auto runtime = make();
  std::atomic<bool> fired{false};
  std::promise<void> later;
  std::unique_ptr<Timer> last;
  runtime->post([&] {
    auto cancelled = runtime->post_after(milliseconds(1), [&] { fired = true; });
    cancelled.reset();
    last = runtime->post_after(milliseconds(20), [&] { later.set_value(); });
  });
  later.get_future().wait();
  EXPECT_FALSE(fired);
  runtime->stop();
}

TEST_F(IoRuntimeTest, ATimerMayReplaceItselfWhileItFires) {
  const auto runtime = make();
  std::unique_ptr<Timer> timer;
  std::promise<void> done;
  runtime->post([&] {
    timer = runtime->post_after(
        milliseconds(1), [&] { timer = runtime->post_after(milliseconds(1), [&] { done.set_value(); }); });
  });
  done.get_future().wait();
  runtime->stop();
}

TEST_F(IoRuntimeTest, DropsTasksAfterStop) {
  const auto runtime = make();
  runtime->stop();
  const auto held = std::make_shared<int>(1);
  bool ran = false;
  runtime->post([held, &ran] { ran = true; });
  runtime->stop();
  EXPECT_FALSE(ran);
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(IoRuntimeTest, DropsWaitingTasksThatHoldTimers) {
  const auto held = std::make_shared<int>(1);
  {
    const auto runtime = make();
    std::promise<void> begun;
    std::promise<void> go;
    runtime->post([&] {
      auto timer = std::make_shared<std::unique_ptr<Timer>>(runtime->post_after(seconds(100), [held] {}));
      runtime->post([timer, held] {});
      begun.set_value();
      go.get_future().wait();
    });
    begun.get_future().wait();
    std::thread stopping([&] { runtime->stop(); });
    while (!runtime->stopped()) std::this_thread::yield();
    go.set_value();
    stopping.join();
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(IoRuntimeTest, OutlivesATaskThatThrows) {
  const auto runtime = make();
  std::promise<void> done;
  runtime->post([] { throw std::runtime_error("bad\nline"); });
  runtime->post([&] { done.set_value(); });
  done.get_future().wait();
  EXPECT_NE(log->all().find("bad\\x0aline"), std::string::npos) << log->all();
}

TEST_F(IoRuntimeTest, BlocksEverySignalInItsThread) {
  const auto runtime = make();
  std::promise<bool> blocked;
  runtime->post([&] {
    sigset_t mask;
    sigemptyset(&mask);
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked.set_value(sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGUSR1) == 1);
  });
  EXPECT_TRUE(blocked.get_future().get());
}

TEST_F(IoRuntimeTest, MayBeStoppedAndDestroyedByItsOwnTask) {
  auto runtime = make();
  std::promise<void> done;
  auto& promise = done;
  IoRuntime& reference = *runtime;
  std::shared_ptr<IoRuntime> shared = std::move(runtime);
  reference.post([shared = std::move(shared), &promise]() mutable {
    shared->stop();
    shared.reset();
    promise.set_value();
  });
  done.get_future().wait();
}

}  // namespace
}  // namespace pdum::rfb::testing
