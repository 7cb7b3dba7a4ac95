#include "session/flow_control.hpp"

#include <algorithm>
#include <cmath>

namespace pdum::rfb {

namespace {

using std::chrono::milliseconds;

constexpr Duration kDecodeAndPaint = milliseconds(20);
constexpr Duration kCapacitySlack = milliseconds(15);
constexpr std::size_t kCapacityMinBytes = 60 * 1024;
constexpr std::size_t kLateMinBytes = 4 * 1024;
constexpr double kPatience = 2;
// A measurement goes stale: a viewer that was slow once must be able to show that it no longer is.
constexpr Duration kCapacityLife = std::chrono::seconds(10);
constexpr double kCapacityWeight = 0.5;
constexpr double kSlowFactor = 1.2;

/// Bytes/ms.
double speed(std::size_t bytes, Duration time) {
  return static_cast<double>(bytes) * 1000 /
         static_cast<double>(std::max<Duration>(time, milliseconds(1)).count());
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

FlowControl::FlowControl(int initial_window) : initial_window_(std::clamp(initial_window, 1, kMaxWindow)) {}

std::uint64_t FlowControl::record_send(FrameKind kind, std::size_t bytes, std::size_t queued, TimePoint now) {
  if (kind == FrameKind::keyframe || kind == FrameKind::image) extra_limit_ = 0;
  sent_.push_back({next_seq_, kind, bytes + queued, now});
  return next_seq_++;
}

AckResult FlowControl::on_ack(std::uint64_t seq, TimePoint now, const std::optional<Duration>& min_rtt) {
  if (seq >= next_seq_) return {AckVerdict::beyond, 0, std::nullopt, false};
  if (seq < released_) {
    learn_from_late_ack(seq, now);
    return {AckVerdict::ignored, 0, std::nullopt, false};
  }
  AckResult result{AckVerdict::released, 0, std::nullopt, false};
  while (!sent_.empty() && sent_.front().seq <= seq) {
    if (sent_.front().seq == seq) {
      result.rtt = now - sent_.front().when;
      result.still = sent_.front().kind == FrameKind::still;
      if (min_rtt) measure_capacity(sent_.front(), now, *min_rtt);
      const bool better = speed(sent_.front().bytes_ahead, *result.rtt) > 2 * kPatience * slowest_;
      if (better) slowest_ = 0;
    }
    sent_.pop_front();
    ++result.released;
  }
  released_ = seq + 1;
  last_ack_ = now;
  return result;
}

void FlowControl::open_extra_slot(int window) {
  extra_limit_ = std::min(std::max(window, in_flight()) + 1, kMaxInFlight);
}

void FlowControl::forget_in_flight() {
  forgotten_.insert(forgotten_.end(), sent_.begin(), sent_.end());
  while (forgotten_.size() > kMaxInFlight) forgotten_.pop_front();
  sent_.clear();
  released_ = next_seq_;
}

int FlowControl::window(const Pace& pace, TimePoint now) const {
  if (!last_ack_) return initial_window_;
  const double rtt = seconds(pace.min_rtt.value_or(kUnknownRtt));
  double frames = 2 + std::ceil((rtt + seconds(kDecodeAndPaint)) * pace.fps);
  if (is_slow(pace, now)) {
    const double carried =
        pace.mean_frame > 0 ? capacity(now).value_or(0) * 1000 / pace.mean_frame : pace.fps;
    frames = 1 + std::ceil(rtt * std::min(pace.fps, carried));
  }
  return static_cast<int>(std::clamp(frames, double{kMinWindow}, double{kMaxWindow}));
}

bool FlowControl::is_slow(const Pace& pace, TimePoint now) const {
  const std::optional<double> known = capacity(now);
  return known && *known < kSlowFactor * pace.rate;
}

std::optional<double> FlowControl::capacity(TimePoint now) const {
  if (!capacity_when_ || now - *capacity_when_ > kCapacityLife) return std::nullopt;
  return capacity_;
}

std::optional<TimePoint> FlowControl::newest_intra() const {
  for (auto sent = sent_.rbegin(); sent != sent_.rend(); ++sent) {
    if (sent->kind == FrameKind::keyframe || sent->kind == FrameKind::still) return sent->when;
  }
  return std::nullopt;
}

std::optional<TimePoint> FlowControl::newest_keyframe() const {
  for (auto sent = sent_.rbegin(); sent != sent_.rend(); ++sent) {
    if (sent->kind == FrameKind::keyframe) return sent->when;
  }
  return std::nullopt;
}

bool FlowControl::still_in_flight() const {
  return std::any_of(sent_.begin(), sent_.end(), [](const Sent& s) { return s.kind == FrameKind::still; });
}

std::optional<TimePoint> FlowControl::waiting_since() const {
  if (sent_.empty()) return std::nullopt;
  return last_ack_ ? std::max(sent_.front().when, *last_ack_) : sent_.front().when;
}

Duration FlowControl::ack_timeout() const {
  if (slowest_ <= 0 || sent_.empty()) return kAckTimeout;
  const std::chrono::duration<double, std::milli> wait(
      std::min(kPatience * static_cast<double>(sent_.front().bytes_ahead) / slowest_, 1e6));
  return std::clamp<Duration>(std::chrono::duration_cast<Duration>(wait), kAckTimeout, kMaxAckTimeout);
}

void FlowControl::learn_from_late_ack(std::uint64_t seq, TimePoint now) {
  while (!forgotten_.empty() && forgotten_.front().seq <= seq) {
    const Sent& sent = forgotten_.front();
    if (sent.seq == seq && sent.bytes_ahead > kLateMinBytes)
      slowest_ = speed(sent.bytes_ahead, now - sent.when);
    forgotten_.pop_front();
  }
}

Duration FlowControl::next_backoff() {
  const Duration now = backoff_;
  backoff_ = std::min<Duration>(backoff_ * 2, kMaxBackoff);
  return now;
}

void FlowControl::measure_capacity(const Sent& sent, TimePoint now, Duration min_rtt) {
  if (sent.bytes_ahead <= kCapacityMinBytes) return;
  const Duration transfer = std::max<Duration>(now - sent.when - min_rtt - kCapacitySlack, milliseconds(1));
  const double sample = static_cast<double>(sent.bytes_ahead) / (seconds(transfer) * 1000);
  const bool known = capacity(now).has_value();
  capacity_ = known ? capacity_ + kCapacityWeight * (sample - capacity_) : sample;
  capacity_when_ = now;
}

}  // namespace pdum::rfb
