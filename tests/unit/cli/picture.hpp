#pragma once

#include <vector>

#include "cli/scene/canvas.hpp"

namespace pdum::rfb::cli {

/// Pixels with a canvas over them and, to the right of each row, a guard that nobody may touch.
struct Picture {
  static constexpr int kGuard = 3;
  static constexpr Pixel kGuardPixel = 0x12345678;

  Picture(int columns, int rows)
      : width(columns),
        height(rows),
        pixels(static_cast<std::size_t>(columns + kGuard) * static_cast<std::size_t>(rows), kGuardPixel) {}

  Canvas canvas() { return {pixels.data(), width, height, static_cast<std::size_t>(width + kGuard)}; }
  Pixel at(int x, int y) { return canvas().row(y)[x]; }
  bool guard_intact() {
    for (int y = 0; y < height; ++y) {
      for (int x = width; x < width + kGuard; ++x) {
        if (at(x, y) != kGuardPixel) return false;
      }
    }
    return true;
  }
  /// Pixels that were drawn and differ from `other`.
  int count_other_than(Pixel other) {
    int count = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) count += at(x, y) != other ? 1 : 0;
    }
    return count;
  }

  int width;
  int height;
  std::vector<Pixel> pixels;
};

}  // namespace pdum::rfb::cli
