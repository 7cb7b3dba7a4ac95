#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace pdum::rfb {

/// What a rendition takes in and puts out: published frames per second, bytes per millisecond, bytes of an
/// ordinary frame. Pure: the time is an argument.
class ProductionRate {
 public:
  void on_published(std::uint64_t version, TimePoint now) {
    if (!since_) {
      since_ = now;
      base_ = version;
      return;
    }
    const double elapsed = std::chrono::duration<double>(now - *since_).count();
    if (elapsed < 1) return;
    published_fps_ = std::min(static_cast<double>(version - base_) / elapsed, kMaxFps);
    since_ = now;
    base_ = version;
  }

  /// `rare`: a keyframe of video, larger than what comes between.
  void on_encoded(std::size_t bytes, bool rare, TimePoint now) {
    const auto size = static_cast<double>(bytes);
    if (!rare) mean_frame_ = mean_frame_ > 0 ? mean_frame_ + 0.1 * (size - mean_frame_) : size;
    leaky_ = left(now) + size;
    last_ = now;
  }

  double fps() const { return published_fps_; }
  double bytes_per_ms(TimePoint now) const { return left(now) / 1000; }
  double mean_frame() const { return mean_frame_; }

 private:
  static constexpr double kMaxFps = 240;

  /// Leaky sum with a time constant of one second: at a steady rate it settles at rate × 1000 ms.
  double left(TimePoint now) const {
    return last_ ? leaky_ * std::exp(-std::chrono::duration<double>(now - *last_).count()) : 0;
  }

  std::optional<TimePoint> since_;
  std::uint64_t base_ = 0;
  double published_fps_ = 0;
  double mean_frame_ = 0;
  double leaky_ = 0;
  std::optional<TimePoint> last_;
};

}  // namespace pdum::rfb
