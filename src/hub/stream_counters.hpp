#pragma once

#include <atomic>
#include <cstdint>

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
};

}  // namespace pdum::rfb
