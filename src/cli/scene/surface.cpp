#include "cli/scene/surface.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "cli/scene/material.hpp"
#include "cli/scene/orbit.hpp"
#include "cli/scene/rasteriser.hpp"
#include "cli/scene/simd.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kCells = 52;
constexpr float kDistance = 3.4F;
constexpr float kWaves = 9.2F;     // radians per unit of length
constexpr float kOpening = 0.15F;  // more than 0: the network takes less than half of the ball

float smooth_max(float a, float b, float k) {
  const float h = std::max(k - std::fabs(a - b), 0.0F) / k;
  return std::max(a, b) + h * h * k * 0.25F;
}

float gyroid_ball(Vec3 p) {
  const Vec3 q = p * kWaves;
  const float gyroid =
      std::sin(q.x) * std::cos(q.y) + std::sin(q.y) * std::cos(q.z) + std::sin(q.z) * std::cos(q.x);
  const float network = (gyroid + kOpening) / (1.4F * kWaves);
  return smooth_max(network, length(p) - 1, 0.10F);
}

/// How open the surface lies to the light: 1 at the rim of the ball, falling towards its middle.
std::vector<float> openness(const Mesh& mesh) {
  std::vector<float> tone(mesh.positions.size());
  std::transform(mesh.positions.begin(), mesh.positions.end(), tone.begin(), [](Vec3 p) {
    const float t = std::clamp((length(p) - 0.25F) / 0.75F, 0.0F, 1.0F);
    return t * t * t;
  });
  return tone;
}

PDUM_INLINE Pixel average(Pixel a, Pixel b) noexcept {
  return (a & b) + (((a ^ b) & 0xFEFEFEFEU) >> 1U);
}

/// Marks the pixels from `begin` to `end` of a row of depths beside which the surface ends or steps back.
PDUM_MULTIVERSION
void mark_edges(const float* above, const float* here, const float* below, int begin, int end,
                std::uint8_t* marks) {
  // In 1/z; no facet slopes that much within one pixel.
  constexpr float kStep = 0.012F;
  for (int x = begin; x < end; ++x) {
    const float beside = std::min(here[x - 1], here[x + 1]);
    const float stacked = std::min(above[x], below[x]);
    marks[x] = std::min(beside, stacked) < here[x] - kStep ? 1 : 0;
  }
}

const std::uint8_t* next_mark(const std::uint8_t* mark, const std::uint8_t* end) noexcept {
  const void* found = mark < end ? std::memchr(mark, 1, static_cast<std::size_t>(end - mark)) : nullptr;
  return found != nullptr ? static_cast<const std::uint8_t*>(found) : end;
}

class Surface final : public Scene {
 public:
  Surface(int width, int height)
      : width_(width),
        height_(height),
        orbit_(height),
        mesh_(mesh_of(gyroid_ball, kCells)),
        tone_(openness(mesh_)),
        backdrop_(backdrop(width, height)),
        rasteriser_(width, height),
        marks_(static_cast<std::size_t>(width)) {}

  void handle(const InputEvent& event) override { orbit_.handle(event); }
  bool advance(double seconds) override { return orbit_.advance(seconds); }

  void draw(const Canvas& canvas) override {
    const View view = {.rotation = orbit_.rotation(),
                       .distance = kDistance,
                       .focal = static_cast<float>(std::min(width_, height_) * 1.42 * orbit_.zoom()),
                       .centre_x = static_cast<float>(width_) / 2,
                       .centre_y = static_cast<float>(height_) * 0.48F};
    const PixelRect touched = rasteriser_.draw(mesh_, tone_, view);
    for (int y = 0; y < height_; ++y) {
      std::memcpy(canvas.row(y), backdrop_row(y), static_cast<std::size_t>(width_) * sizeof(Pixel));
    }
    shade(canvas, touched);
    soften_edges(canvas, touched);
  }

 private:
  const Pixel* backdrop_row(int y) const {
    return backdrop_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
  }

  void shade(const Canvas& canvas, const PixelRect& area) const {
    for (int y = area.y0; y < area.y1; ++y) {
      const float* depth = rasteriser_.depth_row(y);
      const std::uint32_t* surface = rasteriser_.surface_row(y);
      Pixel* out = canvas.row(y);
      for (int x = area.x0; x < area.x1; ++x) {
        if (depth[x] > 0) out[x] = material_.shade(surface[x]);
      }
    }
  }

  // Mixes the pixels on an edge with their neighbours; there is no other antialiasing.
  void soften_edges(const Canvas& canvas, const PixelRect& area) {
    const int begin = std::max(area.x0, 1);
    const int end = std::min(area.x1, width_ - 1);
    for (int y = std::max(area.y0, 1); y < std::min(area.y1, height_ - 1); ++y) {
      mark_edges(rasteriser_.depth_row(y - 1), rasteriser_.depth_row(y), rasteriser_.depth_row(y + 1), begin,
                 end, marks_.data());
      Pixel* row = canvas.row(y);
      const std::uint8_t* mark = marks_.data() + begin;
      const std::uint8_t* last = marks_.data() + end;
      while ((mark = next_mark(mark, last)) != last) {
        const auto x = static_cast<std::size_t>(mark++ - marks_.data());
        const Pixel across = average(row[x - 1], row[x + 1]);
        const Pixel along = average(canvas.row(y - 1)[x], canvas.row(y + 1)[x]);
        row[x] = average(row[x], average(across, along));
      }
    }
  }

  int width_;
  int height_;
  Orbit orbit_;
  Mesh mesh_;
  std::vector<float> tone_;
  std::vector<Pixel> backdrop_;
  Material material_;
  Rasteriser rasteriser_;
  std::vector<std::uint8_t> marks_;  ///< one row
};

}  // namespace

std::unique_ptr<Scene> make_surface(int width, int height) {
  return std::make_unique<Surface>(width, height);
}

}  // namespace pdum::rfb::cli
