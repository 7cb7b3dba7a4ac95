#include "encode/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/mutex.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kPatience{20'000};  // far beyond what is needed: reached only when something is broken

class CapturingLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override {
    const MutexLock lock(mutex_);
    text_ += std::string(line) + "\n";
  }
  void write_limited(LogLevel level, std::string_view, std::string_view line) override { write(level, line); }
  std::string text() {
    const MutexLock lock(mutex_);
    return text_;
  }

 private:
  Mutex mutex_;
  std::string text_ PDUM_GUARDED_BY(mutex_);
};

/// Opens once; waiting jobs hold a share of it, so it may be opened after the pool has gone.
class Gate {
 public:
  void open() { opened_.set_value(); }
  void wait() { future_.wait(); }

 private:
  std::promise<void> opened_;
  std::shared_future<void> future_ = opened_.get_future().share();
};

struct Bench {
  std::shared_ptr<CapturingLog> log = std::make_shared<CapturingLog>();
  std::unique_ptr<WorkerPool> pool;
  explicit Bench(int threads, milliseconds shutdown_wait = kPatience)
      : pool(make_worker_pool(log, {.threads = threads, .shutdown_wait = shutdown_wait})) {}
};

/// Submits `job` and waits until it has run.
bool run_on(
    WorkLane& lane, const std::function<void()>& job = [] {}) {
  auto done = std::make_shared<std::promise<void>>();
  std::future<void> future = done->get_future();
  lane.submit([done, job] {
    job();
    done->set_value();
  });
  return future.wait_for(kPatience) == std::future_status::ready;
}

/// Occupies `lane` with a job that waits for the gate, and returns when it has begun.
void hang_on(WorkLane& lane, const std::shared_ptr<Gate>& gate) {
  auto begun = std::make_shared<std::promise<void>>();
  lane.submit([begun, gate] {
    begun->set_value();
    gate->wait();
  });
  begun->get_future().wait();
}

TEST(WorkerPool, RunsTheJobsOfALaneInOrderAndOneAtATime) {
  Bench bench(4);
  constexpr int kLanes = 6;
  constexpr int kJobs = 300;
  struct LaneLog {
    std::atomic<int> inside{0};
    bool overlapped = false;
    std::vector<int> order;  // unsynchronised on purpose: the lane itself orders its jobs
  };
  std::vector<LaneLog> logs(kLanes);
  std::vector<std::shared_ptr<WorkLane>> lanes;
  for (int i = 0; i < kLanes; ++i) lanes.push_back(bench.pool->make_lane());
  for (int job = 0; job < kJobs; ++job) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      lanes[i]->submit([&log = logs[i], job] {
        if (log.inside.fetch_add(1) != 0) log.overlapped = true;
        log.order.push_back(job);
        log.inside.fetch_sub(1);
      });
    }
  }
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    ASSERT_TRUE(run_on(*lanes[i]));
    EXPECT_FALSE(logs[i].overlapped);
    ASSERT_EQ(logs[i].order.size(), static_cast<std::size_t>(kJobs));
    for (int job = 0; job < kJobs; ++job) EXPECT_EQ(logs[i].order[static_cast<std::size_t>(job)], job);
  }
}

TEST(WorkerPool, RunsDifferentLanesAtTheSameTime) {
  Bench bench(2);
  const auto first = bench.pool->make_lane();
  const auto second = bench.pool->make_lane();
  const auto gate = std::make_shared<Gate>();
  hang_on(*first, gate);
  EXPECT_TRUE(run_on(*second));
  gate->open();
}

TEST(WorkerPool, ReportsAJobThatThrowsAndGoesOn) {
  Bench bench(1);
  const auto lane = bench.pool->make_lane();
  lane->submit([] { throw std::runtime_error("the codec broke"); });
  lane->submit([] { throw 42; });
  EXPECT_TRUE(run_on(*lane));
  EXPECT_NE(bench.log->text().find("the codec broke"), std::string::npos) << bench.log->text();
}

TEST(WorkerPool, BlocksAllSignalsInItsThreads) {
  Bench bench(1);
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  EXPECT_FALSE(sigismember(&before, SIGTERM)) << "the caller's own mask is as it was";
  sigset_t inside;
  sigemptyset(&inside);
  ASSERT_TRUE(run_on(*bench.pool->make_lane(), [&] { pthread_sigmask(SIG_SETMASK, nullptr, &inside); }));
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGPIPE})
    EXPECT_TRUE(sigismember(&inside, signal));
}

TEST(WorkerPool, DropsJobsOfALaneThatIsGone) {
  Bench bench(1);
  auto gate = std::make_shared<Gate>();
  const auto busy = bench.pool->make_lane();
  hang_on(*busy, gate);
  auto lane = bench.pool->make_lane();
  const auto token = std::make_shared<int>(0);
  lane->submit([token] { ++*token; });
  EXPECT_EQ(token.use_count(), 2);
  lane.reset();
  EXPECT_EQ(token.use_count(), 1) << "the job is destroyed, not kept";
  gate->open();
  EXPECT_TRUE(run_on(*busy));
  EXPECT_EQ(*token, 0);
}

TEST(WorkerPool, ReplacesTheThreadOfAHungJobWhoseLaneWasDropped) {
  Bench bench(1);
  const auto gate = std::make_shared<Gate>();
  auto hung = bench.pool->make_lane();
  hang_on(*hung, gate);
  const auto waiting = bench.pool->make_lane();
  std::promise<void> ran;
  waiting->submit([&] { ran.set_value(); });
  hung.reset();  // the only thread is stuck: the job that waits needs another one
  EXPECT_EQ(ran.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(run_on(*bench.pool->make_lane()));
  gate->open();
}

TEST(WorkerPool, ReplacesTwoThreadsAndNoMore) {
  Bench bench(1);
  const auto gate = std::make_shared<Gate>();
  for (int i = 0; i < 3; ++i) {
    auto hung = bench.pool->make_lane();
    hang_on(*hung, gate);
    hung.reset();
  }
  const auto lane = bench.pool->make_lane();
  std::promise<void> ran;
  lane->submit([&] { ran.set_value(); });
  auto future = ran.get_future();
  EXPECT_EQ(future.wait_for(milliseconds(50)), std::future_status::timeout) << "a third replacement";
  gate->open();
  EXPECT_EQ(future.wait_for(kPatience), std::future_status::ready);
}

TEST(WorkerPool, WorksOnAfterHungJobsCameBack) {
  Bench bench(2);
  for (int round = 0; round < 20; ++round) {
    const auto gate = std::make_shared<Gate>();
    for (int i = 0; i < 2; ++i) {
      auto hung = bench.pool->make_lane();
      hang_on(*hung, gate);
      hung.reset();
    }
    EXPECT_TRUE(run_on(*bench.pool->make_lane()));
    gate->open();
    EXPECT_TRUE(run_on(*bench.pool->make_lane()));
  }
}

TEST(WorkerPool, WaitsForTheRunningJobAndDropsTheRestAtItsEnd) {
  auto bench = std::make_unique<Bench>(1);
  const auto gate = std::make_shared<Gate>();
  const auto lane = bench->pool->make_lane();
  const auto token = std::make_shared<std::atomic<int>>(0);
  hang_on(*lane, gate);
  lane->submit([token] { ++*token; });
  std::thread opener([gate] { gate->open(); });
  bench->pool.reset();
  opener.join();
  lane->submit([token] { ++*token; });
  EXPECT_LE(*token, 1);
}

TEST(WorkerPool, DoesNotHangAtItsEndWhenAJobDoes) {
  const auto gate = std::make_shared<Gate>();
  const auto token = std::make_shared<int>(0);
  {
    Bench bench(2, milliseconds(20));
    const auto lane = bench.pool->make_lane();
    hang_on(*lane, gate);
    lane->submit([token] { ++*token; });
  }
  EXPECT_EQ(token.use_count(), 1) << "jobs not begun are gone";
  gate->open();  // what comes back now finds everything it touches alive
}

TEST(WorkerPool, MayBeDestroyedByItsOwnJob) {
  auto bench = std::make_shared<Bench>(2);
  const auto lane = bench->pool->make_lane();
  auto ended = std::make_shared<std::promise<void>>();
  std::future<void> future = ended->get_future();
  lane->submit([bench, ended] {
    bench->pool.reset();
    ended->set_value();
  });
  EXPECT_EQ(future.wait_for(kPatience), std::future_status::ready);
}

TEST(WorkerPool, SurvivesLanesThatComeAndGoUnderLoad) {
  Bench bench(3);
  std::atomic<int> ran{0};
  std::vector<std::thread> users;
  for (int user = 0; user < 3; ++user) {
    users.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const auto lane = bench.pool->make_lane();
        for (int i = 0; i < 5; ++i) lane->submit([&] { ++ran; });
        if (round % 2 == 0) run_on(*lane);
      }
    });
  }
  for (std::thread& user : users) user.join();
  EXPECT_GE(ran.load(), 3 * 100 * 5);
}

}  // namespace
}  // namespace pdum::rfb
