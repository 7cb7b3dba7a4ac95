#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/clock.hpp"
#include "session/flow_control.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// What an ack is about, as far as only the server knows.
struct SentPicture {
  /// When it was published; nothing when that says nothing about how late the viewer's pictures are.
  std::optional<TimePoint> published;
  PictureScale scale;
  friend bool operator==(const SentPicture&, const SentPicture&) = default;
};

/// The frames in flight to one viewer, by sequence number. Pure.
class SentPictures {
 public:
  void on_sent(std::uint64_t seq, const SentPicture& picture) { slot(seq) = {seq, picture}; }

  /// Nothing for a frame that was sent long ago. Each is given once.
  std::optional<SentPicture> take(std::uint64_t seq) {
    if (slot(seq).seq != seq) return std::nullopt;
    return std::exchange(slot(seq).picture, std::nullopt);
  }

 private:
  struct Slot {
    std::uint64_t seq = 0;
    std::optional<SentPicture> picture;
  };
  static constexpr std::size_t kSlots = 32;
  static_assert(kSlots > FlowControl::kMaxInFlight);
  Slot& slot(std::uint64_t seq) { return sent_[seq % kSlots]; }

  std::array<Slot, kSlots> sent_{};
};

}  // namespace pdum::rfb
