#include "protocol/control.hpp"

#include <gtest/gtest.h>

#include "unit/protocol/wire_fixtures.hpp"

namespace pdum::rfb {
namespace {

using test::input_of;
using test::load_cases;
using Json = nlohmann::ordered_json;

std::string_view name_of(Verdict verdict) {
  if (verdict == Verdict::ok) return "ok";
  return verdict == Verdict::bad ? "bad" : "not_json";
}

struct TypeName {
  std::string_view operator()(const Hello&) const { return "hello"; }
  std::string_view operator()(const Ack&) const { return "ack"; }
  std::string_view operator()(const RequestKeyframe&) const { return "request_keyframe"; }
  std::string_view operator()(const DecoderReset&) const { return "decoder_reset"; }
  std::string_view operator()(const SetViewport&) const { return "set_viewport"; }
  std::string_view operator()(const EventMessage&) const { return "event"; }
  std::string_view operator()(const Visibility&) const { return "visibility"; }
  std::string_view operator()(const PasteMessage&) const { return "paste"; }
  std::string_view operator()(const ControlWish&) const { return "control"; }
  std::string_view operator()(const UnknownMessage&) const { return "unknown"; }
};

/// The fields of a message as the fixtures spell them.
struct Meaning {
  static Json color(const ColorOffer& offer) {
    Json yuv = Json::array();
    for (const YuvOffer& one : offer.yuv) {
      yuv.push_back({{"matrix", name_of(one.yuv.matrix)},
                     {"full_range", one.yuv.range == YuvRange::full},
                     {"error", one.error}});
    }
    return {{"yuv", yuv}, {"display_p3", offer.display_p3}};
  }
  Json operator()(const Hello& m) const {
    Json json = {{"supported", m.supported},
                 {"device_pixel_ratio", m.device_pixel_ratio},
                 {"token", m.token ? Json(*m.token) : Json()},
                 {"extensions", m.extensions}};
    if (m.offer.color) json["color"] = color(*m.offer.color);
    if (m.offer.ui) {
      const UiOffer& ui = *m.offer.ui;
      json["ui"] = {{"cursor_image", ui.cursor_image},
                    {"clipboard_out", ui.clipboard_out},
                    {"clipboard_in", ui.clipboard_in},
                    {"text_input", ui.text_input}};
    }
    if (m.offer.visibility) json["visibility"] = true;
    return json;
  }
  Json operator()(const Ack& m) const {
    return {{"seq", m.seq}, {"decode_queue_size", m.decode_queue_size}, {"displayed", m.displayed}};
  }
  Json operator()(const RequestKeyframe& m) const { return {{"reason", m.reason}}; }
  Json operator()(const DecoderReset&) const { return Json::object(); }
  Json operator()(const SetViewport& m) const {
    return {{"width", m.width},
            {"height", m.height},
            {"pwidth", m.pwidth},
            {"pheight", m.pheight},
            {"ratio", m.ratio}};
  }
  Json operator()(const EventMessage& m) const { return {{"json", m.json}}; }
  Json operator()(const PasteMessage& m) const { return {{"text", m.text}}; }
  Json operator()(const ControlWish& m) const {
    return {{"kind", static_cast<int>(m.kind)}, {"client_id", m.client_id}, {"label", m.label}};
  }
  Json operator()(const Visibility& m) const { return {{"visible", m.visible}}; }
  Json operator()(const UnknownMessage& m) const { return {{"type", m.type}}; }
};

TEST(Control, ReadsTheGoldenMessages) {
  for (const Json& item : load_cases("control_client.json")) {
    SCOPED_TRACE(item["name"]);
    const std::string text = input_of(item, "text");
    const ParsedMessage parsed = parse_client_message(text);
    EXPECT_EQ(name_of(parsed.verdict), item["verdict"]) << parsed.reason;
    EXPECT_EQ(parsed.reason.empty(), parsed.verdict == Verdict::ok);
    EXPECT_EQ(parsed.field_ignored, item.value("field_ignored", false));
    if (parsed.verdict != Verdict::ok || item["verdict"] != "ok") continue;
    EXPECT_EQ(std::visit(TypeName{}, parsed.message), item["type"]);
    if (item.contains("meaning")) {
      EXPECT_EQ(std::visit(Meaning{}, parsed.message), item["meaning"]);
    }
    if (item.value("round_trip", false)) {
      EXPECT_EQ(serialise(parsed.message), text);
    }
  }
}

TEST(Control, WhatIsSerialisedReadsBackTheSame) {
  for (const Json& item : load_cases("control_client.json")) {
    const std::string text = input_of(item, "text");
    const ParsedMessage parsed = parse_client_message(text);
    if (parsed.verdict != Verdict::ok) continue;
    const std::string again = serialise(parsed.message);
    EXPECT_EQ(parse_client_message(again).message, parsed.message) << item["name"];
  }
}

TEST(Control, EventTextIsASliceOfTheMessage) {
  const std::string text = R"({"type":"event","event":{"type":"show"}})";
  const ParsedMessage parsed = parse_client_message(text);
  const auto& event = std::get<EventMessage>(parsed.message);
  EXPECT_EQ(event.json.data(), text.data() + text.find(R"({"type":"show")"));
}

TEST(Control, EveryTruncationOfAMessageIsNotJson) {
  const std::string text =
      R"({"type":"hello","supported":["image/png"],"device_pixel_ratio":1.5,"token":"é","extensions":["a"]})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(parse_client_message(std::string_view(text).substr(0, size)).verdict, Verdict::not_json)
        << size;
  }
}

TEST(Control, ACutTypeDoesNotEndInsideACharacter) {
  const ParsedMessage parsed = parse_client_message("{\"type\":\"" + std::string(63, 'a') + "é\"}");
  EXPECT_EQ(std::get<UnknownMessage>(parsed.message).type, std::string(63, 'a'));
}

std::string serialise_fields(const Json& fields) {
  if (fields["type"] == "config") {
    std::optional<YuvEncoding> yuv;
    std::optional<UiAnswer> ui;
    if (fields.contains("ui"))
      ui = UiAnswer{fields["ui"]["clipboard"] == "both" ? Clipboard::both : Clipboard::off,
                    fields["ui"]["control"]};
    if (fields.contains("yuv")) {
      yuv = {fields["yuv"]["matrix"] == "bt709" ? YuvMatrix::bt709 : YuvMatrix::bt601,
             fields["yuv"]["full_range"] ? YuvRange::full : YuvRange::limited};
    }
    return serialise_config({fields["transport"] == "webcodecs", fields["width"], fields["height"],
                             fields.value("codec", ""), fields.value("pixel_ratio", 1.0),
                             fields.value("extensions", std::vector<std::string>{}), yuv, ui,
                             test::color_of(fields), fields.value("gamut", "")});
  }
  if (fields["type"] == "set_quality") {
    SetQuality quality;
    if (fields.contains("bitrate")) quality.bitrate = fields["bitrate"].get<std::int64_t>();
    if (fields.contains("fps")) quality.fps = fields["fps"].get<double>();
    return serialise_set_quality(quality);
  }
  return serialise_stats({fields["rtt_ms"], fields["fps_sent"], fields["fps_acked"], fields["bitrate_bps"],
                          fields["encode_ms"], fields["decode_queue_size"], fields["dropped"],
                          fields["target_bitrate"], fields["target_fps"]});
}

TEST(Control, WritesTheGoldenServerMessages) {
  for (const Json& item : load_cases("control_server.json")) {
    EXPECT_EQ(serialise_fields(item["fields"]), item["text"]) << item["name"];
  }
}

}  // namespace
}  // namespace pdum::rfb
