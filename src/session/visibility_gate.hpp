#pragma once

#include <optional>

#include "core/clock.hpp"

namespace pdum::rfb {

/// What a viewer says about being seen, at most ten times a second; of what comes faster the last counts.
/// Pure.
class VisibilityGate {
 public:
  static constexpr Duration kInterval = std::chrono::milliseconds(100);

  bool visible() const { return visible_; }
  /// When to call `settle`; nothing: not at all.
  std::optional<TimePoint> due() const {
    return pending_ ? std::optional(last_change_ + kInterval) : std::nullopt;
  }
  /// Returns whether `visible()` has changed.
  bool tell(bool visible, TimePoint now) {
    pending_ = visible;
    return settle(now);
  }
  /// Takes over what came too early, if it is time.
  bool settle(TimePoint now) {
    if (!pending_ || now < last_change_ + kInterval) return false;
    const bool visible = *pending_;
    pending_.reset();
    if (visible == visible_) return false;
    visible_ = visible;
    last_change_ = now;
    return true;
  }

 private:
  bool visible_ = true;
  std::optional<bool> pending_;
  TimePoint last_change_ = TimePoint::min() / 2;
};

}  // namespace pdum::rfb
