#pragma once

#include <functional>
#include <memory>

#include "core/clock.hpp"

namespace pdum::rfb {

/// A timer that has not fired yet; destroying it cancels the callback.
class Timer {
 public:
  virtual ~Timer() = default;
};

/// The strand on which hub, streams, renditions and sessions live without locks.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `task` on the strand, later, never inside this call. Any thread. Dropped, not run, once the strand
  /// has ended.
  virtual void post(std::function<void()> task) = 0;
  /// Strand only. Runs `task` on the strand not before `delay` has passed.
  [[nodiscard]] virtual std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task) = 0;
  virtual const Clock& clock() const = 0;
};

/// Runs encode jobs away from the strand: each lane runs at most one job at a time, in order of submission.
class WorkLane {
 public:
  virtual ~WorkLane() = default;  ///< jobs not begun are dropped; waits for none
  /// Any thread. `job` runs on a worker thread.
  virtual void submit(std::function<void()> job) = 0;
};

/// The worker threads behind the lanes.
class WorkerPool {
 public:
  virtual ~WorkerPool() = default;
  virtual std::shared_ptr<WorkLane> make_lane() = 0;
  /// Drops jobs not begun and waits, at most `wait`, for those that run; none begins afterwards. For pools
  /// that have threads.
  virtual void end(Duration /*wait*/) noexcept {}
};

}  // namespace pdum::rfb
