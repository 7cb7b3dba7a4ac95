#pragma once

#include <string>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb::cli {

/// An event of a viewer, as the library would deliver it.
inline InputEvent from(const std::string& client, Event event) {
  InputEvent input;
  input.client_id = client;
  input.event = std::move(event);
  return input;
}

inline Buttons pressed(Button button) {
  Buttons buttons;
  if (button != Button::none) buttons.insert(button);
  return buttons;
}

template <class Kind>
Kind pointer(double x, double y, Button held = Button::none) {
  Kind event;
  event.x = x;
  event.y = y;
  event.buttons = pressed(held);
  return event;
}

inline PointerDown press(double x, double y, Button button = Button::left) {
  auto event = pointer<PointerDown>(x, y, button);
  event.button = button;
  return event;
}

inline PointerUp release(double x, double y, Button button = Button::left) {
  auto event = pointer<PointerUp>(x, y);
  event.button = button;
  return event;
}

inline KeyDown key_down(const std::string& key) {
  KeyDown event;
  event.key = key;
  return event;
}

inline KeyUp key_up(const std::string& key) {
  KeyUp event;
  event.key = key;
  return event;
}

}  // namespace pdum::rfb::cli
