#include "session/held_input.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {
namespace {

constexpr Button kButtons[] = {Button::left, Button::right, Button::middle, Button::back, Button::forward};

void erase(Buttons& buttons, Button button) {
  buttons.bits = static_cast<std::uint8_t>(buttons.bits & ~(1U << static_cast<unsigned>(button)));
}

/// The key that was pressed: by its place on the keyboard, since a modifier changes what it is called.
template <class Keys>
auto find_key(Keys& keys, const std::string& key, const std::string& code) {
  return std::find_if(keys.begin(), keys.end(),
                      [&](const auto& each) { return code.empty() ? each.key == key : each.code == code; });
}

template <class Keys>
void insert_key(Keys& keys, const KeyDown& down) {
  if (find_key(keys, down.key, down.code) != keys.end()) return;
  if (keys.size() >= HeldInput::kMaxKeys) keys.erase(keys.begin());
  keys.push_back({down.key, down.code});
}

template <class Keys, class KeyEvent>
bool erase_key(Keys& keys, const KeyEvent& event) {
  const auto found = find_key(keys, event.key, event.code);
  if (found == keys.end()) return false;
  keys.erase(found);
  return true;
}

/// The position of events that have one.
const PointerState* pointer_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> const PointerState* {
        if constexpr (std::is_base_of_v<PointerState, std::decay_t<decltype(each)>>) return &each;
        return nullptr;
      },
      event);
}

}  // namespace

bool HeldInput::pass(const Event& event) {
  if (const auto* up = std::get_if<PointerUp>(&event);
      up != nullptr && unseen_buttons_.contains(up->button)) {
    erase(unseen_buttons_, up->button);
    return false;
  }
  if (const auto* up = std::get_if<KeyUp>(&event); up != nullptr && erase_key(unseen_keys_, *up))
    return false;
  if (const PointerState* state = pointer_of(event)) pointer_ = *state;
  if (const auto* down = std::get_if<PointerDown>(&event)) {
    erase(unseen_buttons_, down->button);
    buttons_.insert(down->button);
  } else if (const auto* up = std::get_if<PointerUp>(&event)) {
    erase(buttons_, up->button);
  } else if (const auto* down_key = std::get_if<KeyDown>(&event)) {
    erase_key(unseen_keys_, *down_key);
    insert_key(keys_, *down_key);
  } else if (const auto* up_key = std::get_if<KeyUp>(&event)) {
    erase_key(keys_, *up_key);
  } else if (std::holds_alternative<PointerLeave>(event)) {
    pointer_.reset();
  }
  return true;
}

void HeldInput::note_dropped(const Event& event) {
  if (const auto* down = std::get_if<PointerDown>(&event)) {
    unseen_buttons_.insert(down->button);
  } else if (const auto* up = std::get_if<PointerUp>(&event)) {
    erase(unseen_buttons_, up->button);
  } else if (const auto* down_key = std::get_if<KeyDown>(&event)) {
    insert_key(unseen_keys_, *down_key);
  } else if (const auto* up_key = std::get_if<KeyUp>(&event)) {
    erase_key(unseen_keys_, *up_key);
  }
}

std::vector<Event> HeldInput::release() {
  std::vector<Event> events;
  PointerState state = pointer_.value_or(PointerState{});
  state.buttons = buttons_;
  for (const Button button : kButtons) {
    if (!buttons_.contains(button)) continue;
    erase(state.buttons, button);
    PointerUp up;
    static_cast<PointerState&>(up) = state;
    up.button = button;
    events.emplace_back(std::move(up));
    unseen_buttons_.insert(button);
  }
  if (pointer_) {
    PointerLeave leave;
    static_cast<PointerState&>(leave) = state;
    events.emplace_back(leave);
  }
  for (Key& key : keys_) {
    KeyUp up;
    up.key = key.key;
    up.code = key.code;
    up.timestamp = state.timestamp;
    events.emplace_back(std::move(up));
    if (unseen_keys_.size() < kMaxKeys) unseen_keys_.push_back(std::move(key));
  }
  buttons_ = {};
  keys_.clear();
  pointer_.reset();
  return events;
}

}  // namespace pdum::rfb
