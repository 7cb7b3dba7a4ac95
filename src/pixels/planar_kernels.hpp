#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "pixels/yuv_coefficients.hpp"

namespace pdum::rfb {

/// Inner loops over rows of planar frames, compiled for every vector target and chosen when they run.

struct ChromaRow {
  const std::uint8_t* u = nullptr;
  const std::uint8_t* v = nullptr;
};

/// terms[2i] = terms[2i + 1] = u[i] * weights.u + v[i] * weights.v + weights.bias: the share of chroma in the
/// two pixels of a column.
void make_chroma_terms(ChromaRow from, std::size_t columns, ChromaWeights weights, std::int32_t* terms);

/// The same, once per column, as a sample: shifted by kPlanarBits and clamped to 0..255.
void make_chroma_samples(ChromaRow from, std::size_t columns, ChromaWeights weights, std::uint8_t* to);

/// to[x] = (y[x] * weight + terms[x]) as a sample.
void make_luma_samples(const std::uint8_t* y, std::size_t count, std::int32_t weight,
                       const std::int32_t* terms, std::uint8_t* to);

/// First, second and third byte of each pixel.
using PlanarRgbRow = std::array<const std::uint8_t*, 3>;

/// `to_bytes` 3 or 4 per pixel; the fourth is 255.
void merge_packed_row(const PlanarRgbRow& from, std::size_t count, std::uint8_t* to, std::size_t to_bytes);

}  // namespace pdum::rfb
