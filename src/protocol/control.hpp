#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/page.hpp>

#include "protocol/extensions.hpp"

namespace pdum::rfb {

/// Limits on what a viewer may send. Beyond one, a message of a known type is bad; an unknown type stays
/// unknown.
inline constexpr int kMaxJsonDepth = 16;
inline constexpr int kMaxJsonMembers = 256;                    ///< object members in one message
inline constexpr int kMaxJsonElements = 256;                   ///< array elements in one message
inline constexpr std::size_t kMaxJsonStringBytes = 16 * 1024;  ///< `paste`: `kMaxClipboardBytes`
inline constexpr std::size_t kMaxTokenBytes = 8 * 1024;
inline constexpr std::size_t kMaxListEntries = 64;     ///< of `supported` and of `extensions`
inline constexpr std::size_t kMaxListEntryBytes = 64;  ///< of each entry

/// First message of a viewer.
struct Hello {
  std::vector<std::string> supported;
  double device_pixel_ratio = 1;
  std::optional<std::string> token;
  std::vector<std::string> extensions;  ///< as listed, without those whose parameters cannot be read
  ExtensionOffer offer;                 ///< of those that this server knows
  friend bool operator==(const Hello&, const Hello&) = default;
};

/// Frames up to `seq` reached the screen.
struct Ack {
  std::uint64_t seq = 0;  ///< at most 2^53 - 1
  int decode_queue_size = 0;
  bool displayed = true;
  friend bool operator==(const Ack&, const Ack&) = default;
};

struct RequestKeyframe {
  std::string reason;
  friend bool operator==(const RequestKeyframe&, const RequestKeyframe&) = default;
};

struct DecoderReset {
  friend bool operator==(const DecoderReset&, const DecoderReset&) = default;
};

/// The viewer's size. Both wire forms end here: for older clients `pwidth` and `pheight` are what they sent,
/// `width` and `height` are those divided by the ratio.
struct SetViewport {
  double width = 0;   ///< CSS pixels, 0 to 1e6
  double height = 0;  ///< CSS pixels
  int pwidth = 0;     ///< device pixels, 0 to 1,000,000
  int pheight = 0;    ///< device pixels
  double ratio = 1;   ///< device pixels per CSS pixel, above 0
  friend bool operator==(const SetViewport&, const SetViewport&) = default;
};

/// Whether anybody can see the viewer's page (extension `visibility`).
struct Visibility {
  bool visible = true;
  friend bool operator==(const Visibility&, const Visibility&) = default;
};

/// Text from the viewer's clipboard (extension `ui`).
struct PasteMessage {
  std::string text;  ///< at most 48 KiB
  friend bool operator==(const PasteMessage&, const PasteMessage&) = default;
};

/// What a viewer wants of the control over the application (extension `ui`).
struct ControlWish {
  enum class Kind : std::uint8_t { request, grant, deny, release };
  Kind kind = Kind::request;
  std::string client_id;   ///< whom it is about; `grant` and `deny`
  std::string label = {};  ///< what the viewer calls itself, as it came; `request`
  friend bool operator==(const ControlWish&, const ControlWish&) = default;
};

/// One input event, not yet looked into: see `parse_event`.
struct EventMessage {
  std::string_view json;  ///< the event object, a slice of the parsed text
  friend bool operator==(const EventMessage&, const EventMessage&) = default;
};

/// A type this server does not know, or an extension not in force: ignored, not counted.
struct UnknownMessage {
  std::string type;  ///< cut to 64 bytes
  friend bool operator==(const UnknownMessage&, const UnknownMessage&) = default;
};

using ClientMessage = std::variant<Hello, Ack, RequestKeyframe, DecoderReset, SetViewport, EventMessage,
                                   Visibility, PasteMessage, ControlWish, UnknownMessage>;

enum class Verdict : std::uint8_t {
  ok,
  bad,       ///< known type with a missing or mistyped field, or beyond a limit: drop it and count it
  not_json,  ///< not UTF-8 JSON, or not an object with a string `type`: close 1007
};

struct ParsedMessage {
  Verdict verdict = Verdict::not_json;
  ClientMessage message = UnknownMessage{};  ///< meaningful when `ok`
  std::string_view reason;                   ///< why not `ok`; a fixed text, no byte of the peer
  std::optional<Extension> extension =
      {};                      ///< whose type it is: unknown unless in force, whatever the verdict
  bool field_ignored = false;  ///< `ok`, but a mistyped optional field was left out: count it
};

/// Reads one text message of a viewer. Never throws; slices in the result point into `text`.
ParsedMessage parse_client_message(std::string_view text) noexcept;

/// The text a client sends. `parse_client_message(serialise(m)).message == m` for every legal `m`.
std::string serialise(const ClientMessage& message);

/// What `config` says about the extension `ui`.
struct UiAnswer {
  Clipboard clipboard = Clipboard::off;
  bool control = true;  ///< the viewer's input reaches the application
  friend bool operator==(const UiAnswer&, const UiAnswer&) = default;
};

/// Outcome of the negotiation.
struct Config {
  bool webcodecs = false;               ///< transport "webcodecs", else "image"
  int width = 0;                        ///< pixels of the stream
  int height = 0;                       ///< pixels of the stream
  std::string codec;                    ///< left out when empty
  double pixel_ratio = 1;               ///< left out when 1
  std::vector<std::string> extensions;  ///< left out when empty
  std::optional<YuvEncoding> yuv = {};  ///< of `ext.color`
  std::optional<UiAnswer> ui = {};      ///< of `ext.ui`
  ColorSpace color = {};                ///< left out when sRGB
  std::string gamut = {};               ///< of `ext.color`; left out when empty
};

/// New targets of the adaptive controller, informational.
struct SetQuality {
  std::optional<std::int64_t> bitrate;  ///< bit/s
  std::optional<double> fps;
};

/// Server truth, every `stats_interval`.
struct Stats {
  double rtt_ms = 0;
  double fps_sent = 0;
  double fps_acked = 0;
  double bitrate_bps = 0;
  double encode_ms = 0;
  int decode_queue_size = 0;
  std::uint64_t dropped = 0;
  double target_bitrate = 0;  ///< bit/s
  double target_fps = 0;
};

std::string serialise_config(const Config& config);
std::string serialise_set_quality(const SetQuality& quality);
std::string serialise_stats(const Stats& stats);

}  // namespace pdum::rfb
