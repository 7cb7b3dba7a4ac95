#include <span>
#include <type_traits>

#include "protocol/event_codec.hpp"
#include "protocol/json_text.hpp"

namespace pdum::rfb {
namespace {

void member(std::string& out, std::string_view name) {
  out += ",\"";
  out += name;
  out += "\":";
}

void number(std::string& out, std::string_view name, double value) {
  member(out, name);
  append_json_number(out, value);
}

void text(std::string& out, std::string_view name, std::string_view value) {
  member(out, name);
  append_json_string(out, value);
}

void boolean(std::string& out, std::string_view name, bool value) {
  member(out, name);
  append_json_bool(out, value);
}

void button(std::string& out, Button value) {
  number(out, "button", static_cast<double>(value));
}

void buttons(std::string& out, Buttons value) {
  member(out, "buttons");
  char separator = '[';
  for (int n = 1; n <= static_cast<int>(Button::forward); ++n) {
    if (!value.contains(static_cast<Button>(n))) continue;
    out += separator;
    append_json_int(out, std::int64_t{n});
    separator = ',';
  }
  out += separator == '[' ? "[]" : "]";
}

void modifiers(std::string& out, const Modifiers& value) {
  member(out, "modifiers");
  char separator = '[';
  const auto add = [&](bool held, std::string_view name) {
    if (!held) return;
    out += separator;
    append_json_string(out, name);
    separator = ',';
  };
  add(value.shift, "Shift");
  add(value.control, "Control");
  add(value.alt, "Alt");
  add(value.meta, "Meta");
  out += separator == '[' ? "[]" : "]";
}

void touches(std::string& out, std::span<const Touch> value) {
  number(out, "ntouches", static_cast<double>(value.size()));
  member(out, "touches");
  out += '{';
  for (const Touch& touch : value) {
    if (&touch != value.data()) out += ',';
    append_json_string(out, touch.id);
    out += R"(:{"x":)";
    append_json_number(out, touch.x);
    number(out, "y", touch.y);
    number(out, "pressure", touch.pressure);
    out += '}';
  }
  out += '}';
}

void position(std::string& out, const PointerState& event) {
  number(out, "x", event.x);
  number(out, "y", event.y);
}

void end_of_pointer(std::string& out, const PointerState& event) {
  boolean(out, "inside", event.inside);
  number(out, "pixel_ratio", event.pixel_ratio);
  number(out, "timestamp", event.timestamp);
}

std::string start(std::string_view type) {
  std::string out = R"({"type":)";
  append_json_string(out, type);
  return out;
}

template <class Pointer>
std::string pointer_text(std::string_view type, const Pointer& event) {
  std::string out = start(type);
  position(out, event);
  button(out, event.button);
  buttons(out, event.buttons);
  modifiers(out, event.modifiers);
  if constexpr (requires { event.touches; }) touches(out, event.touches);
  end_of_pointer(out, event);
  return out += '}';
}

template <class Key>
std::string key_text(std::string_view type, const Key& event) {
  std::string out = start(type);
  text(out, "key", event.key);
  text(out, "code", event.code);
  modifiers(out, event.modifiers);
  number(out, "timestamp", event.timestamp);
  return out += '}';
}

template <class Plain>
std::string plain_text(std::string_view type, const Plain& event) {
  std::string out = start(type);
  number(out, "timestamp", event.timestamp);
  return out += '}';
}

struct EventText {
  std::string operator()(const PointerDown& e) const { return pointer_text("pointer_down", e); }
  std::string operator()(const PointerUp& e) const { return pointer_text("pointer_up", e); }
  std::string operator()(const PointerMove& e) const { return pointer_text("pointer_move", e); }
  std::string operator()(const DoubleClick& e) const { return pointer_text("double_click", e); }
  std::string operator()(const PointerEnter& e) const { return pointer_text("pointer_enter", e); }
  std::string operator()(const PointerLeave& e) const { return pointer_text("pointer_leave", e); }
  std::string operator()(const KeyDown& e) const { return key_text("key_down", e); }
  std::string operator()(const KeyUp& e) const { return key_text("key_up", e); }
  std::string operator()(const FocusIn& e) const { return plain_text("focus_in", e); }
  std::string operator()(const FocusOut& e) const { return plain_text("focus_out", e); }
  std::string operator()(const Show& e) const { return plain_text("show", e); }
  std::string operator()(const Hide& e) const { return plain_text("hide", e); }
  /// Its length only: what people copy is nobody's business but the application's.
  std::string operator()(const Paste& e) const {
    std::string out = start("paste");
    number(out, "length", static_cast<double>(e.data.size()));
    return out += '}';
  }
  std::string operator()(const Close& e) const { return plain_text("close", e); }
  std::string operator()(const UnknownEvent& e) const { return e.json; }

  std::string operator()(const Wheel& e) const {
    std::string out = start("wheel");
    position(out, e);
    number(out, "dx", e.dx);
    number(out, "dy", e.dy);
    buttons(out, e.buttons);
    modifiers(out, e.modifiers);
    end_of_pointer(out, e);
    return out += '}';
  }
  std::string operator()(const Char& e) const {
    std::string out = start("char");
    text(out, "data", e.data);
    text(out, "input_type", e.input_type);
    boolean(out, "is_composing", e.is_composing);
    boolean(out, "repeat", e.repeat);
    number(out, "timestamp", e.timestamp);
    return out += '}';
  }
  std::string operator()(const Resize& e) const {
    std::string out = start("resize");
    number(out, "width", e.width);
    number(out, "height", e.height);
    number(out, "pwidth", e.pwidth);
    number(out, "pheight", e.pheight);
    number(out, "ratio", e.ratio);
    number(out, "timestamp", e.timestamp);
    return out += '}';
  }
};

}  // namespace

std::string serialise_event(const Event& event) {
  return std::visit(EventText{}, event);
}

}  // namespace pdum::rfb
