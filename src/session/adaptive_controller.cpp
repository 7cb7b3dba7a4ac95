#include "session/adaptive_controller.hpp"

#include <algorithm>
#include <cmath>

namespace pdum::rfb {

namespace {

constexpr int kFewAcks = 3;
constexpr Duration kLongPeriod = std::chrono::seconds(3);
// One pause of the viewer's page must not outweigh all other frames.
constexpr Duration kMostDelay = 2 * AdaptiveController::kHighDelay;
// Decoding and painting take up to this anyway.
constexpr Duration kStarvedDelay = std::chrono::milliseconds(30);
// With less than this on its way it is the viewer that is busy, not the link.
constexpr std::size_t kBusyLink = 4 * 1024;
constexpr std::int64_t kLeastBitrate = 250'000;
constexpr std::int64_t kLeastShare = 20;
constexpr int kLeastQuality = 20;
constexpr double kQualityPower = 0.6;  // JPEG: about that share of the bytes

}  // namespace

AdaptiveController::AdaptiveController(const AdaptiveLimits& limits)
    : limits_(limits), full_{.bitrate = limits.bitrate}, targets_(full_) {}

void AdaptiveController::on_ack(const LinkSample& sample, TimePoint now) {
  silent_ = false;
  fps_ = sample.fps;
  window_ = sample.window;
  // A frame that left before the last change says nothing about it.
  if (changed_at_ && now - sample.round_trip < *changed_at_) return;
  if (!period_.since) period_.since = now;
  const Duration delay = sample.round_trip - sample.min_rtt.value_or(FlowControl::kUnknownRtt);
  ++period_.acks;
  period_.delay += std::clamp(delay, Duration::zero(), kMostDelay);
  period_.queued += std::clamp(sample.decode_queue, 0, 2 * kHighQueue);
  period_.busy_link += sample.unacked > kBusyLink ? 1 : 0;
  if (complete(now)) decide(judge(now), now);
}

void AdaptiveController::on_published(bool held_back) {
  if (!period_.since) return;
  ++period_.published;
  period_.held_back += held_back ? 1 : 0;
}

/// A viewer that stays silent is one that nobody looks at, or gone: it is no slower than before.
void AdaptiveController::on_stall(TimePoint now) {
  if (silent_ || (changed_at_ && now - *changed_at_ < kCooldown)) return;
  silent_ = true;
  decide(Verdict::down, now);
}

void AdaptiveController::reset() {
  targets_ = full_;
  period_ = {};
  changed_at_.reset();
  down_at_.reset();
  up_at_.reset();
  calm_ = kCalm;
  silent_ = false;
}

bool AdaptiveController::complete(TimePoint now) const {
  const Duration age = now - *period_.since;
  if (changed_at_ && now - *changed_at_ < kCooldown) return false;
  return (age >= kCooldown && period_.acks >= kFewAcks) || age >= kLongPeriod;
}

AdaptiveController::Verdict AdaptiveController::judge(TimePoint now) const {
  const Duration delay = period_.delay / period_.acks;
  // The window keeps the delay low on a link that carries too little; frames are left out instead.
  const bool starved = 4 * period_.held_back > period_.published && 2 * period_.busy_link > period_.acks;
  const bool behind = period_.queued >= kHighQueue * period_.acks;
  if (delay > kHighDelay || behind || (starved && delay > kStarvedDelay)) return Verdict::down;
  const bool calm = !down_at_ || now - *down_at_ >= calm_;
  const bool idle_decoder = period_.queued < (kHighQueue - 1) * period_.acks;
  return delay < kLowDelay && idle_decoder && calm ? Verdict::up : Verdict::hold;
}

void AdaptiveController::decide(Verdict verdict, TimePoint now) {
  period_ = {};
  const bool relapse = verdict == Verdict::down && up_at_ && now - *up_at_ < kRelapse;
  if (relapse) {
    calm_ = std::min<Duration>(2 * calm_, kMaxCalm);
    targets_ = before_up_;
  }
  if (relapse || (verdict == Verdict::down && step_down())) {
    changed_at_ = down_at_ = now;
    up_at_.reset();
  } else if (verdict == Verdict::up && step_up()) {
    changed_at_ = up_at_ = now;
  }
  const bool lasting = up_at_ && now - *up_at_ >= kRelapse;
  if (!reduced() && lasting) calm_ = kCalm;
}

bool AdaptiveController::step_down() {
  if (targets_.bitrate > limits_.min_bitrate) {
    const auto lower = static_cast<std::int64_t>(static_cast<double>(targets_.bitrate) * kDown);
    targets_.bitrate = std::max(lower, limits_.min_bitrate);
    return true;
  }
  const double fps = targets_.fps > 0 ? targets_.fps : fps_;
  if (fps > limits_.min_fps) {
    targets_.fps = std::max(fps - kFpsStep, limits_.min_fps);
    return true;
  }
  const int frames = std::min(targets_.max_inflight, window_);
  if (frames <= limits_.min_inflight) return step_scale_down();
  targets_.max_inflight = std::max(static_cast<int>(frames * kDown), limits_.min_inflight);
  return true;
}

bool AdaptiveController::step_scale_down() {
  const auto* next =
      std::find_if(kScales.begin(), kScales.end(), [&](double s) { return s < targets_.scale; });
  if (next == kScales.end() || *next < limits_.min_scale) return false;
  targets_.scale = *next;
  return true;
}

bool AdaptiveController::step_up() {
  before_up_ = targets_;
  if (targets_.scale < full_.scale) {
    const auto larger =
        std::find_if(kScales.rbegin(), kScales.rend(), [&](double s) { return s > targets_.scale; });
    targets_.scale = *larger;
    return true;
  }
  if (targets_.max_inflight < full_.max_inflight) {
    const auto more = static_cast<int>(std::ceil(targets_.max_inflight * kUp));
    targets_.max_inflight = std::min(more, full_.max_inflight);
    return true;
  }
  if (targets_.fps > 0) {
    targets_.fps += kFpsStep;
    if (targets_.fps >= fps_) targets_.fps = full_.fps;
    return true;
  }
  if (targets_.bitrate >= full_.bitrate) return false;
  const auto higher = static_cast<std::int64_t>(static_cast<double>(targets_.bitrate) * kUp);
  targets_.bitrate = std::min(std::max(higher, targets_.bitrate + 1), full_.bitrate);
  return true;
}

AdaptiveLimits adaptive_limits(std::int64_t bitrate, bool graded) {
  AdaptiveLimits limits;
  limits.bitrate = bitrate;
  limits.min_bitrate = graded ? std::min(bitrate, std::max(kLeastBitrate, bitrate / kLeastShare)) : bitrate;
  return limits;
}

int image_quality_at(const QualityTargets& targets, std::int64_t bitrate, int quality) {
  if (targets.bitrate >= bitrate) return quality;
  const double share = static_cast<double>(targets.bitrate) / static_cast<double>(bitrate);
  const auto scaled = static_cast<int>(std::lround(quality * std::pow(share, kQualityPower)));
  return std::clamp(scaled, std::min(quality, kLeastQuality), quality);
}

}  // namespace pdum::rfb
