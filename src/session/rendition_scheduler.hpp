#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include <pdum/rfb/options.hpp>

#include "core/clock.hpp"
#include "session/adaptive_controller.hpp"
#include "session/production_rate.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

enum class ViewerState : std::uint8_t {
  joining,  ///< no picture yet, needs a keyframe
  waiting,  ///< had a picture, lost the chain of deltas, needs a keyframe
  live,     ///< chain intact
  paused,   ///< hidden, or timed out and left alone for a while
};

struct SchedulerSettings {
  bool self_contained = false;        ///< an image rendition: every frame stands alone, nobody is ever gated
  double fps = 30;                    ///< advisory; the measured rate counts when it is higher
  std::int64_t bitrate = 12'000'000;  ///< bit/s, for the spacing of keyframes
  Duration still_after{};             ///< quiet time after which live viewers get a still; 0: never
  bool adaptive = false;              ///< a viewer alone here is sent what it can carry
  bool graded = true;                 ///< the encoder can do with fewer bits
};

/// Encode the newest frame; which one that is, is decided when the worker starts.
struct EncodeAction {
  bool keyframe = false;
  bool repeat = false;  ///< though the encoder has the newest frame, so that it comes out
  friend bool operator==(const EncodeAction&, const EncodeAction&) = default;
};
/// Send the frame encoded last, or the newest still of type `still`.
struct SendAction {
  ViewerId viewer = 0;
  std::uint64_t seq = 0;
  FrameKind kind = FrameKind::delta;
  std::optional<StillType> still;
  friend bool operator==(const SendAction&, const SendAction&) = default;
};
/// Make a still of the newest frame.
struct StillAction {
  StillType type = ImageFormat::jpeg;
  friend bool operator==(const StillAction&, const StillAction&) = default;
};
using SchedulerAction = std::variant<EncodeAction, SendAction, StillAction>;

/// What came out of the encoder or the still maker.
struct FrameFacts {
  std::uint64_t version = 0;
  bool keyframe = true;
  std::size_t bytes = 0;
  std::uint64_t fed = 0;  ///< newest version that the encoder has; less than `version`: it keeps none
};

/// Decides for one rendition what is encoded and who gets it (docs/decisions/0004-rendition-scheduler.md).
/// Performs nothing: after every call the owner performs `take_actions()` and wakes it at `next_wake()`.
///
/// Thread safety: strand only. Pure apart from the ports it reads; the time is an argument.
class RenditionScheduler {
 public:
  static constexpr Duration kMinIdr = std::chrono::milliseconds(250);
  static constexpr Duration kStillEvery = std::chrono::milliseconds(100);
  static constexpr Duration kStillRetry = std::chrono::seconds(1);  ///< after a still that failed
  static constexpr Duration kGrace = std::chrono::milliseconds(500);
  static constexpr std::size_t kHardUnsent = 16 * 1024;
  static constexpr std::size_t kSoftUnsent = 64 * 1024;
  static constexpr std::size_t kGraceUnsent = 400 * 1024;
  static constexpr int kSoftFrames = 2;
  /// A picture that was encoded for less is shown as it is after this time of quiet, or after as long as it
  /// takes to be sent, where that is longer.
  static constexpr Duration kSharpenAfter = std::chrono::seconds(1);
  static constexpr Duration kSharpenAtLast = std::chrono::seconds(5);

  explicit RenditionScheduler(const SchedulerSettings& settings)
      : settings_(settings), adaptive_(adaptive_limits(settings.bitrate, settings.graded)) {}

  /// `seen`: the version it was sent last elsewhere; it gets no older one. The port outlives the membership.
  /// `hidden`: nobody sees its page now, see `set_hidden`.
  void add_viewer(ViewerId id, ViewerPort& port, StillTypes stills, std::uint64_t seen, TimePoint now,
                  bool hidden = false);
  void remove_viewer(ViewerId id, TimePoint now);

  void on_published(std::uint64_t newest, TimePoint now);
  void on_encoded(const FrameFacts& facts, TimePoint now);
  /// Nothing has come out; the encoder keeps what it has, up to version `fed`.
  void on_encode_held(std::uint64_t fed, TimePoint now);
  /// The worker found nothing to do. `retry_at`: not before.
  void on_encode_skipped(TimePoint retry_at, TimePoint now);
  /// Nothing came out; the next frame will be a keyframe, not before `retry_at`.
  void on_encode_failed(TimePoint retry_at, TimePoint now);
  void on_still(StillType type, const FrameFacts& facts, TimePoint now);
  /// No stills of this type for a second.
  void on_still_failed(StillType type, TimePoint now);

  /// `decode_queue`: frames that wait for the viewer's decoder, as it says.
  AckResult on_ack(ViewerId id, std::uint64_t seq, TimePoint now, int decode_queue = 0);
  void on_heard(ViewerId id, TimePoint now);  ///< any message but a pong
  void on_request_keyframe(ViewerId id, TimePoint now);
  void on_decoder_reset(ViewerId id, TimePoint now);
  void on_writable(TimePoint now) { pump(now); }
  void set_hidden(ViewerId id, bool hidden, TimePoint now);
  void on_timer(TimePoint now);

  std::vector<SchedulerAction> take_actions();
  std::optional<TimePoint> next_wake() const;

  std::size_t viewer_count() const { return viewers_.size(); }
  std::optional<ViewerState> state_of(ViewerId id) const;
  int window_of(ViewerId id, TimePoint now) const;
  bool busy() const { return busy_; }
  /// Those of the options, but while a viewer alone here can carry less.
  const QualityTargets& targets() const { return adaptive_.targets(); }
  double published_fps() const { return rate_.fps(); }  ///< measured over a second; 0: not known yet
  /// Frames a second that are encoded, as far as that is known; 0: not known yet.
  double encoded_fps() const;
  /// Least distance between two keyframes of this rendition.
  Duration idr_spacing() const;

 private:
  struct Viewer {
    ViewerId id = 0;
    ViewerPort* port = nullptr;
    ViewerState state = ViewerState::joining;
    StillTypes stills;
    bool coarse = false;  ///< what it was sent last was encoded for less
    bool hidden = false;
    bool asked = false;             ///< for a keyframe: a still does not replace it
    bool probing = false;           ///< back after a time-out without a sign of life
    std::uint64_t has = 0;          ///< version it was sent last and may be showing; 0: none
    std::uint64_t floor = 0;        ///< no older version may follow
    std::uint64_t exact_still = 0;  ///< version of its last still
    std::uint64_t settled = 0;      ///< version of which it shows the resting still
    std::uint64_t idr = 0;          ///< number of the last keyframe sent to it
    std::optional<TimePoint> last_still;
    std::optional<TimePoint> last_frame;
    std::optional<TimePoint> last_keyframe;
    std::optional<TimePoint> request_due;  ///< when a request counts that crossed a keyframe on its way
    TimePoint last_heard{};
    std::size_t in_transit = 0;  ///< bytes that were on their way when an ack was due
    TimePoint moved_at{};        ///< when some of them had arrived
    TimePoint paused_until{};    ///< meaningless while hidden
  };
  struct RestingStill {
    StillType type = ImageFormat::png;
    TimePoint due{};
  };
  struct Causes {
    bool any = false;
    bool joined = false;  ///< one of them did not ask, so it is not limited in how often it may
  };

  void pump(TimePoint now);
  void pump_images(TimePoint now);
  bool wants_image(const Viewer& viewer, TimePoint now);
  void start_encode(TimePoint now);
  void encode(bool keyframe, TimePoint now);
  bool keeps_frames() const { return fed_ > last_.version; }
  void note_fed(std::uint64_t version, TimePoint now);
  void draw_out(TimePoint now);
  void serve_last_idr(TimePoint now);
  void serve_stills(TimePoint now);
  void serve_resting(TimePoint now);
  std::optional<RestingStill> resting_still(const Viewer& viewer, TimePoint now) const;
  Duration sharpen_after(const Viewer& viewer, TimePoint now) const;
  void offer_still(Viewer& viewer, StillType type, TimePoint now);
  void distribute(const FrameFacts& facts, TimePoint now);
  Causes find_causes(TimePoint now);
  bool keyframe_due(const Viewer& viewer, TimePoint now);

  bool needs_keyframe(const Viewer& viewer) const;
  bool wants_picture(const Viewer& viewer) const;
  bool may_cause(const Viewer& viewer, TimePoint now) const;
  bool has_still(const Viewer& viewer, TimePoint now) const;
  bool is_blocked(StillType type, TimePoint now) const;
  bool keyframe_allowed(TimePoint now) const;
  bool hard(const Viewer& viewer, TimePoint now) const;
  bool hard_for_still(const Viewer& viewer, TimePoint now) const;
  bool soft(const Viewer& viewer, TimePoint now) const;
  int window(const Viewer& viewer, TimePoint now) const;
  bool any_live_with_credit(TimePoint now) const;
  Pace pace_of(const Viewer& viewer, TimePoint now) const;

  /// The viewer that is alone in this rendition, as far as viewers that see anything go; null: none is.
  const Viewer* solo() const;
  void on_company();
  void measure(const Viewer& viewer, const AckResult& ack, int decode_queue, TimePoint now);
  void note_held_back(TimePoint now);
  void note_stall(const Viewer& viewer, TimePoint now);
  /// Before it no further frame is encoded, keyframes that somebody needs aside.
  TimePoint next_frame_at() const;

  void note_newest(std::uint64_t version, TimePoint now);
  void send(Viewer& viewer, FrameKind kind, const FrameFacts& facts, TimePoint now);
  void send_still(Viewer& viewer, StillType type, TimePoint now);
  std::uint64_t record(Viewer& viewer, FrameKind kind, const FrameFacts& facts, TimePoint now);
  void set_state(Viewer& viewer, ViewerState state);
  void lose_chain(Viewer& viewer);
  void honour_request(Viewer& viewer, TimePoint now);
  void check_deadlines(Viewer& viewer, TimePoint now);
  void time_out(Viewer& viewer, TimePoint since, TimePoint now);
  bool on_its_way(Viewer& viewer, TimePoint now) const;
  void wake_by(TimePoint when);
  Viewer* find(ViewerId id);

  // Constant after construction.
  const SchedulerSettings settings_;
  // Strand only.
  std::map<ViewerId, Viewer> viewers_;
  int needing_ = 0;  ///< viewers joining or waiting
  int live_ = 0;
  std::uint64_t newest_ = 0;
  TimePoint newest_at_{};  ///< when it was first heard of
  FrameFacts last_;        ///< encoded last; version 0: none
  std::uint64_t fed_ = 0;  ///< newest version that the encoder was given
  TimePoint fed_at_{};
  std::uint64_t idr_count_ = 0;
  bool busy_ = false;
  bool making_idr_ = false;
  bool must_key_ = false;
  std::optional<TimePoint> last_idr_;
  std::optional<TimePoint> idr_before_;  ///< `last_idr_` before the one being made
  std::size_t last_idr_bytes_ = 0;
  TimePoint not_before_{};
  ProductionRate rate_;
  AdaptiveController adaptive_;
  std::optional<ViewerId> adapted_to_;  ///< whose measurements `adaptive_` holds
  std::optional<TimePoint> last_encode_;
  bool making_coarse_ = false;       ///< what is being encoded gets less than the options' quality
  bool adaptive_has_moved_ = false;  ///< somebody was sent less at some time
  bool last_coarse_ = false;         ///< so did `last_`
  std::map<StillType, FrameFacts> stills_;
  std::set<StillType> stills_in_work_;
  std::map<StillType, TimePoint> stills_blocked_;  ///< until when, after a failure
  // When to look again: at deadlines of viewers, at the next permitted encode, at the next permitted still.
  std::optional<TimePoint> deadline_;
  std::optional<TimePoint> encode_due_;
  std::optional<TimePoint> still_due_;
  std::vector<SchedulerAction> actions_;
};

}  // namespace pdum::rfb
