#include "hub/event_recorder.hpp"

namespace pdum::rfb {

void EventRecorder::record(std::string_view json) {
  std::string copy(json);
  const MutexLock lock(mutex_);
  bytes_ += copy.size();
  events_.push_back(std::move(copy));
  while (events_.size() > kMaxEvents || bytes_ > kMaxBytes) {
    bytes_ -= events_.front().size();
    events_.pop_front();
  }
}

std::vector<std::string> EventRecorder::snapshot() const {
  const MutexLock lock(mutex_);
  return {events_.begin(), events_.end()};
}

void EventRecorder::clear() {
  const MutexLock lock(mutex_);
  events_.clear();
  bytes_ = 0;
}

}  // namespace pdum::rfb
