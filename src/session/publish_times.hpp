#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/clock.hpp"
#include "session/flow_control.hpp"

namespace pdum::rfb {

/// When the frames in flight to one viewer were published, by sequence number. Pure.
class PublishTimes {
 public:
  /// `published`: nothing when the frame says nothing about how late the viewer's pictures are.
  void on_sent(std::uint64_t seq, std::optional<TimePoint> published) { slot(seq) = {seq, published}; }

  /// Nothing, too, for a frame that was sent long ago. Each is given once.
  std::optional<TimePoint> take(std::uint64_t seq) {
    if (slot(seq).seq != seq) return std::nullopt;
    return std::exchange(slot(seq).published, std::nullopt);
  }

 private:
  struct Sent {
    std::uint64_t seq = 0;
    std::optional<TimePoint> published;
  };
  static constexpr std::size_t kSlots = 32;
  static_assert(kSlots > FlowControl::kMaxInFlight);
  Sent& slot(std::uint64_t seq) { return sent_[seq % kSlots]; }

  std::array<Sent, kSlots> sent_{};
};

}  // namespace pdum::rfb
