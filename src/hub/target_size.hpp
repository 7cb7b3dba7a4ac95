#pragma once

#include <optional>

#include <pdum/rfb/event.hpp>

#include "core/mutex.hpp"

namespace pdum::rfb {

/// What the application is asked to render.
struct Target {
  int width = 0;     ///< pixels, even
  int height = 0;    ///< pixels, even
  double ratio = 1;  ///< device pixels of the viewer per CSS pixel, as far as they are rendered
  friend bool operator==(const Target&, const Target&) = default;
};

/// The size of a view in its own pixels, rounded down to even sides of 2 to `max_side`; larger ones are
/// scaled, so that the shape stays. Nothing for a view that has no size.
std::optional<Target> fit_target(const Resize& view, int max_side);

/// The newest target, from the strand to the application. Any thread.
class TargetBoard {
 public:
  void set(const Target& target) {
    const MutexLock lock(mutex_);
    target_ = target;
  }
  std::optional<Target> get() const {
    const MutexLock lock(mutex_);
    return target_;
  }

 private:
  mutable Mutex mutex_;
  std::optional<Target> target_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb
