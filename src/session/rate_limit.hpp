#pragma once

#include <cstddef>
#include <deque>

#include "core/clock.hpp"

namespace pdum::rfb {

/// At most so many within a period. Pure.
class RateLimit {
 public:
  RateLimit(std::size_t most, Duration period) : most_(most), period_(period) {}

  /// Counts one, unless it would be too many.
  bool allow(TimePoint now) {
    while (!times_.empty() && times_.front() + period_ <= now) times_.pop_front();
    if (times_.size() >= most_) return false;
    times_.push_back(now);
    return true;
  }

 private:
  const std::size_t most_;
  const Duration period_;
  std::deque<TimePoint> times_;
};

}  // namespace pdum::rfb
