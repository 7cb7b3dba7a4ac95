#include "protocol/extensions.hpp"

#include <algorithm>

#include "protocol/field_reader.hpp"
#include "protocol/json_reader.hpp"

namespace pdum::rfb {
namespace {

std::optional<YuvOffer> read_yuv(const JsonValue& value) {
  if (!value.is(JsonValue::Kind::object)) return std::nullopt;
  FieldReader fields(value);
  YuvOffer offer;
  const JsonValue* matrix = fields.get("matrix", JsonValue::Kind::string, true);
  const JsonValue* full_range = fields.get("full_range", JsonValue::Kind::boolean, true);
  fields.integer("error", offer.error, 0, 255, true);
  if (!fields.ok()) return std::nullopt;
  for (const YuvMatrix known : {YuvMatrix::bt601, YuvMatrix::bt709}) {
    if (matrix->text != name_of(known)) continue;
    offer.yuv = {known, full_range->boolean ? YuvRange::full : YuvRange::limited};
    return offer;
  }
  return std::nullopt;
}

/// Entries that cannot be read are left out; lists of another type are mistyped.
std::optional<ColorOffer> read_color(const JsonValue* entry) {
  ColorOffer offer;
  if (entry == nullptr) return offer;
  FieldReader fields(*entry);
  if (const JsonValue* list = fields.get("yuv", JsonValue::Kind::array, false)) {
    const std::size_t count = std::min(list->children.size(), kMaxYuvOffers);
    for (std::size_t i = 0; i < count; ++i) {
      if (const std::optional<YuvOffer> yuv = read_yuv(list->children[i])) offer.yuv.push_back(*yuv);
    }
  }
  if (const JsonValue* list = fields.get("gamut", JsonValue::Kind::array, false)) {
    offer.display_p3 = std::any_of(list->children.begin(), list->children.end(),
                                   [](const JsonValue& gamut) { return gamut.text == "display-p3"; });
  }
  if (!fields.ok()) return std::nullopt;
  return offer;
}

std::optional<UiOffer> read_ui(const JsonValue* entry) {
  UiOffer offer;
  if (entry == nullptr) return offer;
  FieldReader fields(*entry);
  fields.boolean("cursor_image", offer.cursor_image);
  fields.boolean("clipboard_out", offer.clipboard_out);
  fields.boolean("clipboard_in", offer.clipboard_in);
  fields.boolean("text_input", offer.text_input);
  if (!fields.ok()) return std::nullopt;
  return offer;
}

}  // namespace

ExtensionReading read_extension_offer(const std::vector<std::string>& names, const JsonValue* ext) {
  ExtensionReading reading;
  if (ext != nullptr && !ext->is(JsonValue::Kind::object)) {
    reading.ext_ignored = !names.empty();  // else it is an unknown field
    ext = nullptr;
  }
  for (const Extension extension : kExtensions) {
    if (std::find(names.begin(), names.end(), name_of(extension)) == names.end()) continue;
    const JsonValue* entry = ext == nullptr ? nullptr : ext->find(name_of(extension));
    bool readable = entry == nullptr || entry->is(JsonValue::Kind::object);
    if (readable && extension == Extension::color) {
      reading.offer.color = read_color(entry);
      readable = reading.offer.color.has_value();
    } else if (readable && extension == Extension::ui) {
      reading.offer.ui = read_ui(entry);
      readable = reading.offer.ui.has_value();
    } else if (readable) {
      reading.offer.visibility = true;
    }
    if (!readable) reading.mistyped.push_back(extension);
  }
  return reading;
}

}  // namespace pdum::rfb
