#pragma once

#include <cstddef>

#include "session/rate_limit.hpp"

namespace pdum::rfb {

/// When a viewer has sent too much nonsense: 32 bad messages within 10 s, or 256 in all. Pure.
class BadMessageLimiter {
 public:
  static constexpr std::size_t kMaxRecent = 32;
  static constexpr std::size_t kMaxTotal = 256;
  static constexpr Duration kPeriod = std::chrono::seconds(10);

  /// Counts one; true when the viewer is to be closed.
  bool add(TimePoint now) { return ++total_ >= kMaxTotal || !recent_.allow(now); }
  std::size_t total() const { return total_; }

 private:
  RateLimit recent_{kMaxRecent - 1, kPeriod};
  std::size_t total_ = 0;
};

}  // namespace pdum::rfb
