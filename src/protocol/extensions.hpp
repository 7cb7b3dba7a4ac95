#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// Additions to the protocol that both sides must have agreed on; all in version 1.
enum class Extension : std::uint8_t { color, ui, visibility };

inline constexpr std::array<Extension, 3> kExtensions = {Extension::color, Extension::ui,
                                                         Extension::visibility};

constexpr std::string_view name_of(Extension extension) noexcept {
  switch (extension) {
    case Extension::color:
      return "color";
    case Extension::ui:
      return "ui";
    case Extension::visibility:
      return "visibility";
  }
  return {};
}

constexpr std::string_view name_of(YuvMatrix matrix) noexcept {
  return matrix == YuvMatrix::bt709 ? "bt709" : "bt601";
}

/// How exactly a viewer's browser reproduced one conversion.
struct YuvOffer {
  YuvEncoding yuv;
  int error = 0;  ///< largest error of a channel, 0 to 255
  friend bool operator==(const YuvOffer&, const YuvOffer&) = default;
};

inline constexpr std::size_t kMaxYuvOffers = 4;
inline constexpr std::size_t kMaxClipboardBytes = 48 * 1024;  ///< of UTF-8, both ways

struct ColorOffer {
  std::vector<YuvOffer> yuv;  ///< at most `kMaxYuvOffers`
  bool display_p3 = false;    ///< the canvas can show it
  friend bool operator==(const ColorOffer&, const ColorOffer&) = default;
};

/// What the viewer's page can do with messages of `ui`.
struct UiOffer {
  bool cursor_image = false;
  bool clipboard_out = false;
  bool clipboard_in = false;
  bool text_input = false;
  friend bool operator==(const UiOffer&, const UiOffer&) = default;
};

/// The extensions a viewer speaks, with its parameters.
struct ExtensionOffer {
  std::optional<ColorOffer> color;
  std::optional<UiOffer> ui;
  bool visibility = false;

  bool has(Extension extension) const noexcept {
    if (extension == Extension::visibility) return visibility;
    return extension == Extension::color ? color.has_value() : ui.has_value();
  }
  friend bool operator==(const ExtensionOffer&, const ExtensionOffer&) = default;
};

struct JsonValue;

/// What `hello.ext` says about the extensions that `names` lists.
struct ExtensionReading {
  ExtensionOffer offer;
  std::vector<Extension> mistyped;  ///< listed, but their entry cannot be read: not offered
  bool ext_ignored = false;         ///< `ext` itself was no object
};
/// `ext`: null where `hello` has none.
ExtensionReading read_extension_offer(const std::vector<std::string>& names, const JsonValue* ext);

}  // namespace pdum::rfb
