#include "protocol/control.hpp"

#include <exception>
#include <limits>

#include "protocol/field_reader.hpp"
#include "protocol/json_reader.hpp"

namespace pdum::rfb {
namespace {

constexpr double kMaxSize = 1e6;
constexpr double kMaxRatio = 1e6;
constexpr double kMaxInt = std::numeric_limits<int>::max();
constexpr std::size_t kMaxUnknownTypeBytes = 64;

/// What the reader of one type hands back: a message, or the reason why it is bad.
struct Reading {
  ClientMessage message;
  std::string_view reason;
  bool field_ignored = false;
};

bool read_list(const JsonValue& array, std::vector<std::string>& out) {
  if (!array.is(JsonValue::Kind::array) || array.children.size() > kMaxListEntries) return false;
  for (const JsonValue& entry : array.children) {
    if (!entry.is(JsonValue::Kind::string) || entry.text.size() > kMaxListEntryBytes) return false;
    out.push_back(entry.text);
  }
  return true;
}

Reading read_hello(const JsonValue& root) {
  Hello hello;
  bool ignored = false;
  FieldReader fields(root);
  const JsonValue* supported = fields.get("supported", JsonValue::Kind::array, true);
  if (supported != nullptr && !read_list(*supported, hello.supported)) fields.reject("supported");
  fields.ratio("device_pixel_ratio", hello.device_pixel_ratio, kMaxRatio, true);
  if (fields.has("token")) fields.text("token", hello.token.emplace(), kMaxTokenBytes, true);
  const JsonValue* extensions = root.find("extensions");
  if (extensions != nullptr && !read_list(*extensions, hello.extensions)) {
    hello.extensions.clear();
    ignored = true;
  }
  const ExtensionReading reading = read_extension_offer(hello.extensions, root.find("ext"));
  hello.offer = reading.offer;
  for (const Extension mistyped : reading.mistyped) std::erase(hello.extensions, name_of(mistyped));
  ignored = ignored || reading.ext_ignored || !reading.mistyped.empty();
  if (!fields.ok()) return {{}, "hello: `supported`, `device_pixel_ratio` or `token` is missing or wrong"};
  return {std::move(hello), {}, ignored};
}

Reading read_ack(const JsonValue& root) {
  Ack ack;
  FieldReader fields(root);
  fields.integer("seq", ack.seq, 0, kMaxSafeInteger, true);
  fields.integer("decode_queue_size", ack.decode_queue_size, 0, kMaxInt, true);
  fields.boolean("displayed", ack.displayed);
  if (!fields.ok()) return {{}, "ack: `seq`, `decode_queue_size` or `displayed` is missing or wrong"};
  return {ack, {}};
}

Reading read_request_keyframe(const JsonValue& root) {
  RequestKeyframe request;
  FieldReader fields(root);
  fields.text("reason", request.reason, kMaxJsonStringBytes, true);
  if (!fields.ok()) return {{}, "request_keyframe: `reason` is missing or not a string"};
  return {std::move(request), {}};
}

Reading read_decoder_reset(const JsonValue&) {
  return {DecoderReset{}, {}};
}

void read_viewport_of_older_client(FieldReader& fields, SetViewport& viewport) {
  double width = 0;
  double height = 0;
  fields.number("width", width, 0, kMaxSize, true);
  fields.number("height", height, 0, kMaxSize, true);
  fields.rounded("width", viewport.pwidth, kMaxSize, true);
  fields.rounded("height", viewport.pheight, kMaxSize, true);
  fields.ratio("pixel_ratio", viewport.ratio, kMaxRatio, true);
  if (!fields.ok()) return;
  viewport.width = width / viewport.ratio;
  viewport.height = height / viewport.ratio;
  if (!(viewport.width <= kMaxSize && viewport.height <= kMaxSize)) fields.reject("pixel_ratio");
}

Reading read_set_viewport(const JsonValue& root) {
  SetViewport viewport;
  FieldReader fields(root);
  if (!fields.has("pwidth") && !fields.has("pheight") && !fields.has("ratio")) {
    read_viewport_of_older_client(fields, viewport);
  } else {
    fields.number("width", viewport.width, 0, kMaxSize, true);
    fields.number("height", viewport.height, 0, kMaxSize, true);
    fields.rounded("pwidth", viewport.pwidth, kMaxSize, true);
    fields.rounded("pheight", viewport.pheight, kMaxSize, true);
    fields.ratio("ratio", viewport.ratio, kMaxRatio, true);
  }
  if (!fields.ok()) return {{}, "set_viewport: a size or the ratio is missing or wrong"};
  return {viewport, {}};
}

Reading read_event_message(const JsonValue& root) {
  FieldReader fields(root);
  const JsonValue* event = fields.get("event", JsonValue::Kind::object, true);
  if (event == nullptr) return {{}, "event: `event` is missing or not an object"};
  return {EventMessage{event->raw}, {}};
}

Reading read_visibility(const JsonValue& root) {
  FieldReader fields(root);
  const JsonValue* state = fields.get("state", JsonValue::Kind::string, true);
  if (state == nullptr || (state->text != "hidden" && state->text != "visible")) {
    return {{}, "visibility: `state` is missing or wrong"};
  }
  return {Visibility{state->text == "visible"}, {}};
}

Reading read_paste(const JsonValue& root) {
  PasteMessage paste;
  FieldReader fields(root);
  fields.text("text", paste.text, kMaxClipboardBytes, true);
  if (!fields.ok()) return {{}, "paste: `text` is missing, not a string or longer than 48 KiB"};
  return {std::move(paste), {}};
}

template <ControlWish::Kind kind>
Reading read_wish(const JsonValue& root) {
  constexpr bool kAboutSomebody = kind == ControlWish::Kind::grant || kind == ControlWish::Kind::deny;
  ControlWish wish{kind, {}, {}};
  FieldReader fields(root);
  if (kAboutSomebody) fields.text("client_id", wish.client_id, kMaxListEntryBytes, true);
  if (kind == ControlWish::Kind::request) fields.text("label", wish.label, kMaxJsonStringBytes, false);
  if (!fields.ok()) return {{}, "a wish about control: `client_id` or `label` is missing or wrong"};
  return {std::move(wish), {}};
}

struct KnownType {
  std::string_view name;
  Reading (*read)(const JsonValue& root);
  std::optional<Extension> extension = {};
  std::size_t max_string = kMaxJsonStringBytes;
};
constexpr KnownType kKnownTypes[] = {
    {"hello", read_hello},
    {"ack", read_ack},
    {"request_keyframe", read_request_keyframe},
    {"decoder_reset", read_decoder_reset},
    {"set_viewport", read_set_viewport},
    {"event", read_event_message},
    {"visibility", read_visibility, Extension::visibility},
    {"paste", read_paste, Extension::ui, kMaxClipboardBytes},
    {"request_control", read_wish<ControlWish::Kind::request>, Extension::ui},
    {"grant_control", read_wish<ControlWish::Kind::grant>, Extension::ui},
    {"deny_control", read_wish<ControlWish::Kind::deny>, Extension::ui},
    {"release_control", read_wish<ControlWish::Kind::release>, Extension::ui},
};

/// The first 64 bytes, not cutting through a UTF-8 sequence.
UnknownMessage unknown(std::string_view type) {
  std::size_t size = type.size();
  if (size > kMaxUnknownTypeBytes) {
    size = kMaxUnknownTypeBytes;
    while (size > 0 && (static_cast<unsigned char>(type[size]) & 0xC0U) == 0x80U) --size;
  }
  return {std::string(type.substr(0, size))};
}

ParsedMessage refuse(Verdict verdict, std::string_view reason, std::optional<Extension> extension = {}) {
  return {verdict, UnknownMessage{}, reason, extension};
}

ParsedMessage parse(std::string_view text) {
  JsonDocument document = read_json(text);
  if (document.number_overflow) return refuse(Verdict::bad, "a number is too large");
  if (!document.valid) return refuse(Verdict::not_json, "not UTF-8 JSON");
  const JsonValue* type = document.root.find("type");
  if (type == nullptr || !type->is(JsonValue::Kind::string)) {
    return refuse(Verdict::not_json, "not an object with a string `type`");
  }
  for (const KnownType& known : kKnownTypes) {
    if (type->text != known.name) continue;
    if (!document.within_limits && known.max_string > kMaxJsonStringBytes) {
      document = {};  // first, so that two trees are never held
      document = read_json(text, known.max_string);
    }
    if (!document.within_limits)
      return refuse(Verdict::bad, "too deep, too many members or too long a string", known.extension);
    Reading reading = known.read(document.root);
    if (!reading.reason.empty()) return refuse(Verdict::bad, reading.reason, known.extension);
    return {Verdict::ok, std::move(reading.message), {}, known.extension, reading.field_ignored};
  }
  return {Verdict::ok, unknown(type->text), {}};
}

}  // namespace

ParsedMessage parse_client_message(std::string_view text) noexcept {
  try {
    return parse(text);
  } catch (const std::exception&) {  // out of memory
    return refuse(Verdict::bad, "no memory to read it");
  }
}

}  // namespace pdum::rfb
