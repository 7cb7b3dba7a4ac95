#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/json_text.hpp"

namespace pdum::rfb {

/// A JSON object as it grows, member by member. Names are written as they are.
class ObjectText {
 public:
  ObjectText& string(std::string_view name, std::string_view value) {
    append_json_string(member(name), value);
    return *this;
  }
  ObjectText& strings(std::string_view name, const std::vector<std::string>& value) {
    append_json_strings(member(name), value);
    return *this;
  }
  ObjectText& number(std::string_view name, double value) {
    append_json_number(member(name), value);
    return *this;
  }
  ObjectText& integer(std::string_view name, std::int64_t value) {
    append_json_int(member(name), value);
    return *this;
  }
  ObjectText& unsigned_integer(std::string_view name, std::uint64_t value) {
    append_json_int(member(name), value);
    return *this;
  }
  ObjectText& boolean(std::string_view name, bool value) {
    append_json_bool(member(name), value);
    return *this;
  }
  ObjectText& raw(std::string_view name, std::string_view json) {
    member(name) += json;
    return *this;
  }
  bool empty() const { return text_.size() == 1; }
  std::string take() {
    text_ += '}';
    return std::move(text_);
  }

 private:
  std::string& member(std::string_view name) {
    text_ += text_.size() > 1 ? ",\"" : "\"";
    text_ += name;
    text_ += "\":";
    return text_;
  }
  std::string text_ = "{";
};

/// One message: `{"type":"…"` and then members.
class MessageText : public ObjectText {
 public:
  explicit MessageText(std::string_view type) { string("type", type); }
};

}  // namespace pdum::rfb
