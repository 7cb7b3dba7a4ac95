#include "cli/arguments.hpp"

#include <array>
#include <charconv>
#include <locale>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

#include <CLI/CLI.hpp>

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

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// A whole number from 1 to 65,535, or 0.
int side(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value >= 1 && value <= 65535 ? value : 0;
}

/// The number that `text` is as a whole, written as C++ writes it, in every locale.
template <class Number>
std::optional<Number> number_of(const std::string& text) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  Number value{};
  if (!(in >> value) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return value;
}

/// Says what the option takes where CLI11 would speak of a conversion.
template <class Number>
CLI::Validator number_in(Number least, Number most) {
  return {[least, most](const std::string& text) -> std::string {
            const std::optional<Number> value = number_of<Number>(text);
            if (value && *value >= least && *value <= most) return {};
            std::ostringstream sentence;
            sentence.imbue(std::locale::classic());
            sentence << (std::is_integral_v<Number> ? "a whole number from " : "a number from ") << least
                     << " to " << most << ", not " << quoted(std::string_view(text));
            return sentence.str();
          },
          ""};
}

}  // namespace

void add_serve_arguments(CLI::App& verb, ServeArguments& arguments) {
  verb.add_option("--host", arguments.host, "Address to listen on; 0.0.0.0 or :: for every interface")
      ->capture_default_str();
  verb.add_option("--port", arguments.port, "Port to listen on; 0 picks a free one")
      ->check(number_in(0, 65535))
      ->capture_default_str();
  verb.add_option("--size", arguments.size, "Width and height in pixels")->capture_default_str();
  verb.add_option("--fps", arguments.fps, "Frames per second")
      ->check(number_in(0.001, 1000.0))
      ->capture_default_str();
  verb.add_option("--origin", arguments.origins,
                  "Another page's origin that may connect, e.g. https://example.org; may be given again")
      ->take_all();
  verb.add_option("--still-after", arguments.still_after,
                  "Seconds without a new frame after which viewers get it once more, lossless; 0: never")
      ->check(number_in(0.0, 3600.0))
      ->capture_default_str();
  verb.add_flag("--image", arguments.image, "Send images even to viewers that decode video");
  verb.add_flag("--json", arguments.json, "Print where it listens and every input event as lines of JSON");
}

ServeOptions serve_options(const ServeArguments& arguments) {
  const Size size = parse_size("--size", arguments.size);
  ServeOptions options;
  options.width = size.width;
  options.height = size.height;
  options.host = arguments.host;
  options.port = arguments.port;
  options.fps = arguments.fps;
  options.origins = arguments.origins;
  options.still_after = std::chrono::duration<double>(arguments.still_after);
  options.transport = arguments.image ? Transport::image : Transport::automatic;
  options.raw_events = arguments.json;
  return options;
}

Size parse_size(std::string_view option, std::string_view text) {
  const std::size_t cross = text.find('x');
  Size size;
  if (cross != std::string_view::npos) {
    size = {side(text.substr(0, cross)), side(text.substr(cross + 1))};
  }
  if (size.width == 0 || size.height == 0) {
    throw ArgumentError(std::string(option) +
                        " is a width and a height, each 1 to 65535 pixels, such as 1280x720, not " +
                        quoted(text) + ".");
  }
  return size;
}

PixelFormat parse_format(std::string_view option, std::string_view text) {
  std::string names;
  for (const auto& [name, format] : kFormats) {
    if (name == text) return format;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  throw ArgumentError(std::string(option) + " is one of " + names + ", not " + quoted(text) + ".");
}

}  // namespace pdum::rfb::cli
