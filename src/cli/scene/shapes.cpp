#include "cli/scene/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace pdum::rfb::cli {
namespace {

/// Blends `colour` where `distance(x, y)` from the shape's edge, in pixels and negative inside, says so.
template <class Distance>
void paint(const Canvas& canvas, const Box& box, Pixel colour, double alpha, Distance distance) {
  for (int y = box.y0; y < box.y1; ++y) {
    Pixel* row = canvas.row(y);
    for (int x = box.x0; x < box.x1; ++x) {
      const double covered = std::clamp(0.5 - distance(x + 0.5, y + 0.5), 0.0, 1.0);
      if (covered > 0) row[x] = mix(row[x], colour, static_cast<unsigned>(covered * alpha * 256));
    }
  }
}

bool finite(Spot spot) {
  return std::isfinite(spot.x) && std::isfinite(spot.y);
}

}  // namespace

Box Box::around(double left, double top, double right, double bottom, const Canvas& canvas) {
  const auto clip = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
  };
  return {clip(std::floor(left) - 1, canvas.width), clip(std::floor(top) - 1, canvas.height),
          clip(std::ceil(right) + 1, canvas.width), clip(std::ceil(bottom) + 1, canvas.height)};
}

void draw_line(const Canvas& canvas, Spot from, Spot to, double radius, Pixel colour, double alpha) {
  if (!finite(from) || !finite(to)) return;
  const Box box = Box::around(std::min(from.x, to.x) - radius, std::min(from.y, to.y) - radius,
                              std::max(from.x, to.x) + radius, std::max(from.y, to.y) + radius, canvas);
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double inverse = 1 / std::max(dx * dx + dy * dy, 1e-9);
  paint(canvas, box, colour, alpha, [=](double x, double y) {
    const double t = std::clamp(((x - from.x) * dx + (y - from.y) * dy) * inverse, 0.0, 1.0);
    const double px = x - from.x - t * dx;
    const double py = y - from.y - t * dy;
    return std::sqrt(px * px + py * py) - radius;
  });
}

void draw_ring(const Canvas& canvas, Spot centre, double radius, double line, Pixel colour, double alpha) {
  if (!finite(centre)) return;
  const double outer = radius + line;
  const Box box = Box::around(centre.x - outer, centre.y - outer, centre.x + outer, centre.y + outer, canvas);
  paint(canvas, box, colour, alpha, [=](double x, double y) {
    return std::fabs(std::sqrt((x - centre.x) * (x - centre.x) + (y - centre.y) * (y - centre.y)) - radius) -
           line / 2;
  });
}

void draw_panel(const Canvas& canvas, double x, double y, double width, double height, double corner,
                Pixel colour, double alpha) {
  const Box box = Box::around(x, y, x + width, y + height, canvas);
  const double cx = x + width / 2;
  const double cy = y + height / 2;
  paint(canvas, box, colour, alpha, [=](double px, double py) {
    const double dx = std::fabs(px - cx) - (width / 2 - corner);
    const double dy = std::fabs(py - cy) - (height / 2 - corner);
    if (dx <= 0 || dy <= 0) return std::max(dx, dy) - corner;
    return std::sqrt(dx * dx + dy * dy) - corner;
  });
}

}  // namespace pdum::rfb::cli
