#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pixels/plane_view.hpp"
#include "pixels/yuv_coefficients.hpp"

namespace pdum::rfb {

/// Rows of an accepted `nv12` or `i420` view, converted one at a time, from the top down.
///
/// Thread safety: one thread.
class PlanarSource {
 public:
  /// Chroma of one row pair; valid until the next call.
  struct Chroma {
    const std::uint8_t* u = nullptr;
    const std::uint8_t* v = nullptr;
  };

  explicit PlanarSource(const FrameView& view);

  const PlaneView& luma() const noexcept { return planes_[0]; }
  std::size_t chroma_rows() const noexcept { return planes_[1].rows; }
  std::size_t columns() const noexcept { return columns_; }  ///< chroma samples of a row

  void convert_luma_row(std::size_t y, const YuvToYuv& weights, std::uint8_t* to);
  Chroma convert_chroma_row(std::size_t y, const YuvToYuv& weights);
  /// `to_bytes` 3 or 4 per pixel; the fourth is 255.
  void convert_to_packed_row(std::size_t y, const YuvToRgb& weights, std::uint8_t* to, std::size_t to_bytes,
                             ByteOrder order);

 private:
  Chroma chroma_row(std::size_t y);

  std::array<PlaneView, 3> planes_;
  std::size_t columns_;
  std::vector<std::uint8_t> split_;      ///< U and V of an `nv12` row
  std::vector<std::uint8_t> converted_;  ///< U and V of another encoding
};

}  // namespace pdum::rfb
