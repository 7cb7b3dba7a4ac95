#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/json_reader.hpp"

namespace pdum::rfb {

inline constexpr double kMaxSafeInteger = 9007199254740991.0;  // 2^53 - 1

/// Reads members of one object. The first field that is missing, mistyped or out of range is remembered;
/// later calls then do nothing, so a list of calls needs one check at its end.
class FieldReader {
 public:
  explicit FieldReader(const JsonValue& object) : object_(object) {}

  bool ok() const noexcept { return bad_.empty(); }
  std::string_view bad() const noexcept {
    return bad_;
  }  ///< name of the field; the literal that was asked for
  bool has(std::string_view name) const noexcept { return object_.find(name) != nullptr; }
  void reject(std::string_view name) noexcept {
    if (ok()) bad_ = name;
  }

  /// The member if it is there with this kind. Missing: null, and bad only when `required`.
  const JsonValue* get(std::string_view name, JsonValue::Kind kind, bool required) noexcept {
    if (!ok()) return nullptr;
    const JsonValue* value = object_.find(name);
    if (value == nullptr ? required : !value->is(kind)) {
      reject(name);
      return nullptr;
    }
    return value;
  }

  /// `out` keeps its value when an optional field is missing. Range is inclusive.
  void number(std::string_view name, double& out, double low, double high, bool required) noexcept {
    const JsonValue* value = get(name, JsonValue::Kind::number, required);
    if (value == nullptr) return;
    if (!(value->number >= low && value->number <= high)) return reject(name);
    out = value->number == 0 ? 0 : value->number;  // no negative zero
  }

  /// A number above 0.
  void ratio(std::string_view name, double& out, double high, bool required) noexcept {
    number(name, out, 0, high, required);
    if (ok() && !(out > 0)) reject(name);
  }

  /// Numbers without a fraction; the range is checked before the cast.
  template <class Integer>
  void integer(std::string_view name, Integer& out, double low, double high, bool required) noexcept {
    auto value = static_cast<double>(out);
    number(name, value, low, high, required);
    if (ok() && std::trunc(value) != value) reject(name);
    if (ok()) out = static_cast<Integer>(value);
  }

  /// Sizes in device pixels: clients may compute them without rounding.
  void rounded(std::string_view name, int& out, double high, bool required) noexcept {
    auto value = static_cast<double>(out);
    number(name, value, 0, high, required);
    if (ok()) out = static_cast<int>(std::round(value));
  }

  void boolean(std::string_view name, bool& out) noexcept {
    if (const JsonValue* value = get(name, JsonValue::Kind::boolean, false)) out = value->boolean;
  }

  void text(std::string_view name, std::string& out, std::size_t max_bytes, bool required) {
    const JsonValue* value = get(name, JsonValue::Kind::string, required);
    if (value == nullptr) return;
    if (value->text.size() > max_bytes) return reject(name);
    out = value->text;
  }

 private:
  const JsonValue& object_;
  std::string_view bad_;
};

}  // namespace pdum::rfb
