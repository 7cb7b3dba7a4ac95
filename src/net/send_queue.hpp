#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "core/payload.hpp"
#include "core/viewer_channel.hpp"

namespace pdum::rfb {

/// One WebSocket message to send.
struct OutMessage {
  std::string head;       ///< all of a text; prefix of a frame
  SharedPayload payload;  ///< null for a text
  bool is_frame = false;
  std::size_t size() const noexcept { return head.size() + (payload ? payload->size() : 0); }
};

/// What waits for one viewer while a message is being written: at most one frame, and 256 KiB of control
/// messages.
class SendQueue {
 public:
  static constexpr std::size_t kMaxControlBytes = 256 * 1024;

  /// False: over the limit, nothing was queued.
  [[nodiscard]] bool push_text(std::string text, SendOrder order);
  [[nodiscard]] bool push_frame(std::string prefix, SharedPayload payload);
  /// The next message to write: control messages first, then frames and what must not overtake them, in
  /// order.
  std::optional<OutMessage> pop();
  void clear() noexcept;
  std::size_t bytes() const noexcept { return bytes_; }
  bool has_frame() const noexcept { return has_frame_; }
  bool empty() const noexcept { return control_.empty() && ordered_.empty(); }

 private:
  std::deque<OutMessage> control_;
  std::deque<OutMessage> ordered_;  ///< a frame, and texts that go after it
  bool has_frame_ = false;
  std::size_t control_bytes_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace pdum::rfb
