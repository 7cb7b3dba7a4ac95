#pragma once

#include "pixels/pixel_kernels.hpp"

namespace pdum::rfb {

/// The samples of `packed_to_yuv.cpp`, bit for bit, one at a time: for processors without vector units that
/// Highway uses.
class ScalarSamples {
 public:
  using Weights = std::array<std::int16_t, 3>;

  explicit ScalarSamples(const PackedToYuv& weights) : weights_(weights) {}

  std::uint8_t y(const std::uint8_t* pixel) const {
    return static_cast<std::uint8_t>(
        (2 * weigh(pixel, weights_.luma) + (weights_.luma_offset << 16) + 0x8000) >> 16);
  }

  /// `sum`: the pixels of a 2×2 block, or one pixel four times, weighed with `weights.u` or `weights.v`.
  static std::uint8_t chroma(int sum) {
    return static_cast<std::uint8_t>((sum + (128 << 16) + 0x7FFF) >> 16);
  }

  static int weigh(const std::uint8_t* pixel, const Weights& w) {
    return pixel[0] * w[0] + pixel[1] * w[1] + pixel[2] * w[2];
  }

 private:
  const PackedToYuv& weights_;
};

/// `convert_packed_rows`.
class ScalarPackedRows {
 public:
  ScalarPackedRows(const PackedRowPair& rows, const PackedToYuv& weights) : rows_(rows), weights_(weights) {}

  void convert() const {
    const ScalarSamples samples(weights_);
    for (std::size_t x = 0; x < (rows_.width + 1) / 2 * 2; ++x) {
      rows_.y_above[x] = samples.y(pixel(rows_.above, x));
      rows_.y_below[x] = samples.y(pixel(rows_.below, x));
    }
    for (std::size_t i = 0; i < (rows_.width + 1) / 2; ++i) {
      if (rows_.v == nullptr) {
        rows_.u[2 * i] = chroma(weights_.u, i);
        rows_.u[2 * i + 1] = chroma(weights_.v, i);
      } else {
        rows_.u[i] = chroma(weights_.u, i);
        rows_.v[i] = chroma(weights_.v, i);
      }
    }
  }

 private:
  const std::uint8_t* pixel(const std::uint8_t* row, std::size_t x) const {
    return row + (x < rows_.width ? x : rows_.width - 1) * rows_.bytes_per_pixel;
  }

  std::uint8_t chroma(const ScalarSamples::Weights& w, std::size_t i) const {
    int sum = 0;
    for (const std::uint8_t* row : {rows_.above, rows_.below}) {
      sum += ScalarSamples::weigh(pixel(row, 2 * i), w) + ScalarSamples::weigh(pixel(row, 2 * i + 1), w);
    }
    return ScalarSamples::chroma(sum);
  }

  const PackedRowPair& rows_;
  const PackedToYuv& weights_;
};

/// `convert_packed_row_444`.
inline void convert_scalar_row_444(const PackedRow444& row, const PackedToYuv& weights) {
  const ScalarSamples samples(weights);
  for (std::size_t x = 0; x < row.width; ++x) {
    const std::uint8_t* const pixel = row.from + x * row.bytes_per_pixel;
    row.y[x] = samples.y(pixel);
    row.u[x] = ScalarSamples::chroma(4 * ScalarSamples::weigh(pixel, weights.u));
    row.v[x] = ScalarSamples::chroma(4 * ScalarSamples::weigh(pixel, weights.v));
  }
}

}  // namespace pdum::rfb
