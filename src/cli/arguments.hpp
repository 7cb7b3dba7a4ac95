#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/frame.hpp>
#include <pdum/rfb/options.hpp>

#include "cli/command_line.hpp"

namespace pdum::rfb::cli {

struct Size {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  friend bool operator==(const Size&, const Size&) = default;
};

/// What every verb that serves frames can be told.
struct ServeArguments {
  std::string host = "127.0.0.1";
  int port = 8765;
  std::string size = "1280x720";
  double fps = 60;
  double still_after = 0;  ///< seconds; 0: never
  std::vector<std::string> origins;
  std::string chroma = "auto";
  std::string color = "srgb";
  std::string control = "everyone";
  std::string token_file;       ///< empty: everyone who reaches the port is let in
  std::string tls;              ///< "self-signed" or empty
  std::string tls_certificate;  ///< file; empty: no TLS, unless `tls`
  std::string tls_key;          ///< file
  std::vector<std::string> trusted_proxies;
  double idle_timeout = 0;  ///< seconds; 0: never
  bool image = false;
  bool no_adaptive = false;
  bool json = false;
};

void add_serve_arguments(Verb& verb, ServeArguments& arguments);

/// Throws `ArgumentError` for values that cannot be meant.
ServeOptions serve_options(const ServeArguments& arguments);

/// "1280x720"; throws `ArgumentError` that names `option`.
Size parse_size(std::string_view option, std::string_view text);
/// "rgb24", "rgba8", …; throws `ArgumentError` that names `option` and lists what there is.
PixelFormat parse_format(std::string_view option, std::string_view text);
/// "everyone", "first", "nobody"; throws `ArgumentError` that names `option` and lists what there is.
ControlPolicy parse_control(std::string_view option, std::string_view text);
/// "srgb", "display-p3", "bt2020"; throws `ArgumentError` that names `option` and lists what there is.
ColorSpace parse_color(std::string_view option, std::string_view text);

}  // namespace pdum::rfb::cli
