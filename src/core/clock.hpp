#pragma once

#include <chrono>

namespace pdum::rfb {

using Duration = std::chrono::microseconds;
/// Microseconds since the display's epoch: the scale of frame timestamps, timers and every decision about
/// time.
using TimePoint = std::chrono::microseconds;

/// The only source of time. Thread safety: any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

}  // namespace pdum::rfb
