#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/input_backlog.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

/// Input of all viewers on its way into the application's loop. Bounded in events and in bytes: beyond a
/// limit the oldest goes that `InputBacklog` can best do without, releases last of all.
///
/// Thread safety: any thread.
class InputQueue {
 public:
  static constexpr std::size_t kMaxTextBytes = 8U << 20;

  explicit InputQueue(std::size_t capacity) : capacity_(capacity) {}

  void push(InputEvent event);
  std::vector<InputEvent> drain();
  /// Waits for the first event, `timeout` or `close`, then drains.
  std::vector<InputEvent> wait_and_drain(std::chrono::duration<double> timeout);
  /// Waits for `close`, at most `timeout`; events neither wake it nor are touched. True: closed.
  bool wait_for_close(std::chrono::duration<double> timeout);
  /// Ends the wait that is going on, or else the next one.
  void wake();
  /// Wakes whoever waits; later waits return at once.
  void close();  ///< nobody waits any more; what still comes (viewers that leave) can be drained
  std::uint64_t received() const;
  std::uint64_t dropped() const;

 private:
  /// All that waits, and room for it. Without memory nothing is taken.
  InputBacklog take(std::vector<InputEvent>& room) PDUM_REQUIRES(mutex_);

  // Constant after construction.
  const std::size_t capacity_;
  // Guarded by mutex_.
  mutable Mutex mutex_;
  CondVar arrived_;
  CondVar closing_;
  InputBacklog events_ PDUM_GUARDED_BY(mutex_);
  std::uint64_t received_ PDUM_GUARDED_BY(mutex_) = 0;
  std::uint64_t dropped_ PDUM_GUARDED_BY(mutex_) = 0;
  bool woken_ PDUM_GUARDED_BY(mutex_) = false;
  bool closed_ PDUM_GUARDED_BY(mutex_) = false;
};

}  // namespace pdum::rfb
