#include "net/send_queue.hpp"

#include <utility>

namespace pdum::rfb {

bool SendQueue::push_text(std::string text, SendOrder order) {
  if (control_bytes_ + text.size() > kMaxControlBytes) return false;
  control_bytes_ += text.size();
  bytes_ += text.size();
  // Behind no frame there is nothing to wait for, and control messages keep their own order.
  const bool wait = order == SendOrder::after_frames && !ordered_.empty();
  (wait ? ordered_ : control_).push_back({std::move(text), nullptr, false});
  return true;
}

bool SendQueue::push_frame(std::string prefix, SharedPayload payload) {
  if (has_frame_) return false;
  has_frame_ = true;
  ordered_.push_back({std::move(prefix), std::move(payload), true});
  bytes_ += ordered_.back().size();
  return true;
}

std::optional<OutMessage> SendQueue::pop() {
  std::deque<OutMessage>& from = control_.empty() ? ordered_ : control_;
  if (from.empty()) return {};
  OutMessage message = std::move(from.front());
  from.pop_front();
  bytes_ -= message.size();
  if (message.is_frame) {
    has_frame_ = false;
  } else {
    control_bytes_ -= message.head.size();
  }
  return message;
}

void SendQueue::clear() noexcept {
  control_.clear();
  ordered_.clear();
  has_frame_ = false;
  control_bytes_ = bytes_ = 0;
}

}  // namespace pdum::rfb
