#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pdum::rfb {

/// One value of a message that was read. Small trees only: see the limits in control.hpp.
struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;                ///< finite; integers beyond 2^53 are rounded, never below it
  std::string key;                  ///< within an object
  std::string text;                 ///< of a string, decoded
  std::vector<JsonValue> children;  ///< members as they came, duplicates too, or elements
  std::string_view raw;             ///< of an object or array: the slice it was read from

  /// The last member called `name` of an object, or null.
  const JsonValue* find(std::string_view name) const noexcept;
  bool is(Kind wanted) const noexcept { return kind == wanted; }
};

/// What reading a text gave.
struct JsonDocument {
  bool valid = false;            ///< UTF-8 JSON from the first byte to the last
  bool within_limits = true;     ///< false: `root` is incomplete, but for its member `type`
  bool number_overflow = false;  ///< a number that no double holds: reading stopped there
  JsonValue root;
};

/// Reads one JSON text, keeping at most 256 members and 256 elements of it (control.hpp has the limits). A
/// text beyond a limit is still read to its end, so that `valid` is exact; only a number that overflows ends
/// it. Allocates at most 8 bytes per byte of `text` plus 128 KiB.
JsonDocument read_json(std::string_view text);
/// The same where strings of up to `max_string` bytes are within the limits.
JsonDocument read_json(std::string_view text, std::size_t max_string);

}  // namespace pdum::rfb
