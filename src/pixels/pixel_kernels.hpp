#pragma once

#include <cstddef>
#include <cstdint>

#include "pixels/yuv_coefficients.hpp"

namespace pdum::rfb {

/// Inner loops over rows, compiled for every vector target and chosen when they run. They write exactly the
/// rows described and read nothing outside the rows given.

/// Two rows of packed pixels (the same row twice at an odd bottom edge) and where their samples go. `width`
/// may be odd: luma rows get padded_to_even(width) samples, chroma rows half of that. `v` null: `u` is a row
/// of UV.
struct PackedRowPair {
  const std::uint8_t* above = nullptr;
  const std::uint8_t* below = nullptr;
  std::size_t width = 0;            ///< pixels
  std::size_t bytes_per_pixel = 4;  ///< 3 or 4
  std::uint8_t* y_above = nullptr;
  std::uint8_t* y_below = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
};
void convert_packed_rows(const PackedRowPair& rows, const PackedToYuv& weights);

/// One row of packed pixels and where its samples go, `width` of each kind.
struct PackedRow444 {
  const std::uint8_t* from = nullptr;
  std::size_t width = 0;            ///< pixels
  std::size_t bytes_per_pixel = 4;  ///< 3 or 4
  std::uint8_t* y = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
};
void convert_packed_row_444(const PackedRow444& row, const PackedToYuv& weights);

/// `count` luma samples of limited range from grey.
void convert_gray_row(const std::uint8_t* gray, std::size_t count, std::uint8_t* y);

void split_uv_row(const std::uint8_t* uv, std::size_t count, std::uint8_t* u, std::uint8_t* v);
void merge_uv_row(const std::uint8_t* u, const std::uint8_t* v, std::size_t count, std::uint8_t* uv);

/// What `convert_packed_row` does with the bytes of a pixel.
struct PackedShape {
  std::size_t from_bytes = 4;  ///< per pixel: 1 (grey), 3 or 4
  std::size_t to_bytes = 3;    ///< 3 or 4; the fourth is 255
  bool swap = false;           ///< exchange red and blue
};
void convert_packed_row(const std::uint8_t* from, std::size_t width, std::uint8_t* to, PackedShape shape);

/// Adds `count` samples times `weight` to `sums`; the caller sees to it that no sum goes over 65535.
void add_weighted_row(const std::uint8_t* row, std::size_t count, std::uint16_t weight, std::uint16_t* sums);

}  // namespace pdum::rfb
