#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "core/executor.hpp"

namespace pdum::rfb::testing {

/// A clock that stands still until a test moves it.
class FakeClock final : public Clock {
 public:
  TimePoint now() const override { return now_; }
  void set(TimePoint now) { now_ = now; }

 private:
  TimePoint now_ = std::chrono::seconds(100);
};

/// A strand that runs when a test says so.
class ManualExecutor final : public Executor {
 public:
  void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
  std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task) override {
    auto entry = std::make_shared<Entry>();
    entry->due = clock_.now() + delay;
    entry->order = next_order_++;
    entry->task = std::move(task);
    timers_.push_back(entry);
    return std::make_unique<Handle>(std::move(entry));
  }
  const Clock& clock() const override { return clock_; }
  TimePoint now() const { return clock_.now(); }

  /// Runs what was posted, and what that posts, without moving the clock.
  void run() {
    while (!tasks_.empty()) {
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }
  /// Moves the clock on, stopping at each timer.
  void advance(Duration duration) {
    const TimePoint end = clock_.now() + duration;
    run();
    while (std::shared_ptr<Entry> entry = next_timer(end)) {
      clock_.set(std::max(clock_.now(), entry->due));
      fire(*entry);
      run();
    }
    clock_.set(end);
  }
  /// Moves the clock on at once, as when the process was stopped; timers fire late, afterwards.
  void jump(Duration duration) {
    clock_.set(clock_.now() + duration);
    advance(Duration::zero());
  }
  bool has_timers() const {
    return std::any_of(timers_.begin(), timers_.end(), [](const auto& weak) { return !weak.expired(); });
  }

 private:
  struct Entry {
    TimePoint due{};
    int order = 0;
    std::function<void()> task;
  };
  class Handle final : public Timer {
   public:
    explicit Handle(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}

   private:
    std::shared_ptr<Entry> entry_;
  };

  std::shared_ptr<Entry> next_timer(TimePoint end) {
    std::shared_ptr<Entry> next;
    for (const std::weak_ptr<Entry>& weak : timers_) {
      const std::shared_ptr<Entry> entry = weak.lock();
      if (!entry || !entry->task || entry->due > end) continue;
      if (!next || std::pair(entry->due, entry->order) < std::pair(next->due, next->order)) next = entry;
    }
    return next;
  }
  void fire(Entry& entry) {
    std::erase_if(timers_, [&](const std::weak_ptr<Entry>& weak) {
      const std::shared_ptr<Entry> other = weak.lock();
      return !other || other.get() == &entry;
    });
    const std::function<void()> task = std::exchange(entry.task, nullptr);
    task();
  }

  FakeClock clock_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::weak_ptr<Entry>> timers_;
  int next_order_ = 0;
};

/// Lanes whose jobs a test runs, one at a time, on its own thread.
class ManualWorkerPool final : public WorkerPool {
 public:
  std::shared_ptr<WorkLane> make_lane() override {
    auto lane = std::make_shared<Lane>();
    lanes_.push_back(lane);
    ++lanes_made_;
    return lane;
  }
  std::size_t pending() const { return ready().size(); }
  int lanes_made() const { return lanes_made_; }
  bool run_one() {
    const auto lanes = ready();
    if (lanes.empty()) return false;
    run_on(*lanes.front());
    return true;
  }
  bool run_random(std::mt19937& random) {
    const auto lanes = ready();
    if (lanes.empty()) return false;
    run_on(*lanes[random() % lanes.size()]);
    return true;
  }

 private:
  struct Lane final : WorkLane {
    void submit(std::function<void()> job) override { jobs.push_back(std::move(job)); }
    std::deque<std::function<void()>> jobs;
  };
  static void run_on(Lane& lane) {
    const std::function<void()> job = std::move(lane.jobs.front());
    lane.jobs.pop_front();
    job();
  }
  std::vector<std::shared_ptr<Lane>> ready() const {
    std::vector<std::shared_ptr<Lane>> lanes;
    for (const std::weak_ptr<Lane>& weak : lanes_) {
      const std::shared_ptr<Lane> lane = weak.lock();
      if (lane && !lane->jobs.empty()) lanes.push_back(lane);
    }
    return lanes;
  }

  std::vector<std::weak_ptr<Lane>> lanes_;
  int lanes_made_ = 0;
};

}  // namespace pdum::rfb::testing
