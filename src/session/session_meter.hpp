#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <pdum/rfb/metrics.hpp>

#include "core/clock.hpp"
#include "session/flow_control.hpp"

namespace pdum::rfb {

/// Counts what one session does. Pure: the time is an argument.
class SessionMeter {
 public:
  explicit SessionMeter(TimePoint start) : start_(start) {}

  void on_sent(std::uint64_t version, std::size_t bytes, bool keyframe, Duration encode_time);
  void on_ack(const AckResult& ack, int decode_queue_size);
  /// Targets and frames in flight are the caller's to fill in.
  SessionMetrics snapshot(TimePoint now) const;

 private:
  TimePoint start_;
  SessionMetrics totals_;
  std::uint64_t last_version_ = 0;
  bool has_encode_ = false;
  bool has_rtt_ = false;
};

}  // namespace pdum::rfb
