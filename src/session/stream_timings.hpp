#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/duration_histogram.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

/// What an ack tells about time.
struct AckTimes {
  Duration round_trip{};  ///< from sending the frame
  std::optional<Duration>
      frame_age;  ///< from publishing it; nothing: it says nothing about how late pictures are
};

/// How long encoding, round trips and the whole way of a picture take, for one stream. Its size is fixed by
/// the number of encoders.
///
/// Thread safety: the strand adds, any thread reads.
class StreamTimings {
 public:
  explicit StreamTimings(const EncoderRegistry& encoders) {
    for (const EncoderEntry& entry : encoders.entries()) encode_.try_emplace(entry.name);
  }

  void add_encode(const std::string& encoder, Duration time) noexcept {
    if (const auto known = encode_.find(encoder); known != encode_.end()) known->second.add(time);
  }
  void add_ack(const AckTimes& times) noexcept {
    round_trip_.add(times.round_trip);
    if (times.frame_age) frame_age_.add(*times.frame_age);
  }

  /// Fills in the histograms of `metrics`.
  void write_to(DisplayMetrics& metrics) const {
    for (const auto& [encoder, times] : encode_) {
      Histogram time = times.snapshot();
      if (time.count > 0) metrics.encode_time.push_back({encoder, std::move(time)});
    }
    metrics.round_trip = round_trip_.snapshot();
    metrics.frame_age = frame_age_.snapshot();
  }

 private:
  std::map<std::string, DurationHistogram, std::less<>> encode_;  ///< keys are constant after construction
  DurationHistogram round_trip_;
  DurationHistogram frame_age_;
};

}  // namespace pdum::rfb
