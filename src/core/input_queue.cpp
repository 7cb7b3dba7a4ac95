#include "core/input_queue.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pdum::rfb {
namespace {

/// Inside the clock's range, whatever was asked for.
std::chrono::duration<double> bounded(std::chrono::duration<double> timeout) {
  constexpr double kLongest = 3600.0 * 24 * 365;
  return std::chrono::duration<double>(
      std::isnan(timeout.count()) ? 0.0 : std::clamp(timeout.count(), 0.0, kLongest));
}

}  // namespace

void InputQueue::push(InputEvent event) {
  {
    const MutexLock lock(mutex_);
    ++received_;
    events_.push(std::move(event));
    while (events_.size() > 1 && (events_.size() > capacity_ || events_.text_bytes() > kMaxTextBytes)) {
      events_.drop_one();
      ++dropped_;
    }
  }
  arrived_.notify_one();
}

std::vector<InputEvent> InputQueue::drain() {
  std::vector<InputEvent> events;
  InputBacklog taken;
  {
    const MutexLock lock(mutex_);
    taken = take(events);
  }
  std::move(taken).move_to(events);
  return events;
}

std::vector<InputEvent> InputQueue::wait_and_drain(std::chrono::duration<double> timeout) {
  std::vector<InputEvent> events;
  InputBacklog taken;
  {
    const MutexLock lock(mutex_);
    arrived_.wait_for(mutex_, bounded(timeout),
                      [this]() PDUM_NO_ANALYSIS { return closed_ || woken_ || !events_.empty(); });
    woken_ = false;
    taken = take(events);
  }
  std::move(taken).move_to(events);
  return events;
}

void InputQueue::wake() {
  {
    const MutexLock lock(mutex_);
    woken_ = true;
  }
  arrived_.notify_all();
}

bool InputQueue::wait_for_close(std::chrono::duration<double> timeout) {
  const MutexLock lock(mutex_);
  return closing_.wait_for(mutex_, bounded(timeout), [this]() PDUM_NO_ANALYSIS { return closed_; });
}

void InputQueue::close() {
  {
    const MutexLock lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
  closing_.notify_all();
}

std::uint64_t InputQueue::received() const {
  const MutexLock lock(mutex_);
  return received_;
}

std::uint64_t InputQueue::dropped() const {
  const MutexLock lock(mutex_);
  return dropped_;
}

InputBacklog InputQueue::take(std::vector<InputEvent>& room) {
  room.reserve(events_.size());
  return std::exchange(events_, {});
}

}  // namespace pdum::rfb
