#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pdum::rfb {

/// Which way text may travel between the application and the viewers' clipboards.
enum class Clipboard : std::uint8_t {
  off,   ///< not at all
  out,   ///< `Display::set_clipboard` reaches viewers, who take it with a copy key or a button
  in,    ///< what viewers paste arrives as `Paste` events
  both,  ///< both ways
};

/// A picture of a pointer.
struct CursorImage {
  std::span<const std::byte> png;  ///< a PNG file of at most 32 KiB and 128×128 pixels; copied
  int hot_x = 0;                   ///< pixels from the left: the point that points
  int hot_y = 0;                   ///< pixels from the top
  /// Pixels of the picture to a CSS pixel, 0.5 to 4. Raised where the pointer would be larger than 32 CSS
  /// pixels, which browsers do not show near the edges of a window.
  double scale = 1;
};

/// How the pointer looks over the picture.
struct Cursor {
  /// A CSS name: "default", "none", "crosshair", "pointer", "text", "move", "grab", "grabbing", "wait",
  /// "progress", "help", "not-allowed", "all-scroll", "cell", "copy", "alias", "no-drop", "vertical-text",
  /// "context-menu", "zoom-in", "zoom-out", or one of the resize shapes "ew-", "ns-", "nesw-", "nwse-",
  /// "col-" and "row-resize".
  std::string_view shape = "default";
  /// Shown instead of the shape where the viewer can.
  std::optional<CursorImage> image = std::nullopt;
};

/// Where the application wants text typed, so that phones bring up their keyboard and input methods know the
/// place.
struct TextInput {
  bool active = false;
  double x = 0;       ///< pixels of the frame, left edge
  double y = 0;       ///< pixels of the frame, upper edge
  double width = 0;   ///< pixels of the frame
  double height = 0;  ///< pixels of the frame
};

}  // namespace pdum::rfb
