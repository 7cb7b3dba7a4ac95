#include "protocol/ui_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "protocol/message_text.hpp"

namespace pdum::rfb {
namespace {

constexpr std::array<std::string_view, 27> kShapes = {
    "default",   "none",        "text",        "crosshair",  "pointer",       "move",        "grab",
    "grabbing",  "wait",        "progress",    "help",       "not-allowed",   "all-scroll",  "ew-resize",
    "ns-resize", "nesw-resize", "nwse-resize", "col-resize", "row-resize",    "zoom-in",     "zoom-out",
    "cell",      "copy",        "alias",       "no-drop",    "vertical-text", "context-menu"};

constexpr int kMaxCursorSide = 128;
constexpr std::size_t kMaxCursorBytes = 32 * 1024;
constexpr double kMaxCursorCssSide = 32;
constexpr double kMinScale = 0.5;
constexpr double kMaxScale = 4;
constexpr double kMaxCoordinate = 1e6;

/// Takes code points from the front of UTF-8; nothing at the end and where it is not UTF-8 (RFC 3629).
std::optional<char32_t> take_code_point(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || text.size() < size) return std::nullopt;
  char32_t code = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return std::nullopt;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[size] || code > 0x10FFFF || surrogate) return std::nullopt;
  text.remove_prefix(size);
  return code;
}

bool is_utf8(std::string_view text) {
  while (take_code_point(text)) {
  }
  return text.empty();
}

/// Control characters, line ends, and marks that turn the direction of what follows.
bool is_stripped(char32_t code) {
  const auto in = [code](char32_t first, char32_t last) { return code >= first && code <= last; };
  return in(0, 0x1F) || in(0x7F, 0x9F) || code == 0x061C || in(0x200E, 0x200F) || in(0x2028, 0x202E) ||
         in(0x2066, 0x2069);
}

struct PngSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// Of the header that every PNG file begins with (ISO/IEC 15948, 11.2.2).
std::optional<PngSize> png_size(std::span<const std::byte> png) {
  constexpr std::array<unsigned char, 16> kBegin = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                                                    0,    0,   0,   13,  'I',  'H',  'D',  'R'};
  if (png.size() < kBegin.size() + 8) return std::nullopt;
  const auto same = [](std::byte a, unsigned char b) { return static_cast<unsigned char>(a) == b; };
  if (!std::equal(kBegin.begin(), kBegin.end(), png.begin(),
                  [&](unsigned char b, std::byte a) { return same(a, b); })) {
    return std::nullopt;
  }
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint32_t>(png[at + i]);
    return value;
  };
  return PngSize{number(kBegin.size()), number(kBegin.size() + 4)};
}

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<std::uint32_t>(bytes[i + k]) : 0U;
    };
    const std::uint32_t three = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) text += kLetters[three >> shift & 0x3FU];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

bool is_shape(std::string_view shape) {
  return std::find(kShapes.begin(), kShapes.end(), shape) != kShapes.end();
}

/// What is wrong with an image; empty: nothing.
std::string fault_of(const CursorImage& image, const std::optional<PngSize>& size) {
  if (!size) return "the image of a cursor is a PNG file; these bytes are none";
  if (image.png.size() > kMaxCursorBytes) return "the image of a cursor is at most 32 KiB of PNG";
  if (size->width == 0 || size->height == 0 || size->width > kMaxCursorSide || size->height > kMaxCursorSide)
    return "the image of a cursor has 1 to 128 pixels a side";
  const bool inside = image.hot_x >= 0 && image.hot_y >= 0 && image.hot_x < static_cast<int>(size->width) &&
                      image.hot_y < static_cast<int>(size->height);
  if (!inside) return "the hot spot of a cursor lies inside its image";
  if (!(image.scale >= kMinScale && image.scale <= kMaxScale)) return "the scale of a cursor is 0.5 to 4";
  return {};
}

/// UTF-8 without control characters and what turns the direction of text, cut to so many code points.
std::string clean_line(std::string_view text, std::size_t most) {
  std::string clean;
  std::size_t count = 0;
  while (!text.empty() && count < most) {
    const std::string_view before = text;
    const char32_t code = take_code_point(text).value_or(0);
    if (is_stripped(code)) continue;
    clean += before.substr(0, before.size() - text.size());
    ++count;
  }
  return clean;
}

}  // namespace

Result<std::string> serialise_cursor(const Cursor& cursor) {
  if (!is_shape(cursor.shape)) {
    return Failure{"no pointer is called \"" + std::string(cursor.shape) +
                   "\"; use a CSS name such as default, crosshair or grab (page.hpp lists them all)"};
  }
  MessageText text("cursor");
  text.string("shape", cursor.shape);
  if (!cursor.image) return text.take();
  const CursorImage& image = *cursor.image;
  const std::optional<PngSize> size = png_size(image.png);
  if (const std::string fault = fault_of(image, size); !fault.empty()) return Failure{fault};
  const double side = std::max(size->width, size->height);
  ObjectText picture;
  picture.string("mime", "image/png")
      .string("data", base64(image.png))
      .unsigned_integer("width", size->width)
      .unsigned_integer("height", size->height)
      .integer("hot_x", image.hot_x)
      .integer("hot_y", image.hot_y)
      .number("scale", std::max(image.scale, side / kMaxCursorCssSide));
  return text.raw("image", picture.take()).take();
}

Result<std::string> serialise_title(std::string_view text) {
  if (!is_utf8(text)) return Failure{"the title is not UTF-8; convert it first"};
  return MessageText("title").string("text", clean_line(text, kMaxTitleCodePoints)).take();
}

std::string clean_label(std::string_view text) {
  return is_utf8(text) ? clean_line(text, kMaxLabelCodePoints) : std::string();
}

Result<std::string> serialise_clipboard(std::uint64_t id, std::string_view text) {
  constexpr std::size_t kMaxMessageBytes = 64 * 1024;
  if (!is_utf8(text)) return Failure{"the text for the clipboard is not UTF-8; convert it first"};
  if (text.size() > kMaxClipboardBytes)
    return Failure{"the text for the clipboard is " + std::to_string(text.size()) +
                   " bytes long; give at most 48 KiB"};
  std::string message = MessageText("clipboard").unsigned_integer("id", id).string("text", text).take();
  if (message.size() > kMaxMessageBytes)
    return Failure{"text for the clipboard is at most 64 KiB once its control characters are escaped"};
  return message;
}

Result<std::string> serialise_text_input(const TextInput& area) {
  for (const double value : {area.x, area.y, area.width, area.height}) {
    if (!(std::abs(value) <= kMaxCoordinate)) return Failure{"a text field lies within a million pixels"};
  }
  MessageText text("text_input");
  text.boolean("active", area.active);
  if (area.active) {
    text.number("x", area.x).number("y", area.y).number("width", area.width).number("height", area.height);
  }
  return text.take();
}

std::string serialise_role(const RoleState& role) {
  MessageText text("role");
  text.string("role", role.is_operator ? "operator" : "viewer")
      .boolean("control", role.control)
      .boolean("may_request", role.may_request)
      .integer("controllers", role.controllers);
  if (role.pending) text.boolean("pending", true);
  return text.take();
}

std::string serialise_control_request(std::string_view client_id, std::string_view label, int expires_s) {
  MessageText text("control_request");
  text.string("client_id", client_id);
  if (!label.empty()) text.string("label", label);
  return text.integer("expires_s", expires_s).take();
}

std::string serialise_control_denied(std::string_view reason) {
  return MessageText("control_denied").string("reason", reason).take();
}

}  // namespace pdum::rfb
