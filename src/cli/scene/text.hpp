#pragma once

#include <string_view>

#include "cli/scene/shapes.hpp"

namespace pdum::rfb::cli {

/// Width in pixels of a text in capitals of the given height; `weight` is the width of the pen.
double text_width(std::string_view text, double height, double weight);

/// Draws capitals, digits and a few signs with strokes, their upper left corner at `at`. Other characters are
/// blank.
void draw_text(const Canvas& canvas, Spot at, std::string_view text, double height, double weight,
               Pixel colour, double alpha = 1);

}  // namespace pdum::rfb::cli
