#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// One plane, read from the top row down whatever the order in memory. No rows: the plane does not exist.
struct PlaneView {
  const std::uint8_t* top = nullptr;
  std::ptrdiff_t step = 0;    ///< bytes from a row to the one below it; negative when stored bottom-up
  std::size_t row_bytes = 0;  ///< used bytes of a row
  std::size_t rows = 0;

  const std::uint8_t* row(std::size_t y) const noexcept {
    return top + static_cast<std::ptrdiff_t>(y) * step;
  }
};

/// The planes of a view that `FrameLayout::of` has accepted: one of a packed format, luma and UV of `nv12`,
/// luma, U and V of `i420`.
std::array<PlaneView, 3> planes_of(const FrameView& view);

}  // namespace pdum::rfb
