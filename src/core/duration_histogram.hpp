#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <pdum/rfb/metrics.hpp>

#include "core/clock.hpp"

namespace pdum::rfb {

/// Counts durations in fixed buckets.
///
/// Thread safety: one thread adds, any thread reads, without locks. What is read while something is added may
/// lack that from the sum or from the counts, never from one part of the counts only.
class DurationHistogram {
 public:
  /// Upper bounds in microseconds. 17 and 34 ms: what is shown within one frame at 60 and 30 frames a second.
  static constexpr std::array<std::int64_t, 18> kBounds = {
      500,    1'000,  2'000,   4'000,   8'000,   12'000,  17'000,    25'000,    34'000,
      50'000, 75'000, 100'000, 150'000, 250'000, 500'000, 1'000'000, 2'000'000, 5'000'000};

  void add(Duration duration) noexcept {
    const std::int64_t us = std::max<std::int64_t>(duration.count(), 0);
    const auto bucket =
        static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), us) - kBounds.begin());
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(us, std::memory_order_relaxed);
  }

  Histogram snapshot() const {
    constexpr double kMicrosecond = 1e-6;
    Histogram histogram;
    for (const std::int64_t bound : kBounds) histogram.bounds.push_back(static_cast<double>(bound) / 1e6);
    for (const std::atomic<std::uint64_t>& count : counts_) {
      histogram.counts.push_back(count.load(std::memory_order_relaxed));
      histogram.count += histogram.counts.back();
    }
    histogram.sum = static_cast<double>(sum_us_.load(std::memory_order_relaxed)) * kMicrosecond;
    return histogram;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_us_{0};
};

}  // namespace pdum::rfb
