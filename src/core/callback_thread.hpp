#pragma once

#include <functional>
#include <memory>

#include "core/clock.hpp"

namespace pdum::rfb {

/// Runs tasks that may block, one at a time and in order, on a thread of its own, which starts with the
/// first.
///
/// Thread safety: `post` from any thread; `end` and destroying on one.
class CallbackThread {
 public:
  static constexpr std::size_t kMaxTasks = 4096;  ///< that wait

  CallbackThread();
  ~CallbackThread();  ///< `end`, without waiting
  CallbackThread(const CallbackThread&) = delete;
  CallbackThread& operator=(const CallbackThread&) = delete;

  /// False: too many wait, there can be no thread, or it is over. What a task throws is the task's own
  /// affair: it must not.
  bool post(std::function<void()> task) noexcept;
  /// Drops what waits, and waits, at most `wait`, for the task that runs; one that hangs longer keeps the
  /// thread.
  void end(Duration wait) noexcept;

 private:
  struct Shared;
  static void run(const std::shared_ptr<Shared>& shared) noexcept;
  const std::shared_ptr<Shared> shared_;
};

}  // namespace pdum::rfb
