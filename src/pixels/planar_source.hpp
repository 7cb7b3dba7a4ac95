#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pixels/planar_kernels.hpp"
#include "pixels/plane_view.hpp"

namespace pdum::rfb {

/// Rows of an accepted `nv12` or `i420` view, converted one at a time, from the top down: work that two luma
/// rows share is done for the upper one.
///
/// Thread safety: one thread.
class PlanarSource {
 public:
  explicit PlanarSource(const FrameView& view);

  const PlaneView& luma() const noexcept { return planes_[0]; }
  std::size_t chroma_rows() const noexcept { return planes_[1].rows; }
  std::size_t columns() const noexcept { return columns_; }  ///< chroma samples of a row

  /// Row `y` after row `y - 1`.
  void convert_luma_row(std::size_t y, const YuvToYuv& weights, std::uint8_t* to);
  /// Row `y` after row `y - 1`; `to_bytes` 3 or 4 per pixel, the fourth is 255.
  void convert_to_packed_row(std::size_t y, const YuvToRgb& weights, std::uint8_t* to, std::size_t to_bytes,
                             ByteOrder order);
  /// Not converted; valid until the next call.
  ChromaRow chroma_row(std::size_t y);
  /// Valid until the next call.
  ChromaRow convert_chroma_row(std::size_t y, const YuvToYuv& weights);

 private:
  std::array<PlaneView, 3> planes_;
  std::size_t columns_;
  std::vector<std::uint8_t> split_;                  ///< U and V of an `nv12` row
  std::vector<std::uint8_t> converted_;              ///< U and V of another encoding
  std::array<std::vector<std::int32_t>, 3> terms_;   ///< of chroma: in luma, or in red, green and blue
  std::array<std::vector<std::uint8_t>, 3> packed_;  ///< first, second and third bytes of a row of pixels
};

}  // namespace pdum::rfb
