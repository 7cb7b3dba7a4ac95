#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/clock.hpp"

namespace pdum::rfb {

/// What was sent to a viewer. `image`: a frame of an image rendition; `still`: an image beside the video.
enum class FrameKind : std::uint8_t { delta, keyframe, still, image };

enum class AckVerdict : std::uint8_t {
  released,  ///< this frame and all before it
  ignored,   ///< at or below what was released already
  beyond,    ///< never sent: a bad message
};

struct AckResult {
  AckVerdict verdict = AckVerdict::ignored;
  int released = 0;
  std::optional<Duration> rtt;  ///< from sending the acked frame to now
  bool still = false;           ///< the acked frame was an image beside the video
};

/// What the window of a viewer depends on besides the viewer's own history.
struct Pace {
  std::optional<Duration> min_rtt;  ///< unloaded round trip
  double fps = 30;                  ///< frames published per second
  double rate = 0;                  ///< bytes/ms that the rendition produces
  double mean_frame = 0;            ///< bytes of a delta, or of an image
};

/// Frames of one viewer between sending and ack: sequence numbers, window, capacity, time-out back-off.
/// Pure: the time is an argument.
class FlowControl {
 public:
  static constexpr int kMinWindow = 2;
  static constexpr int kMaxWindow = 24;
  static constexpr int kMaxInFlight =
      kMaxWindow + 3;  ///< two more that were encoded anyway, and the extra slot
  static constexpr Duration kAckTimeout = std::chrono::seconds(2);
  static constexpr Duration kMaxAckTimeout = std::chrono::seconds(30);
  static constexpr Duration kMaxBackoff = std::chrono::seconds(60);
  static constexpr Duration kUnknownRtt = std::chrono::milliseconds(100);  ///< errs high

  /// `initial_window` holds until the first ack.
  explicit FlowControl(int initial_window);

  /// Returns the sequence number of the frame. `queued`: bytes that its first byte waits behind.
  std::uint64_t record_send(FrameKind kind, std::size_t bytes, std::size_t queued, TimePoint now);
  AckResult on_ack(std::uint64_t seq, TimePoint now, const std::optional<Duration>& min_rtt);
  /// What is in flight will never be acked. Late acks of it are ignored, but teach patience.
  void forget_in_flight();

  int in_flight() const { return static_cast<int>(sent_.size()); }
  /// Frames that may be in flight, without the extra slot.
  int window(const Pace& pace, TimePoint now) const;
  /// True when the link has been measured to carry less than 1.2 times what the rendition produces.
  bool is_slow(const Pace& pace, TimePoint now) const;
  std::optional<double> capacity(TimePoint now) const;  ///< bytes/ms; nothing: not measured lately

  /// One more slot than `window`, or than what is in flight where that is more, for the keyframe that was
  /// asked for; closed again when a keyframe is sent.
  void open_extra_slot(int window);
  /// Frames that may be in flight: `window`, or more while the extra slot is open.
  int limit(int window) const { return std::max(window, extra_limit_); }

  std::optional<TimePoint> newest_intra() const;  ///< when the newest keyframe or still in flight was sent
  std::optional<TimePoint> newest_keyframe() const;
  bool still_in_flight() const;
  bool oldest_is_still() const { return !sent_.empty() && sent_.front().kind == FrameKind::still; }
  /// Since when an ack has been due; nothing: none is.
  std::optional<TimePoint> waiting_since() const;
  /// How long it may take: 2 s, or where acks have come later than that, twice as long as those took for as
  /// many bytes.
  Duration ack_timeout() const;

  /// How long to leave the viewer alone after a time-out; doubles each time.
  Duration next_backoff();
  void reset_backoff() { backoff_ = kAckTimeout; }

  std::uint64_t next_seq() const { return next_seq_; }

 private:
  struct Sent {
    std::uint64_t seq = 0;
    FrameKind kind = FrameKind::delta;
    std::size_t bytes_ahead = 0;  ///< its own bytes and those before it
    TimePoint when{};
  };
  void measure_capacity(const Sent& sent, TimePoint now, Duration min_rtt);
  void learn_from_late_ack(std::uint64_t seq, TimePoint now);

  const int initial_window_;
  std::deque<Sent> sent_;
  std::deque<Sent> forgotten_;  ///< at most `kMaxInFlight`
  std::uint64_t next_seq_ = 0;
  std::uint64_t released_ = 0;  ///< every seq below it
  std::optional<TimePoint> last_ack_;
  int extra_limit_ = 0;  ///< 0: the extra slot is closed
  Duration backoff_ = kAckTimeout;
  double capacity_ = 0;  ///< bytes/ms
  std::optional<TimePoint> capacity_when_;
  double slowest_ = 0;  ///< bytes/ms of what was acked too late; 0: nothing was, or better was seen since
};

}  // namespace pdum::rfb
