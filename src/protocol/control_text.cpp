#include <array>
#include <utility>

#include "protocol/color_text.hpp"
#include "protocol/control.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_text.hpp"

namespace pdum::rfb {
namespace {

ObjectText yuv_text(const YuvEncoding& yuv) {
  ObjectText text;
  text.string("matrix", name_of(yuv.matrix)).boolean("full_range", yuv.range == YuvRange::full);
  return text;
}

std::string color_text(const ColorOffer& color) {
  std::string yuv = "[";
  for (const YuvOffer& offer : color.yuv) {
    if (yuv.size() > 1) yuv += ',';
    yuv += yuv_text(offer.yuv).integer("error", offer.error).take();
  }
  std::vector<std::string> gamut{"srgb"};
  if (color.display_p3) gamut.emplace_back("display-p3");
  return ObjectText().raw("yuv", yuv + "]").strings("gamut", gamut).take();
}

std::string ui_text(const UiOffer& ui) {
  return ObjectText()
      .boolean("cursor_image", ui.cursor_image)
      .boolean("clipboard_out", ui.clipboard_out)
      .boolean("clipboard_in", ui.clipboard_in)
      .boolean("text_input", ui.text_input)
      .take();
}

/// `ext`, unless it is empty.
void add_ext(MessageText& text, ObjectText ext) {
  if (!ext.empty()) text.raw("ext", ext.take());
}

/// Empty where the defaults say it all.
ObjectText offer_text(const ExtensionOffer& offer) {
  ObjectText ext;
  if (offer.color && *offer.color != ColorOffer{}) ext.raw("color", color_text(*offer.color));
  if (offer.ui && *offer.ui != UiOffer{}) ext.raw("ui", ui_text(*offer.ui));
  return ext;
}

std::string_view name_of(Clipboard clipboard) {
  constexpr std::array<std::string_view, 4> kNames = {"off", "out", "in", "both"};
  return kNames.at(static_cast<std::size_t>(clipboard));
}

ObjectText answer_text(const Config& config) {
  ObjectText ext;
  ObjectText color;
  if (config.yuv) color.raw("yuv", yuv_text(*config.yuv).take());
  if (!config.gamut.empty()) color.string("gamut", config.gamut);
  if (!color.empty()) ext.raw("color", color.take());
  if (config.ui) {
    ext.raw("ui", ObjectText()
                      .string("clipboard", name_of(config.ui->clipboard))
                      .boolean("control", config.ui->control)
                      .take());
  }
  return ext;
}

struct ClientText {
  std::string operator()(const Hello& hello) const {
    MessageText text("hello");
    text.strings("supported", hello.supported).number("device_pixel_ratio", hello.device_pixel_ratio);
    if (hello.token) text.string("token", *hello.token);
    if (!hello.extensions.empty()) text.strings("extensions", hello.extensions);
    add_ext(text, offer_text(hello.offer));
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
    if (!wish.label.empty()) text.string("label", wish.label);
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
  if (config.color != kSrgb) text.raw("color", color_space_text(config.color));
  if (!config.extensions.empty()) text.strings("extensions", config.extensions);
  add_ext(text, answer_text(config));
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
