#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"
#include "session/flow_control.hpp"

namespace pdum::rfb {

/// What a rendition with one viewer is held to.
struct QualityTargets {
  std::int64_t bitrate = 12'000'000;           ///< bit/s; of images a measure of their quality
  double fps = 0;                              ///< frames a second at most; 0: as they are published
  int max_inflight = FlowControl::kMaxWindow;  ///< frames
  double scale = 1;                            ///< sides of the picture, of those that were published
  friend bool operator==(const QualityTargets&, const QualityTargets&) = default;
};

/// Between what the targets move. Where least and most are the same, a lever is left out.
struct AdaptiveLimits {
  std::int64_t bitrate = 12'000'000;   ///< bit/s, the most
  std::int64_t min_bitrate = 600'000;  ///< bit/s
  double min_fps = 10;                 ///< frames a second
  int min_inflight = FlowControl::kMinWindow;
  double min_scale = 0.25;  ///< of the sides that were published
};

/// What an ack tells of the way to the viewer and of its decoder.
struct LinkSample {
  Duration round_trip{};                 ///< from sending the frame to now
  std::optional<Duration> min_rtt;       ///< unloaded round trip
  int decode_queue = 0;                  ///< frames that wait for the viewer's decoder
  std::size_t unacked = 0;               ///< bytes that the peer's TCP does not have yet, the unsent ones too
  double fps = 30;                       ///< frames that are published a second
  int window = FlowControl::kMinWindow;  ///< frames that flow control lets be in flight
};

/// Finds the bit rate, then the frame rate, then the frames in flight, then the resolution that one viewer
/// and the way to it can carry (docs/decisions/0011-adaptive.md). Pure: the time is an argument.
class AdaptiveController {
 public:
  static constexpr Duration kHighDelay = std::chrono::milliseconds(150);  ///< above the unloaded round trip
  static constexpr Duration kLowDelay = std::chrono::milliseconds(60);
  static constexpr int kHighQueue = 3;  ///< frames
  static constexpr Duration kCooldown = std::chrono::seconds(1);
  static constexpr double kDown = 0.6;
  static constexpr double kUp = 1.25;
  static constexpr double kFpsStep = 5;
  static constexpr std::array<double, 5> kScales{1, 0.75, 0.5, 0.375, 0.25};
  static constexpr Duration kCalm = std::chrono::seconds(2);  ///< from a step down to the next one up
  static constexpr Duration kMaxCalm = std::chrono::seconds(120);
  static constexpr Duration kRelapse =
      std::chrono::seconds(10);  ///< a step up that fails this soon is taken back

  explicit AdaptiveController(const AdaptiveLimits& limits);

  void on_ack(const LinkSample& sample, TimePoint now);
  /// `held_back`: the viewer had no credit for the frame.
  void on_published(bool held_back);
  /// A time-out, or a viewer that fell behind so far that it lost its chain.
  void on_stall(TimePoint now);
  /// Back to the most.
  void reset();

  const QualityTargets& targets() const { return targets_; }
  bool reduced() const { return targets_ != full_; }
  /// A picture encoded now shows less than one with the targets of the options.
  bool coarser() const { return targets_.bitrate < full_.bitrate || targets_.scale < full_.scale; }

 private:
  /// What was seen since the last decision.
  struct Period {
    std::optional<TimePoint> since;
    int acks = 0;
    Duration delay{};   ///< sum
    int queued = 0;     ///< sum
    int busy_link = 0;  ///< acks that found bytes on their way
    int published = 0;
    int held_back = 0;
  };
  enum class Verdict : std::uint8_t { hold, down, up };

  bool complete(TimePoint now) const;
  Verdict judge(TimePoint now) const;
  void decide(Verdict verdict, TimePoint now);
  bool step_down();
  bool step_scale_down();
  bool step_up();

  // Constant after construction.
  const AdaptiveLimits limits_;
  const QualityTargets full_;
  // Strand only.
  QualityTargets targets_;
  QualityTargets before_up_;  ///< the last step up
  Period period_;
  double fps_ = 30;  ///< published, as the last ack said
  int window_ = FlowControl::kMinWindow;
  std::optional<TimePoint> changed_at_;
  std::optional<TimePoint> down_at_;
  std::optional<TimePoint> up_at_;
  Duration calm_ = kCalm;
  bool silent_ = false;  ///< no ack since the last stall
};

/// The limits for a stream whose options say `bitrate`. `graded`: its encoder can do with fewer bits.
AdaptiveLimits adaptive_limits(std::int64_t bitrate, bool graded);

/// The quality of images at these targets; `quality`: that of the options.
int image_quality_at(const QualityTargets& targets, std::int64_t bitrate, int quality);

}  // namespace pdum::rfb
