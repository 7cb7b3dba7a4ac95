#pragma once

#include <chrono>

#include "core/clock.hpp"

namespace pdum::rfb {

/// The machine's monotonic clock, counted from an epoch. The only caller of `std::chrono::steady_clock::now`.
class SteadyClock final : public Clock {
 public:
  SteadyClock() : epoch_(std::chrono::steady_clock::now()) {}
  TimePoint now() const override {
    return std::chrono::duration_cast<TimePoint>(std::chrono::steady_clock::now() - epoch_);
  }
  std::chrono::steady_clock::time_point epoch() const { return epoch_; }

 private:
  const std::chrono::steady_clock::time_point epoch_;
};

}  // namespace pdum::rfb
