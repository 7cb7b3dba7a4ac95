#include "cli/scene/reaction.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "cli/scene/simd.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr float kSpreadU = 0.2F;
constexpr float kSpreadV = 0.1F;

/// Three rows of a grid, each readable one cell to either side.
struct Rows {
  const float* above;
  const float* here;
  const float* below;
};

PDUM_MULTIVERSION
void step_row(Rows u, Rows v, float* __restrict next_u, float* __restrict next_v, int width, float feed,
              float kill) {
  for (int x = 0; x < width; ++x) {
    const float cell_u = u.here[x];
    const float cell_v = v.here[x];
    const float around_u = u.above[x] + u.below[x] + u.here[x - 1] + u.here[x + 1] - 4 * cell_u;
    const float around_v = v.above[x] + v.below[x] + v.here[x - 1] + v.here[x + 1] - 4 * cell_v;
    const float eaten = cell_u * cell_v * cell_v;
    next_u[x] = cell_u + kSpreadU * around_u - eaten + feed * (1 - cell_u);
    next_v[x] = cell_v + kSpreadV * around_v + eaten - (feed + kill) * cell_v;
  }
}

}  // namespace

Reaction::Reaction(int width, int height)
    : width_(width),
      height_(height),
      stride_(width + 2),
      u_(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height + 2), 1.0F),
      v_(u_.size(), 0.0F),
      next_u_(u_),
      next_v_(v_) {}

void Reaction::wrap(std::vector<float>& grid, int width, int height, int stride) {
  const auto step = static_cast<std::size_t>(stride);
  const auto last = static_cast<std::size_t>(height);
  for (std::size_t y = 1; y <= last; ++y) {
    float* row = grid.data() + y * step;
    row[0] = row[width];
    row[width + 1] = row[1];
  }
  std::copy_n(grid.data() + last * step, step, grid.data());
  std::copy_n(grid.data() + step, step, grid.data() + (last + 1) * step);
}

void Reaction::step(float feed, float kill) {
  wrap(u_, width_, height_, stride_);
  wrap(v_, width_, height_, stride_);
  for (int y = 0; y < height_; ++y) {
    const std::size_t at = index(y);
    const auto rows = [at, this](const std::vector<float>& grid) {
      const float* here = grid.data() + at;
      return Rows{here - stride_, here, here + stride_};
    };
    step_row(rows(u_), rows(v_), next_u_.data() + at, next_v_.data() + at, width_, feed, kill);
  }
  u_.swap(next_u_);
  v_.swap(next_v_);
}

void Reaction::pour(double x, double y, double radius, bool wash) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  const auto low = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, limit * 1.0));
  };
  for (int row = low(y - radius, height_); row < low(y + radius + 1, height_); ++row) {
    for (int column = low(x - radius, width_); column < low(x + radius + 1, width_); ++column) {
      if (std::hypot(column - x, row - y) > radius) continue;
      const std::size_t at = index(row) + static_cast<std::size_t>(column);
      u_[at] = wash ? 1.0F : 0.5F;
      v_[at] = wash ? 0.0F : 0.35F;
    }
  }
}

void Reaction::clear() {
  std::fill(u_.begin(), u_.end(), 1.0F);
  std::fill(v_.begin(), v_.end(), 0.0F);
}

void Reaction::seed(unsigned seed) {
  clear();
  std::uint32_t state = seed * 2654435761U + 12345U;
  const auto next = [&state](int limit) {
    state = state * 1664525U + 1013904223U;
    return static_cast<double>((state >> 8U) % static_cast<unsigned>(std::max(limit, 1)));
  };
  const int drops = std::max(width_ * height_ / 5000, 4);
  for (int i = 0; i < drops; ++i) {
    const double x = next(width_);
    const double y = next(height_);
    pour(x, y, 3 + next(4), false);
  }
}

}  // namespace pdum::rfb::cli
