#include <array>
#include <utility>

#include "protocol/control.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_text.hpp"

namespace pdum::rfb {
namespace {

std::string yuv_members(const YuvEncoding& yuv) {
  std::string json = R"("matrix":)";
  append_json_string(json, name_of(yuv.matrix));
  json += R"(,"full_range":)";
  append_json_bool(json, yuv.range == YuvRange::full);
  return json;
}

std::string color_entry(const ColorOffer& color) {
  std::string json = R"("color":{"yuv":[)";
  for (const YuvOffer& offer : color.yuv) {
    if (!json.ends_with('[')) json += ',';
    json += '{' + yuv_members(offer.yuv) + R"(,"error":)";
    append_json_int(json, std::int64_t{offer.error});
    json += '}';
  }
  return json + (color.display_p3 ? R"(],"gamut":["srgb","display-p3"]})" : R"(],"gamut":["srgb"]})");
}

std::string ui_entry(const UiOffer& ui) {
  std::string json = R"("ui":{)";
  for (const auto& [name, value] :
       {std::pair{"cursor_image", ui.cursor_image}, std::pair{"clipboard_out", ui.clipboard_out},
        std::pair{"clipboard_in", ui.clipboard_in}, std::pair{"text_input", ui.text_input}}) {
    if (!json.ends_with('{')) json += ',';
    json += '"' + std::string(name) + "\":";
    append_json_bool(json, value);
  }
  return json + '}';
}

/// Empty where the defaults say it all.
std::string offer_text(const ExtensionOffer& offer) {
  std::string json;
  if (offer.color && *offer.color != ColorOffer{}) json = color_entry(*offer.color);
  if (offer.ui && *offer.ui != UiOffer{}) json += (json.empty() ? "" : ",") + ui_entry(*offer.ui);
  return json.empty() ? json : '{' + json + '}';
}

std::string_view name_of(Clipboard clipboard) {
  constexpr std::array<std::string_view, 4> kNames = {"off", "out", "in", "both"};
  return kNames.at(static_cast<std::size_t>(clipboard));
}

/// Empty where there is nothing to say.
std::string answer_text(const Config& config) {
  std::string json;
  if (config.yuv) json = R"("color":{"yuv":{)" + yuv_members(*config.yuv) + "}}";
  if (config.ui) {
    json += json.empty() ? R"("ui":{"clipboard":)" : R"(,"ui":{"clipboard":)";
    append_json_string(json, name_of(config.ui->clipboard));
    json += R"(,"control":)";
    append_json_bool(json, config.ui->control);
    json += '}';
  }
  return json.empty() ? json : '{' + json + '}';
}

struct ClientText {
  std::string operator()(const Hello& hello) const {
    MessageText text("hello");
    text.strings("supported", hello.supported).number("device_pixel_ratio", hello.device_pixel_ratio);
    if (hello.token) text.string("token", *hello.token);
    if (!hello.extensions.empty()) text.strings("extensions", hello.extensions);
    if (const std::string ext = offer_text(hello.offer); !ext.empty()) text.raw("ext", ext);
    return text.take();
  }
  std::string operator()(const Ack& ack) const {
    return MessageText("ack")
        .unsigned_integer("seq", ack.seq)
        .integer("decode_queue_size", ack.decode_queue_size)
        .boolean("displayed", ack.displayed)
        .take();
  }
  std::string operator()(const RequestKeyframe& request) const {
    return MessageText("request_keyframe").string("reason", request.reason).take();
  }
  std::string operator()(const DecoderReset&) const { return MessageText("decoder_reset").take(); }
  std::string operator()(const SetViewport& viewport) const {
    return MessageText("set_viewport")
        .number("width", viewport.width)
        .number("height", viewport.height)
        .integer("pwidth", viewport.pwidth)
        .integer("pheight", viewport.pheight)
        .number("ratio", viewport.ratio)
        .take();
  }
  std::string operator()(const EventMessage& message) const {
    return MessageText("event").raw("event", message.json).take();
  }
  std::string operator()(const Visibility& message) const {
    return MessageText("visibility").string("state", message.visible ? "visible" : "hidden").take();
  }
  std::string operator()(const PasteMessage& message) const {
    return MessageText("paste").string("text", message.text).take();
  }
  std::string operator()(const ControlWish& wish) const {
    constexpr std::array<std::string_view, 4> kTypes = {"request_control", "grant_control", "deny_control",
                                                        "release_control"};
    MessageText text(kTypes.at(static_cast<std::size_t>(wish.kind)));
    const bool about_somebody = wish.kind == ControlWish::Kind::grant || wish.kind == ControlWish::Kind::deny;
    if (about_somebody) text.string("client_id", wish.client_id);
    return text.take();
  }
  std::string operator()(const UnknownMessage& message) const { return MessageText(message.type).take(); }
};

}  // namespace

std::string serialise(const ClientMessage& message) {
  return std::visit(ClientText{}, message);
}

std::string serialise_config(const Config& config) {
  MessageText text("config");
  text.string("transport", config.webcodecs ? "webcodecs" : "image")
      .integer("width", config.width)
      .integer("height", config.height)
      .string("coords", "frame-pixels");
  if (!config.codec.empty()) text.string("codec", config.codec);
  if (config.pixel_ratio != 1) text.number("pixel_ratio", config.pixel_ratio);
  if (!config.extensions.empty()) text.strings("extensions", config.extensions);
  if (const std::string ext = answer_text(config); !ext.empty()) text.raw("ext", ext);
  return text.take();
}

std::string serialise_set_quality(const SetQuality& quality) {
  MessageText text("set_quality");
  if (quality.bitrate) text.integer("bitrate", *quality.bitrate);
  if (quality.fps) text.number("fps", *quality.fps);
  return text.take();
}

std::string serialise_stats(const Stats& stats) {
  return MessageText("stats")
      .number("rtt_ms", stats.rtt_ms)
      .number("fps_sent", stats.fps_sent)
      .number("fps_acked", stats.fps_acked)
      .number("bitrate_bps", stats.bitrate_bps)
      .number("encode_ms", stats.encode_ms)
      .integer("decode_queue_size", stats.decode_queue_size)
      .unsigned_integer("dropped", stats.dropped)
      .number("target_bitrate", stats.target_bitrate)
      .number("target_fps", stats.target_fps)
      .take();
}

}  // namespace pdum::rfb
