#pragma once

#include <cstddef>
#include <vector>

namespace pdum::rfb::cli {

/// The Gray–Scott model on a grid that wraps around: U is fed everywhere, V eats U and decays.
class Reaction {
 public:
  Reaction(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }

  void step(float feed, float kill);
  /// Pours V (or washes it away) within `radius` cells around a point; no size or place is wrong.
  void pour(double x, double y, double radius, bool wash);
  /// An empty dish with a few drops at places that depend on `seed` alone.
  void seed(unsigned seed);
  void clear();

  /// Amount of V, 0 to about 0.5. The cells left and right of a row may be read too.
  const float* v_row(int y) const { return v_.data() + index(y); }

 private:
  std::size_t index(int y) const {
    return static_cast<std::size_t>(y + 1) * static_cast<std::size_t>(stride_) + 1;
  }
  static void wrap(std::vector<float>& grid, int width, int height, int stride);

  int width_;
  int height_;
  int stride_;  ///< floats; one cell of border on each side repeats the other side
  std::vector<float> u_, v_, next_u_, next_v_;
};

}  // namespace pdum::rfb::cli
