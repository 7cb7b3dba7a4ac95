#include "net/liveness.hpp"

#include <algorithm>

namespace pdum::rfb {

Liveness::Liveness(Duration ping_interval, TimePoint now)
    : ping_interval_(ping_interval),
      period_(std::min(ping_interval, kMaxPeriod)),
      due_(now + period_),
      last_ping_(now),
      last_progress_(now),
      grace_from_(now) {}

Liveness::Verdict Liveness::check(TimePoint now, const Observation& seen) {
  const bool late = now - due_ > period_;
  due_ = now + period_;
  if (late || seen.acked_bytes != acked_bytes_ || !seen.bytes_wait) last_progress_ = now;
  acked_bytes_ = seen.acked_bytes;
  // A pong to a ping that was sent before the stop may be lost: a full ping interval begins anew.
  if (late) grace_from_ = now;
  if (now - std::max(seen.last_heard, grace_from_) >= 2 * ping_interval_) return Verdict::silent;
  if (now - last_progress_ >= kWriteStall) return Verdict::stalled;
  if (!late && now - last_ping_ < ping_interval_) return Verdict::alive;
  last_ping_ = now;
  return Verdict::ping;
}

}  // namespace pdum::rfb
