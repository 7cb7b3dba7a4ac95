#include "protocol/event_codec.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include "protocol/field_reader.hpp"
#include "protocol/json_reader.hpp"

namespace pdum::rfb {
namespace {

using Kind = JsonValue::Kind;
constexpr double kMaxButtonNumber = static_cast<double>(Button::forward);

void read_coordinate(FieldReader& fields, std::string_view name, double& out, bool required) {
  fields.number(name, out, -kMaxCoordinate, kMaxCoordinate, required);
}

void read_timestamp(FieldReader& fields, double& out) {
  fields.number("timestamp", out, -kMaxTimestamp, kMaxTimestamp, false);
}

/// Names that are not known (CapsLock) do not count.
void read_modifiers(FieldReader& fields, Modifiers& out) {
  const JsonValue* list = fields.get("modifiers", Kind::array, false);
  if (list == nullptr) return;
  if (list->children.size() > kMaxModifiers) return fields.reject("modifiers");
  for (const JsonValue& entry : list->children) {
    if (!entry.is(Kind::string)) return fields.reject("modifiers");
    out.shift |= entry.text == "Shift";
    out.control |= entry.text == "Control";
    out.alt |= entry.text == "Alt";
    out.meta |= entry.text == "Meta";
  }
}

/// Numbers of buttons that have no name here do not count.
void read_buttons(FieldReader& fields, Buttons& out) {
  const JsonValue* list = fields.get("buttons", Kind::array, false);
  if (list == nullptr) return;
  if (list->children.size() > kMaxButtons) return fields.reject("buttons");
  for (const JsonValue& entry : list->children) {
    const double number = entry.number;
    if (!entry.is(Kind::number) || number < 0 || std::trunc(number) != number)
      return fields.reject("buttons");
    if (number >= 1 && number <= kMaxButtonNumber) out.insert(static_cast<Button>(static_cast<int>(number)));
  }
}

void read_button(FieldReader& fields, Button& out) {
  int number = 0;
  fields.integer("button", number, 0, kMaxButtonNumber, false);
  out = static_cast<Button>(number);
}

Touch read_touch(FieldReader& outer, const JsonValue& value) {
  Touch touch{value.key};
  FieldReader fields(value);
  read_coordinate(fields, "x", touch.x, true);
  read_coordinate(fields, "y", touch.y, true);
  read_coordinate(fields, "pressure", touch.pressure, false);
  if (!value.is(Kind::object) || !fields.ok() || touch.id.size() > kMaxTouchIdBytes) outer.reject("touches");
  return touch;
}

/// An id that is there twice: the last one wins, at the place of the first.
void read_touches(FieldReader& fields, std::vector<Touch>& out) {
  int count = 0;
  fields.integer("ntouches", count, 0, kMaxCoordinate, false);
  const JsonValue* touches = fields.get("touches", Kind::object, false);
  if (touches == nullptr) return;
  if (touches->children.size() > kMaxTouches) return fields.reject("touches");
  for (const JsonValue& value : touches->children) {
    Touch touch = read_touch(fields, value);
    const auto same = std::find_if(out.begin(), out.end(), [&](const Touch& t) { return t.id == touch.id; });
    if (same != out.end()) {
      *same = std::move(touch);
    } else {
      out.push_back(std::move(touch));
    }
  }
}

void read_pointer_state(FieldReader& fields, PointerState& event, bool position_required) {
  read_coordinate(fields, "x", event.x, position_required);
  read_coordinate(fields, "y", event.y, position_required);
  read_buttons(fields, event.buttons);
  read_modifiers(fields, event.modifiers);
  fields.boolean("inside", event.inside);
  fields.ratio("pixel_ratio", event.pixel_ratio, kMaxCoordinate, false);
  read_timestamp(fields, event.timestamp);
}

template <class Pointer>
Event read_pointer(FieldReader& fields) {
  Pointer event;
  read_pointer_state(fields, event, true);
  read_button(fields, event.button);
  read_touches(fields, event.touches);
  return event;
}

template <class Crossing>
Event read_crossing(FieldReader& fields) {
  Crossing event;
  read_pointer_state(fields, event, false);
  read_button(fields, event.button);
  return event;
}

Event read_wheel(FieldReader& fields) {
  Wheel event;
  read_pointer_state(fields, event, true);
  read_coordinate(fields, "dx", event.dx, false);
  read_coordinate(fields, "dy", event.dy, false);
  return event;
}

template <class Key>
Event read_key(FieldReader& fields) {
  Key event;
  fields.text("key", event.key, kMaxKeyBytes, true);
  fields.text("code", event.code, kMaxKeyBytes, false);
  read_modifiers(fields, event.modifiers);
  read_timestamp(fields, event.timestamp);
  return event;
}

Event read_char(FieldReader& fields) {
  Char event;
  fields.text("data", event.data, kMaxCharBytes, true);
  fields.text("input_type", event.input_type, kMaxKeyBytes, false);
  fields.boolean("is_composing", event.is_composing);
  fields.boolean("repeat", event.repeat);
  read_timestamp(fields, event.timestamp);
  return event;
}

Event read_resize(FieldReader& fields) {
  Resize event;
  fields.number("width", event.width, 0, kMaxCoordinate, false);
  fields.number("height", event.height, 0, kMaxCoordinate, false);
  fields.rounded("pwidth", event.pwidth, kMaxCoordinate, false);
  fields.rounded("pheight", event.pheight, kMaxCoordinate, false);
  fields.ratio("ratio", event.ratio, kMaxCoordinate, false);
  read_timestamp(fields, event.timestamp);
  return event;
}

template <class Plain>
Event read_plain(FieldReader& fields) {
  Plain event;
  read_timestamp(fields, event.timestamp);
  return event;
}

/// Only the server makes these.
Event read_reserved(FieldReader& fields) {
  fields.reject("type");
  return Close{};
}

struct KnownEvent {
  std::string_view type;
  Event (*read)(FieldReader& fields);
};
constexpr KnownEvent kKnownEvents[] = {
    {"pointer_move", read_pointer<PointerMove>},
    {"pointer_down", read_pointer<PointerDown>},
    {"pointer_up", read_pointer<PointerUp>},
    {"double_click", read_pointer<DoubleClick>},
    {"pointer_enter", read_crossing<PointerEnter>},
    {"pointer_leave", read_crossing<PointerLeave>},
    {"wheel", read_wheel},
    {"key_down", read_key<KeyDown>},
    {"key_up", read_key<KeyUp>},
    {"char", read_char},
    {"resize", read_resize},
    {"focus_in", read_plain<FocusIn>},
    {"focus_out", read_plain<FocusOut>},
    {"show", read_plain<Show>},
    {"hide", read_plain<Hide>},
    {"close", read_reserved},
    {"paste", read_reserved},
};

Result<Event> read_unknown(const JsonValue& root, std::string_view json, const std::string& type) {
  if (type.size() > kMaxEventTypeBytes) return Failure{"The event's `type` is too long."};
  if (json.size() > kMaxUnknownEventBytes) return Failure{"An event of an unknown type is too large."};
  UnknownEvent event{type, std::string(json), 0};
  FieldReader fields(root);
  read_timestamp(fields, event.timestamp);
  return Event{std::move(event)};
}

Result<Event> parse(std::string_view json) {
  const JsonDocument document = read_json(json);
  if (!document.valid || !document.within_limits) return Failure{"The event is not JSON within the limits."};
  const JsonValue* type = document.root.find("type");
  if (type == nullptr || !type->is(Kind::string)) return Failure{"The event has no string `type`."};
  for (const KnownEvent& known : kKnownEvents) {
    if (type->text != known.type) continue;
    FieldReader fields(document.root);
    Event event = known.read(fields);
    if (fields.ok()) return event;
    return Failure{"The event's field `" + std::string(fields.bad()) + "` is missing or wrong."};
  }
  return read_unknown(document.root, document.root.raw, type->text);
}

}  // namespace

Result<Event> parse_event(std::string_view json) noexcept {
  try {
    return parse(json);
  } catch (const std::exception&) {  // out of memory
    return Failure{};
  }
}

Resize make_resize(const SetViewport& viewport, double timestamp) noexcept {
  return {viewport.width, viewport.height, viewport.pwidth, viewport.pheight, viewport.ratio, timestamp};
}

}  // namespace pdum::rfb
