#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include <pdum/rfb/metrics.hpp>

#include "session/stream_timings.hpp"

namespace pdum::rfb {

/// What a stream counts. Written on the strand, read by any thread.
struct StreamCounters {
  explicit StreamCounters(const EncoderRegistry& encoders) : timings(encoders) {}

  std::atomic<int> clients{0};  ///< viewers whose `hello` was accepted
  std::atomic<int> hidden{0};   ///< those of them whose page nobody sees
  std::atomic<std::uint64_t> frames_encoded{0};
  std::atomic<std::uint64_t> encoder_errors{0};
  std::atomic<std::uint64_t> events_received{0};
  std::atomic<std::uint64_t> events_refused{0};
  std::atomic<std::uint64_t> bad_messages{0};
  StreamTimings timings;

  int visible() const noexcept { return std::max(clients.load() - hidden.load(), 0); }
  /// What is counted here; the rest is zero.
  DisplayMetrics metrics() const {
    DisplayMetrics metrics;
    metrics.frames_encoded = frames_encoded.load();
    metrics.encoder_errors = encoder_errors.load();
    metrics.events_received = events_received.load();
    metrics.events_refused = events_refused.load();
    metrics.bad_messages = bad_messages.load();
    timings.write_to(metrics);
    return metrics;
  }
};

}  // namespace pdum::rfb
