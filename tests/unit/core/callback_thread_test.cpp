#include "core/callback_thread.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::seconds;

TEST(CallbackThread, RunsTasksInOrderOnOneOtherThread) {
  CallbackThread thread;
  std::vector<int> order;
  std::vector<std::thread::id> ids;
  std::promise<void> done;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(thread.post([&, i] {
      order.push_back(i);
      ids.push_back(std::this_thread::get_id());
      if (i == 99) done.set_value();
    }));
  }
  done.get_future().wait();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  for (const auto id : ids) EXPECT_EQ(id, ids.front());
  EXPECT_NE(ids.front(), std::this_thread::get_id());
}

TEST(CallbackThread, TakesABoundedNumberAndSaysSo) {
  std::promise<void> hold;
  std::atomic<int> ran{0};
  CallbackThread thread;
  std::promise<void> begun;
  ASSERT_TRUE(thread.post([&] {
    begun.set_value();
    hold.get_future().wait();
  }));
  begun.get_future().wait();
  for (std::size_t i = 0; i < CallbackThread::kMaxTasks; ++i) ASSERT_TRUE(thread.post([&] { ++ran; }));
  EXPECT_FALSE(thread.post([&] { ++ran; }));
  hold.set_value();
  thread.end(seconds(10));
  EXPECT_LE(ran, static_cast<int>(CallbackThread::kMaxTasks)) << "what waits at the end may be dropped";
}

TEST(CallbackThread, DropsWhatWaitsAtTheEndAndTakesNothingMore) {
  std::promise<void> begun;
  std::promise<void> hold;
  auto kept = std::make_shared<int>(1);
  CallbackThread thread;
  thread.post([&] {
    begun.set_value();
    hold.get_future().wait();
  });
  begun.get_future().wait();
  thread.post([kept] {});
  EXPECT_EQ(kept.use_count(), 2);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    hold.set_value();
  });
  thread.end(seconds(10));
  later.join();
  EXPECT_EQ(kept.use_count(), 1);
  EXPECT_FALSE(thread.post([] {}));
}

TEST(CallbackThread, DoesNotWaitForATaskThatHangs) {
  const auto hold = std::make_shared<std::promise<void>>();
  const auto over = std::make_shared<std::promise<void>>();
  {
    CallbackThread thread;
    std::promise<void> begun;
    thread.post([hold, over, &begun] {
      begun.set_value();
      hold->get_future().wait();
      over->set_value();
    });
    begun.get_future().wait();
  }
  hold->set_value();
  over->get_future().wait();
}

TEST(CallbackThread, EndsWithoutEverHavingRun) {
  CallbackThread thread;
  thread.end(seconds(10));
  thread.end(seconds(10));
}

}  // namespace
}  // namespace pdum::rfb
