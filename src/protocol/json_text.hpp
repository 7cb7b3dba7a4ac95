#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pdum::rfb {

/// Writing JSON by appending: no tree, no map, one growing string.

/// `text` in quotes, escaped. `text` is UTF-8; bytes from 0x20 on pass unchanged except `"` and `\`.
void append_json_string(std::string& out, std::string_view text);
void append_json_int(std::string& out, std::int64_t value);
void append_json_int(std::string& out, std::uint64_t value);
/// The shortest text that reads back as `value`: 2, 1.5, 1e+300. `null` for values that are not finite.
void append_json_number(std::string& out, double value);
void append_json_bool(std::string& out, bool value);
void append_json_strings(std::string& out, std::span<const std::string> items);

}  // namespace pdum::rfb
