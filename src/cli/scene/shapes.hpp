#pragma once

#include "cli/scene/canvas.hpp"

namespace pdum::rfb::cli {

struct Spot {
  double x = 0;
  double y = 0;
};

/// The part of the canvas that a box of floats covers, one pixel wider, clipped; empty boxes have x1 <= x0.
struct Box {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  static Box around(double left, double top, double right, double bottom, const Canvas& canvas);
};

/// A line with round ends, antialiased. `alpha` 0 to 1. Points may lie anywhere.
void draw_line(const Canvas& canvas, Spot from, Spot to, double radius, Pixel colour, double alpha = 1);

/// A circle of the given line width.
void draw_ring(const Canvas& canvas, Spot centre, double radius, double line, Pixel colour, double alpha = 1);

/// A filled rectangle with round corners.
void draw_panel(const Canvas& canvas, double x, double y, double width, double height, double corner,
                Pixel colour, double alpha = 1);

}  // namespace pdum::rfb::cli
