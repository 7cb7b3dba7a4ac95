#pragma once

#include <string>
#include <string_view>

#include <pdum/rfb/color.hpp>

namespace pdum::rfb {

struct JsonValue;

/// Field `color` of `config` and of frame headers:
/// `{"primaries":"display-p3","transfer":"srgb","matrix":"rgb","full_range":true,"bit_depth":8}`.
std::string color_space_text(const ColorSpace& color);
/// Reads it as clients do: sRGB where it is missing (null) or any part of it cannot be read.
ColorSpace read_color_space(const JsonValue* value);

/// What `ext.color` calls the colours that a canvas must hold for it; empty where it has no name.
std::string_view gamut_of(const ColorSpace& color) noexcept;

}  // namespace pdum::rfb
