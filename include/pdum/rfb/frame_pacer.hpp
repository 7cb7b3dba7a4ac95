#pragma once

#include <chrono>
#include <cstdint>

namespace pdum::rfb {

/// When each frame is due, for loops that keep a cadence of their own; `Display::run_at` is one. Deadlines
/// lie on a fixed grid from the start, so they never drift; one that was missed by more than a period is
/// skipped, never made up for in a burst.
///
/// Thread safety: one thread at a time. Pure: the time is an argument.
class FramePacer {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `fps`: frames a second, above 0 and at most 10^9.
  FramePacer(double fps, TimePoint start) : fps_(fps), start_(start) {}

  /// The deadline after the one given last (the first time: the start), or the first one that is not more
  /// than a period ago.
  TimePoint next(TimePoint now) {
    const double periods = std::chrono::duration<double>(now - start_).count() * fps_;
    const auto earliest = static_cast<std::int64_t>(periods);
    slot_ = slot_ < earliest ? earliest : slot_;
    return deadline(slot_++);
  }

 private:
  TimePoint deadline(std::int64_t slot) const {
    const std::chrono::duration<double> offset(static_cast<double>(slot) / fps_);
    return start_ + std::chrono::duration_cast<std::chrono::nanoseconds>(offset);
  }

  double fps_;
  TimePoint start_;
  std::int64_t slot_ = 0;  ///< of the next deadline
};

}  // namespace pdum::rfb
