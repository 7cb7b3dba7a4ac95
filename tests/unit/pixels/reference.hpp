#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "unit/pixels/test_frame.hpp"

/// The definitions of BT.601 and BT.709 in real numbers, written down a second time.
namespace pdum::rfb::testing {

using Triple = std::array<double, 3>;

struct Standard {
  double kr, kb, y_steps, c_steps, y_zero;

  explicit Standard(YuvEncoding e)
      : kr(e.matrix == YuvMatrix::bt601 ? 0.299 : 0.2126),
        kb(e.matrix == YuvMatrix::bt601 ? 0.114 : 0.0722),
        y_steps(e.range == YuvRange::limited ? 219 : 255),
        c_steps(e.range == YuvRange::limited ? 224 : 255),
        y_zero(e.range == YuvRange::limited ? 16 : 0) {}

  Triple to_yuv(Triple rgb) const {
    const double y = kr * rgb[0] + (1 - kr - kb) * rgb[1] + kb * rgb[2];
    return {y_zero + y_steps * y / 255, 128 + c_steps * (rgb[2] - y) / (2 * (1 - kb)) / 255,
            128 + c_steps * (rgb[0] - y) / (2 * (1 - kr)) / 255};
  }

  /// Not clamped.
  Triple to_rgb(Triple yuv) const {
    const double y = 255 * (yuv[0] - y_zero) / y_steps;
    const double r = y + 255 * (yuv[2] - 128) / c_steps * 2 * (1 - kr);
    const double b = y + 255 * (yuv[1] - 128) / c_steps * 2 * (1 - kb);
    return {r, (y - kr * r - kb * b) / (1 - kr - kb), b};
  }
};

inline double clamped(double value) {
  return std::clamp(value, 0.0, 255.0);
}

inline Triple rgb_of_packed(const TestPicture& picture, std::size_t x, std::size_t y) {
  const Plane& plane = picture.planes[0];
  const auto byte = [&](std::size_t i) {
    return static_cast<double>(plane.at(x * bytes_per_pixel(picture.format) + i, y));
  };
  switch (picture.format) {
    case PixelFormat::gray8:
      return {byte(0), byte(0), byte(0)};
    case PixelFormat::bgr24:
    case PixelFormat::bgra8:
      return {byte(2), byte(1), byte(0)};
    default:
      return {byte(0), byte(1), byte(2)};
  }
}

/// The samples of a planar picture at a luma position.
inline Triple yuv_of_planar(const TestPicture& picture, std::size_t x, std::size_t y) {
  const double luma = picture.planes[0].at(x, y);
  const auto& planes = picture.planes;
  if (picture.format == PixelFormat::i420) {
    return {luma, static_cast<double>(planes[1].at(x / 2, y / 2)),
            static_cast<double>(planes[2].at(x / 2, y / 2))};
  }
  return {luma, static_cast<double>(planes[1].at(x / 2 * 2, y / 2)),
          static_cast<double>(planes[1].at(x / 2 * 2 + 1, y / 2))};
}

/// What planes ought to hold: 4:2:0 of even sides (`block` 2) or 4:4:4 (`block` 1).
struct ReferenceYuv {
  std::size_t width;   ///< whole blocks
  std::size_t height;  ///< whole blocks
  std::vector<double> y{};
  std::vector<double> u{};
  std::vector<double> v{};

  ReferenceYuv(const TestPicture& from, YuvEncoding encoding, std::size_t block = 2)
      : width((static_cast<std::size_t>(from.width) + block - 1) / block * block),
        height((static_cast<std::size_t>(from.height) + block - 1) / block * block) {
    const auto right = static_cast<std::size_t>(from.width - 1);
    const auto bottom = static_cast<std::size_t>(from.height - 1);
    const Standard to(encoding);
    const Standard own(from.yuv);
    const bool planar = is_planar(from.format);
    const auto rgb = [&](std::size_t x, std::size_t row) {
      const std::size_t cx = std::min(x, right);
      const std::size_t cy = std::min(row, bottom);
      return planar ? own.to_rgb(yuv_of_planar(from, cx, cy)) : rgb_of_packed(from, cx, cy);
    };
    for (std::size_t row = 0; row < height; ++row) {
      for (std::size_t x = 0; x < width; ++x) y.push_back(clamped(to.to_yuv(rgb(x, row))[0]));
    }
    const std::size_t pixels = block * block;
    for (std::size_t row = 0; row < height; row += block) {
      for (std::size_t x = 0; x < width; x += block) {
        Triple mean{};
        for (std::size_t i = 0; i < pixels; ++i) {
          const Triple one = rgb(x + i % block, row + i / block);
          for (std::size_t c = 0; c < 3; ++c) mean[c] += one[c] / static_cast<double>(pixels);
        }
        const Triple yuv = to.to_yuv(mean);
        u.push_back(clamped(yuv[1]));
        v.push_back(clamped(yuv[2]));
      }
    }
  }
};

}  // namespace pdum::rfb::testing
