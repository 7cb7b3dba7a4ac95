#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/clock.hpp"

namespace pdum::rfb {

/// How long a viewer has given no input. Pure.
class IdleWatch {
 public:
  explicit IdleWatch(Duration limit) : limit_(limit) {}
  bool off() const noexcept { return limit_ <= Duration::zero(); }
  void heard(TimePoint now) noexcept { heard_ = now; }
  /// Until it has been idle for too long; zero when it has.
  Duration left(TimePoint now) const noexcept { return std::max(limit_ - (now - heard_), Duration::zero()); }
  /// For the viewer.
  std::string sentence() const {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit_).count();
    return "There was no input for " + std::to_string(static_cast<std::int64_t>(seconds)) +
           " s; open the page again to go on.";
  }

 private:
  const Duration limit_;
  TimePoint heard_{};
};

}  // namespace pdum::rfb
