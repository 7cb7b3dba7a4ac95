#include "session/early_messages.hpp"

#include <utility>

namespace pdum::rfb {

void EarlyMessages::keep_event(std::string_view text) {
  events_.emplace_back(text);
  bytes_ += text.size();
  while (events_.size() > kMaxEvents || bytes_ > kMaxBytes) {
    bytes_ -= events_.front().size();
    events_.pop_front();
  }
}

std::deque<std::string> EarlyMessages::take() {
  std::deque<std::string> all = std::exchange(events_, {});
  bytes_ = 0;
  if (!viewport_.empty()) all.push_front(std::exchange(viewport_, {}));
  return all;
}

}  // namespace pdum::rfb
