#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/json_text.hpp"

namespace pdum::rfb {

/// One message as it grows: `{"type":"…"` and then members; or an object within one, whose first member is
/// `name`.
class MessageText {
 public:
  explicit MessageText(std::string_view type, std::string_view name = "type") {
    text_ = "{\"";
    text_ += name;
    text_ += "\":";
    append_json_string(text_, type);
  }
  MessageText& string(std::string_view name, std::string_view value) {
    append_json_string(member(name), value);
    return *this;
  }
  MessageText& strings(std::string_view name, const std::vector<std::string>& value) {
    append_json_strings(member(name), value);
    return *this;
  }
  MessageText& number(std::string_view name, double value) {
    append_json_number(member(name), value);
    return *this;
  }
  MessageText& integer(std::string_view name, std::int64_t value) {
    append_json_int(member(name), value);
    return *this;
  }
  MessageText& unsigned_integer(std::string_view name, std::uint64_t value) {
    append_json_int(member(name), value);
    return *this;
  }
  MessageText& boolean(std::string_view name, bool value) {
    append_json_bool(member(name), value);
    return *this;
  }
  MessageText& raw(std::string_view name, std::string_view json) {
    member(name) += json;
    return *this;
  }
  std::string take() {
    text_ += '}';
    return std::move(text_);
  }

 private:
  std::string& member(std::string_view name) {
    text_ += ",\"";
    text_ += name;
    text_ += "\":";
    return text_;
  }
  std::string text_;
};

}  // namespace pdum::rfb
