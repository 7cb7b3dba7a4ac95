#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pdum::rfb {

/// What one viewer's session has done, field names as `GET /metrics` spells them. Latencies are exponential
/// moving averages (weight 0.3 for the newest sample); rates are over the session.
struct SessionMetrics {
  double elapsed_s = 0;              ///< seconds since the viewer connected
  std::uint64_t frames_sent = 0;     ///< images and access units
  std::uint64_t frames_dropped = 0;  ///< published versions this viewer skipped
  std::uint64_t frames_acked = 0;    ///< shown, as the viewer says
  std::uint64_t keyframes_sent = 0;  ///< images too
  std::uint64_t bytes_sent = 0;      ///< of frames
  double fps_sent = 0;               ///< frames per second
  double fps_acked = 0;              ///< frames per second
  double bitrate_bps = 0;            ///< bit/s
  double encode_ms = 0;              ///< milliseconds
  double rtt_ms = 0;                 ///< milliseconds from sending a frame to its ack
  int decode_queue_size = 0;         ///< frames waiting for the viewer's decoder, as it says
  int inflight = 0;                  ///< frames sent and not yet acknowledged
  double target_bitrate = 0;         ///< bit/s, as `adaptive` has it now; of JPEG a measure of the quality
  double target_fps = 0;             ///< frames per second, as `adaptive` has it now
};

/// How many durations fell between which bounds. Bounds are the same for every histogram of the library: 0.5
/// ms to 5 s, closer together around one frame's time at 60 and at 30 frames a second.
struct Histogram {
  std::vector<double> bounds;  ///< seconds, ascending; a duration counts at the first one it does not exceed
  /// How many fell below each bound and above the one before; the last entry, one more than `bounds` has:
  /// above all of them.
  std::vector<std::uint64_t> counts;
  double sum = 0;           ///< seconds, of all durations
  std::uint64_t count = 0;  ///< of all durations: the sum of `counts`
};

/// How long the frames that one encoder made took.
struct EncodeTime {
  std::string encoder;  ///< as `available_encoders` names it
  Histogram time;       ///< from the call to its result, conversion of colours included, opening not
};

/// What has happened to a display since it opened.
struct DisplayMetrics {
  std::uint64_t frames_published = 0;  ///< `publish` calls that returned `accepted`
  std::uint64_t frames_unchanged = 0;  ///< … `unchanged`
  std::uint64_t frames_encoded = 0;    ///< by all renditions together
  std::uint64_t encoder_errors = 0;    ///< failures, frames that took too long, output that cannot be sent
  std::uint64_t events_received = 0;   ///< from all viewers
  std::uint64_t events_dropped = 0;    ///< because the event queue was full
  std::uint64_t events_refused = 0;    ///< of viewers that had no right to them
  std::uint64_t bad_messages = 0;      ///< of viewers; not understood, or wrong at that moment
  std::uint64_t accept_errors = 0;     ///< connections that could not be taken at once
  std::uint64_t refused_requests = 0;  ///< by the Host and Origin guard
  /// Changed files of `ServeOptions::tls_certificate` or `tls_key` that could not be used: the certificate
  /// that was there before is shown on, until it expires.
  std::uint64_t tls_reload_errors = 0;
  /// By encoder, those that have encoded something; one entry for every frame in `frames_encoded`.
  std::vector<EncodeTime> encode_time;
  /// From handing a frame to a viewer's connection to that viewer's ack of it: transfer, decoding and
  /// painting.
  Histogram round_trip;
  /// How old a picture is when its viewer says that it shows it: from `publish` to that ack, all waiting and
  /// the way of the ack included. Counted once for each frame and viewer, for frames that were published
  /// while the viewer watched: one that joins, comes back from a hidden tab or gets a resting picture once
  /// more adds nothing for what it missed.
  Histogram frame_age;
};

}  // namespace pdum::rfb
