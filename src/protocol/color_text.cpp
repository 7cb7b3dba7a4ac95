#include "protocol/color_text.hpp"

#include <algorithm>
#include <array>

#include "protocol/field_reader.hpp"
#include "protocol/message_text.hpp"

namespace pdum::rfb {
namespace {

constexpr double kMaxBitDepth = 16;

/// Spellings of the wire, in the order of the enumerations.
constexpr std::array<std::string_view, 3> kPrimaries = {"bt709", "display-p3", "bt2020"};
constexpr std::array<std::string_view, 5> kTransfers = {"srgb", "bt709", "pq", "hlg", "linear"};
constexpr std::array<std::string_view, 3> kMatrices = {"rgb", "bt709", "bt2020-ncl"};

template <class Names, class Enum>
std::string_view name_in(const Names& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

template <class Names, class Enum>
void read_name(FieldReader& fields, std::string_view field, const Names& names, Enum& out) {
  const JsonValue* value = fields.get(field, JsonValue::Kind::string, true);
  if (value == nullptr) return;
  const auto found = std::find(names.begin(), names.end(), value->text);
  if (found == names.end()) return fields.reject(field);
  out = static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string color_space_text(const ColorSpace& color) {
  return ObjectText()
      .string("primaries", name_in(kPrimaries, color.primaries))
      .string("transfer", name_in(kTransfers, color.transfer))
      .string("matrix", name_in(kMatrices, color.matrix))
      .boolean("full_range", color.full_range)
      .integer("bit_depth", color.bit_depth)
      .take();
}

ColorSpace read_color_space(const JsonValue* value) {
  if (value == nullptr || !value->is(JsonValue::Kind::object)) return {};
  ColorSpace color;
  FieldReader fields(*value);
  read_name(fields, "primaries", kPrimaries, color.primaries);
  read_name(fields, "transfer", kTransfers, color.transfer);
  read_name(fields, "matrix", kMatrices, color.matrix);
  if (const JsonValue* full = fields.get("full_range", JsonValue::Kind::boolean, true))
    color.full_range = full->boolean;
  fields.integer("bit_depth", color.bit_depth, 1, kMaxBitDepth, true);
  return fields.ok() ? color : ColorSpace{};
}

std::string_view gamut_of(const ColorSpace& color) noexcept {
  if (color.primaries == ColorPrimaries::bt709) return "srgb";
  return color.primaries == ColorPrimaries::display_p3 ? "display-p3" : "";
}

}  // namespace pdum::rfb
