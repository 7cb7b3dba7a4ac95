#pragma once

#include <cstdint>
#include <string>

namespace pdum::rfb {

/// What one viewer's session has done, field names as `GET /metrics` spells them. Latencies are exponential
/// moving averages in milliseconds (weight 0.3 for the newest sample); rates are over the session.
struct SessionMetrics {
  double elapsed_s = 0;
  std::uint64_t frames_sent = 0;
  std::uint64_t frames_dropped = 0;  ///< published versions this viewer skipped
  std::uint64_t frames_acked = 0;
  std::uint64_t keyframes_sent = 0;
  std::uint64_t bytes_sent = 0;
  double fps_sent = 0;
  double fps_acked = 0;
  double bitrate_bps = 0;
  double encode_ms = 0;
  double rtt_ms = 0;  ///< from sending a frame to its ack
  int decode_queue_size = 0;
  int inflight = 0;
  double target_bitrate = 0;  ///< bit/s
  double target_fps = 0;
};

/// What has happened to a display since it opened.
struct DisplayMetrics {
  std::uint64_t frames_published = 0;  ///< `publish` calls that returned `accepted`
  std::uint64_t frames_unchanged = 0;  ///< … `unchanged`
  std::uint64_t frames_encoded = 0;    ///< by all renditions together
  std::uint64_t encoder_errors = 0;
  std::uint64_t events_received = 0;
  std::uint64_t events_dropped = 0;  ///< because the event queue was full
  std::uint64_t bad_messages = 0;
  std::uint64_t accept_errors = 0;
  std::uint64_t refused_requests = 0;  ///< by the Host and Origin guard
};

}  // namespace pdum::rfb
