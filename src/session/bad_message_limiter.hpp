#pragma once

#include <cstddef>
#include <deque>

#include "core/clock.hpp"

namespace pdum::rfb {

/// When a viewer has sent too much nonsense: 32 bad messages within 10 s, or 256 in all. Pure.
class BadMessageLimiter {
 public:
  static constexpr std::size_t kMaxRecent = 32;
  static constexpr std::size_t kMaxTotal = 256;
  static constexpr Duration kPeriod = std::chrono::seconds(10);

  /// Counts one; true when the viewer is to be closed.
  bool add(TimePoint now) {
    ++total_;
    recent_.push_back(now);
    while (recent_.front() + kPeriod <= now) recent_.pop_front();
    return recent_.size() >= kMaxRecent || total_ >= kMaxTotal;
  }
  std::size_t total() const { return total_; }

 private:
  std::deque<TimePoint> recent_;
  std::size_t total_ = 0;
};

}  // namespace pdum::rfb
