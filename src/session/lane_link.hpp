#pragma once

#include <functional>
#include <utility>

#include "core/executor.hpp"
#include "core/mutex.hpp"
#include "core/published_frame.hpp"

namespace pdum::rfb {

/// The only way from an encode job back to the display: a job that hung and returns after the display has
/// gone finds it cut.
///
/// Thread safety: any thread.
class LaneLink {
 public:
  LaneLink(Executor& executor, const FrameSource& frames) : executor_(&executor), frames_(&frames) {}

  SharedFrame newest() {
    const MutexLock lock(mutex_);
    return frames_ == nullptr ? nullptr : frames_->newest();
  }
  TimePoint now() {
    const MutexLock lock(mutex_);
    return executor_ == nullptr ? TimePoint{} : executor_->clock().now();
  }
  void post(std::function<void()> task) {
    const MutexLock lock(mutex_);
    if (executor_ != nullptr) executor_->post(std::move(task));
  }
  void cut() {
    const MutexLock lock(mutex_);
    executor_ = nullptr;
    frames_ = nullptr;
  }

 private:
  // Guarded by mutex_.
  Mutex mutex_;
  Executor* executor_ PDUM_GUARDED_BY(mutex_);
  const FrameSource* frames_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb
