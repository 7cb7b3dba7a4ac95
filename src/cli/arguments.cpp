#include "cli/arguments.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <utility>

#include <pdum/rfb/auth.hpp>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr std::array<std::pair<std::string_view, PixelFormat>, 7> kFormats = {{{"rgb24", PixelFormat::rgb24},
                                                                               {"rgba8", PixelFormat::rgba8},
                                                                               {"bgr24", PixelFormat::bgr24},
                                                                               {"bgra8", PixelFormat::bgra8},
                                                                               {"gray8", PixelFormat::gray8},
                                                                               {"nv12", PixelFormat::nv12},
                                                                               {"i420", PixelFormat::i420}}};

constexpr std::array<std::pair<std::string_view, ControlPolicy>, 3> kControls = {
    {{"everyone", ControlPolicy::everyone},
     {"first", ControlPolicy::first},
     {"nobody", ControlPolicy::nobody}}};

constexpr std::array<std::pair<std::string_view, ColorSpace>, 3> kColors = {
    {{"srgb", kSrgb}, {"display-p3", kDisplayP3}, {"bt2020", kBt2020}}};

// Bytes of a token: one that can be guessed is none, and it has to fit into a hello.
constexpr std::size_t kLeastToken = 8;
constexpr std::size_t kMostToken = 1024;

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// What `names` calls `text`; throws `ArgumentError` that lists the names.
template <class Value, std::size_t count>
Value find_name(std::string_view option, std::string_view text,
                const std::array<std::pair<std::string_view, Value>, count>& names) {
  std::string list;
  for (const auto& [name, value] : names) {
    if (name == text) return value;
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  throw ArgumentError(std::string(option) + " is one of " + list + ", not " + quoted(text) + ".");
}

Chroma parse_chroma(std::string_view text) {
  if (text == "auto") return Chroma::automatic;
  if (text == "420") return Chroma::yuv420;
  if (text == "444") return Chroma::yuv444;
  throw ArgumentError("--chroma is one of auto, 420, 444, not " + quoted(text) + ".");
}

int max_side() {
  return ServeOptions{}.max_side;
}

/// A whole number from 1 to the largest side, or 0.
int side(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value >= 1 && value <= max_side() ? value : 0;
}

/// The first line of a file.
std::string read_token(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  if (!std::getline(file, token)) {
    throw ArgumentError("--token-file " + quoted(path) +
                        " has no first line that can be read; write a token into it that is hard to guess.");
  }
  while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
  if (token.size() < kLeastToken || token.size() > kMostToken) {
    throw ArgumentError("The token in --token-file " + quoted(path) + " has " + std::to_string(token.size()) +
                        " bytes; give it " + std::to_string(kLeastToken) + " to " +
                        std::to_string(kMostToken) + ".");
  }
  return token;
}

void check_tls(const ServeArguments& arguments) {
  const bool files = !arguments.tls_certificate.empty() || !arguments.tls_key.empty();
  if (!arguments.tls.empty() && arguments.tls != "self-signed") {
    throw ArgumentError("--tls is self-signed, not " + quoted(arguments.tls) +
                        "; a certificate of your own goes into --tls-cert and --tls-key.");
  }
  if (!arguments.tls.empty() && files) {
    throw ArgumentError("--tls self-signed makes a certificate, so leave out --tls-cert and --tls-key.");
  }
  if (arguments.tls_certificate.empty() != arguments.tls_key.empty()) {
    throw ArgumentError("--tls-cert and --tls-key belong together: give both.");
  }
}

}  // namespace

void add_serve_arguments(Verb& verb, ServeArguments& arguments) {
  verb.text("--host", arguments.host, "Address to listen on; 0.0.0.0 or :: for every interface");
  verb.number("--port", arguments.port, 0, 65535, "Port to listen on; 0 picks a free one");
  verb.text("--size", arguments.size, "Width and height in pixels");
  verb.number("--fps", arguments.fps, 0.001, 1000, "Frames per second");
  verb.texts("--origin", arguments.origins,
             "Another page's origin that may connect, e.g. https://example.org; may be given again");
  verb.number("--still-after", arguments.still_after, 0, 3600,
              "Seconds without a new frame after which viewers get it once more, lossless; 0: never");
  verb.text("--chroma", arguments.chroma,
            "Colour resolution of video: 420, 444 for viewers that can show it, auto as the viewer prefers");
  verb.text("--color", arguments.color,
            "What the numbers of the pixels mean: srgb, display-p3 or bt2020; they are sent as they are");
  verb.text("--control", arguments.control,
            "Who may act: everyone, first (one at a time, the first to begin with) or nobody");
  verb.text("--token-file", arguments.token_file,
            "File whose first line viewers must show: they open the address with #token=… behind it");
  verb.text("--tls", arguments.tls, "self-signed: speak https with a certificate made for development");
  verb.text("--tls-cert", arguments.tls_certificate, "File of the certificate chain (PEM), to speak https");
  verb.text("--tls-key", arguments.tls_key, "File of its private key (PEM)");
  verb.texts("--trusted-proxy", arguments.trusted_proxies,
             "Address or range of a proxy whose X-Forwarded-* fields are believed; may be given again");
  verb.number("--idle-timeout", arguments.idle_timeout, 0, 1'000'000,
              "Seconds without input after which a viewer is closed; 0: never");
  verb.flag("--image", arguments.image, "Send images even to viewers that decode video");
  verb.flag("--no-adaptive", arguments.no_adaptive,
            "Never send less than the bit rate and frame rate allow, even to a viewer that cannot carry it");
  verb.flag("--json", arguments.json, "Print where it listens and every input event as lines of JSON");
}

ServeOptions serve_options(const ServeArguments& arguments) {
  const Size size = parse_size("--size", arguments.size);
  check_tls(arguments);
  ServeOptions options;
  options.width = size.width;
  options.height = size.height;
  options.host = arguments.host;
  options.port = arguments.port;
  options.fps = arguments.fps;
  options.adaptive = !arguments.no_adaptive;
  options.origins = arguments.origins;
  options.tls_certificate = arguments.tls_certificate;
  options.tls_key = arguments.tls_key;
  options.trusted_proxies = arguments.trusted_proxies;
  options.idle_timeout = std::chrono::duration<double>(arguments.idle_timeout);
  options.still_after = std::chrono::duration<double>(arguments.still_after);
  options.transport = arguments.image ? Transport::image : Transport::automatic;
  options.chroma = parse_chroma(arguments.chroma);
  options.control = parse_control("--control", arguments.control);
  options.raw_events = arguments.json;
  if (!arguments.token_file.empty())
    options.authenticate = token_authenticator(read_token(arguments.token_file));
  return options;
}

Size parse_size(std::string_view option, std::string_view text) {
  const std::size_t cross = text.find('x');
  Size size;
  if (cross != std::string_view::npos) {
    size = {side(text.substr(0, cross)), side(text.substr(cross + 1))};
  }
  if (size.width == 0 || size.height == 0) {
    throw ArgumentError(std::string(option) + " is a width and a height, each 1 to " +
                        std::to_string(max_side()) + " pixels, such as 1280x720, not " + quoted(text) + ".");
  }
  return size;
}

PixelFormat parse_format(std::string_view option, std::string_view text) {
  return find_name(option, text, kFormats);
}

ControlPolicy parse_control(std::string_view option, std::string_view text) {
  return find_name(option, text, kControls);
}

ColorSpace parse_color(std::string_view option, std::string_view text) {
  return find_name(option, text, kColors);
}

}  // namespace pdum::rfb::cli
