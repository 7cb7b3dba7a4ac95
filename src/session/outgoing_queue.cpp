#include "session/outgoing_queue.hpp"

#include <utility>

namespace pdum::rfb {

void OutgoingQueue::push_frame(std::string prefix, SharedPayload payload) {
  bytes_ += prefix.size() + payload->size();
  items_.push_back({std::move(prefix), std::move(payload)});
}

void OutgoingQueue::push_barrier(std::string text) {
  bytes_ += text.size();
  items_.push_back({std::move(text), nullptr});
}

void OutgoingQueue::flush(ViewerChannel& channel) {
  while (!items_.empty()) {
    if (items_.front().payload && !channel.takes_frame()) return;
    Item item = std::move(items_.front());  // off the queue first: a send that throws is not tried again
    items_.pop_front();
    bytes_ -= item.head.size() + (item.payload ? item.payload->size() : 0);
    if (item.payload) {
      channel.send_frame(std::move(item.head), std::move(item.payload));
    } else {
      channel.send_text(std::move(item.head), SendOrder::after_frames);
    }
  }
}

}  // namespace pdum::rfb
