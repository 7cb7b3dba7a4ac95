#pragma once

#include <cstdint>

#include "core/clock.hpp"

namespace pdum::rfb {

/// Decides when a viewer is pinged, and when it is taken for dead: silent for two ping intervals, or 20 s
/// without any of our bytes acknowledged.
class Liveness {
 public:
  static constexpr Duration kWriteStall = std::chrono::seconds(20);
  static constexpr Duration kMaxPeriod = std::chrono::seconds(5);

  enum class Verdict : std::uint8_t { alive, ping, silent, stalled };
  struct Observation {
    TimePoint last_heard{};
    std::uint64_t acked_bytes = 0;  ///< by the peer's TCP, since the beginning
    bool bytes_wait = false;        ///< some are not acknowledged or not even written
  };

  Liveness(Duration ping_interval, TimePoint now);
  /// Between two checks.
  Duration period() const noexcept { return period_; }
  /// Call every `period()`. A check that comes more than a period late (the machine or the process was
  /// stopped) gives the peer time to be heard again and condemns nobody.
  Verdict check(TimePoint now, const Observation& seen);

 private:
  const Duration ping_interval_;
  const Duration period_;
  TimePoint due_;
  TimePoint last_ping_;
  TimePoint last_progress_;
  TimePoint grace_from_;
  std::uint64_t acked_bytes_ = 0;
};

}  // namespace pdum::rfb
