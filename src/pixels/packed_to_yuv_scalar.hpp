#pragma once

#include "pixels/pixel_kernels.hpp"

namespace pdum::rfb {

/// The samples of `packed_to_yuv.cpp`, bit for bit, one at a time: for processors without vector units that
/// Highway uses.
class ScalarPackedRows {
 public:
  ScalarPackedRows(const PackedRowPair& rows, const PackedToYuv& weights) : rows_(rows), weights_(weights) {}

  void convert() const {
    for (std::size_t x = 0; x < (rows_.width + 1) / 2 * 2; ++x) {
      rows_.y_above[x] = luma(pixel(rows_.above, x));
      rows_.y_below[x] = luma(pixel(rows_.below, x));
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

  std::uint8_t luma(const std::uint8_t* p) const {
    const auto& w = weights_.luma;
    const int sum = p[0] * w[0] + p[1] * w[1] + p[2] * w[2];
    return static_cast<std::uint8_t>((2 * sum + (weights_.luma_offset << 16) + 0x8000) >> 16);
  }

  std::uint8_t chroma(const std::array<std::int16_t, 3>& w, std::size_t i) const {
    int sum = 0;
    for (const std::uint8_t* row : {rows_.above, rows_.below}) {
      const std::uint8_t* const a = pixel(row, 2 * i);
      const std::uint8_t* const b = pixel(row, 2 * i + 1);
      for (std::size_t c = 0; c < w.size(); ++c) sum += (a[c] + b[c]) * w[c];
    }
    return static_cast<std::uint8_t>((sum + (128 << 16) + 0x7FFF) >> 16);
  }

  const PackedRowPair& rows_;
  const PackedToYuv& weights_;
};

}  // namespace pdum::rfb
