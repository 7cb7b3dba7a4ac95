#include "core/input_queue.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

namespace pdum::rfb {
namespace {

using Events = std::deque<InputEvent>;

/// How far one look into a full queue goes: bounds what a push costs the strand.
constexpr std::size_t kMaxLook = 64;

std::size_t end_of_look(std::size_t from, const Events& events) {
  return std::min(from + kMaxLook, events.size());
}

/// Events that end something: losing one leaves a button, a key or a viewer stuck in the application.
bool is_release(const Event& event) noexcept {
  return std::holds_alternative<PointerUp>(event) || std::holds_alternative<KeyUp>(event) ||
         std::holds_alternative<PointerLeave>(event) || std::holds_alternative<FocusOut>(event) ||
         std::holds_alternative<Hide>(event) || std::holds_alternative<Close>(event);
}

bool is_last_of_moves(std::size_t move, const Events& events) {
  const std::string& client = events[move].client_id;
  const std::size_t end = end_of_look(move, events);
  for (std::size_t i = move + 1; i < end; ++i) {
    if (events[i].client_id == client) return !std::holds_alternative<PointerMove>(events[i].event);
  }
  return true;
}

bool is_worth_keeping(std::size_t index, const Events& events) {
  const Event& event = events[index].event;
  return is_release(event) || (std::holds_alternative<PointerMove>(event) && is_last_of_moves(index, events));
}

/// Which event a full queue can best do without.
std::size_t most_expendable(const Events& events) {
  const std::size_t end = end_of_look(0, events);
  for (std::size_t i = 0; i < end; ++i) {
    if (!is_worth_keeping(i, events)) return i;
  }
  // A pointer that rests a little off harms less than a button that is never let go.
  for (std::size_t i = 0; i < end; ++i) {
    if (!is_release(events[i].event)) return i;
  }
  return 0;
}

std::size_t text_size(const InputEvent& event) noexcept {
  std::size_t bytes = event.json.size() + event.client_id.size();
  if (const auto* text = event.get_if<Char>()) bytes += text->data.size();
  if (const auto* paste = event.get_if<Paste>()) bytes += paste->data.size();
  if (const auto* unknown = event.get_if<UnknownEvent>()) bytes += unknown->json.size();
  return bytes;
}

/// Inside the clock's range, whatever was asked for.
std::chrono::duration<double> bounded(std::chrono::duration<double> timeout) {
  constexpr double kLongest = 3600.0 * 24 * 365;
  return std::chrono::duration<double>(
      std::isnan(timeout.count()) ? 0.0 : std::clamp(timeout.count(), 0.0, kLongest));
}

}  // namespace

void InputQueue::push(InputEvent event) {
  {
    const MutexLock lock(mutex_);
    ++received_;
    text_bytes_ += text_size(event);
    events_.push_back(std::move(event));
    while (events_.size() > 1 && (events_.size() > capacity_ || text_bytes_ > kMaxTextBytes)) drop_one();
  }
  arrived_.notify_one();
}

std::vector<InputEvent> InputQueue::drain() {
  const MutexLock lock(mutex_);
  return take();
}

std::vector<InputEvent> InputQueue::wait_and_drain(std::chrono::duration<double> timeout) {
  const MutexLock lock(mutex_);
  arrived_.wait_for(mutex_, bounded(timeout),
                    [this]() PDUM_NO_ANALYSIS { return closed_ || woken_ || !events_.empty(); });
  woken_ = false;
  return take();
}

void InputQueue::wake() {
  {
    const MutexLock lock(mutex_);
    woken_ = true;
  }
  arrived_.notify_all();
}

bool InputQueue::wait_for_close(std::chrono::duration<double> timeout) {
  const MutexLock lock(mutex_);
  return closing_.wait_for(mutex_, bounded(timeout), [this]() PDUM_NO_ANALYSIS { return closed_; });
}

void InputQueue::close() {
  {
    const MutexLock lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
  closing_.notify_all();
}

std::uint64_t InputQueue::received() const {
  const MutexLock lock(mutex_);
  return received_;
}

std::uint64_t InputQueue::dropped() const {
  const MutexLock lock(mutex_);
  return dropped_;
}

void InputQueue::drop_one() {
  const auto victim = events_.begin() + static_cast<std::ptrdiff_t>(most_expendable(events_));
  text_bytes_ -= text_size(*victim);
  events_.erase(victim);
  ++dropped_;
}

std::vector<InputEvent> InputQueue::take() {
  std::vector<InputEvent> taken(std::make_move_iterator(events_.begin()),
                                std::make_move_iterator(events_.end()));
  events_.clear();
  text_bytes_ = 0;
  return taken;
}

}  // namespace pdum::rfb
