#include "protocol/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace pdum::rfb {
namespace {

void append_control_character(std::string& out, unsigned char byte) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
  }
}

template <class Value>
void append_chars(std::string& out, Value value) {
  std::array<char, 32> buffer;  // NOLINT: filled by to_chars
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  if (error == std::errc{}) out.append(buffer.data(), end);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      append_control_character(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json_int(std::string& out, std::int64_t value) {
  append_chars(out, value);
}
void append_json_int(std::string& out, std::uint64_t value) {
  append_chars(out, value);
}

void append_json_number(std::string& out, double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: below it every integer has its own double
  if (!std::isfinite(value)) {
    out += "null";
  } else if (std::abs(value) < kExact && std::trunc(value) == value) {
    append_chars(out, static_cast<std::int64_t>(value));  // to_chars would shorten 100000 to 1e+05
  } else {
    append_chars(out, value);
  }
}

void append_json_bool(std::string& out, bool value) {
  out += value ? "true" : "false";
}

void append_json_strings(std::string& out, std::span<const std::string> items) {
  out += '[';
  for (const std::string& item : items) {
    if (&item != items.data()) out += ',';
    append_json_string(out, item);
  }
  out += ']';
}

}  // namespace pdum::rfb
