#pragma once

#include <cstdint>

#include <pdum/rfb/color.hpp>

namespace pdum::rfb {

/// Code points of ITU-T H.273, which video streams and the chunk cICP of PNG have in common.
constexpr std::uint8_t h273_code(ColorPrimaries primaries) noexcept {
  switch (primaries) {
    case ColorPrimaries::display_p3:
      return 12;  // SMPTE EG 432-1
    case ColorPrimaries::bt2020:
      return 9;
    case ColorPrimaries::bt709:
      break;
  }
  return 1;
}

constexpr std::uint8_t h273_code(ColorTransfer transfer) noexcept {
  switch (transfer) {
    case ColorTransfer::bt709:
      return 1;
    case ColorTransfer::pq:
      return 16;
    case ColorTransfer::hlg:
      return 18;
    case ColorTransfer::linear:
      return 8;
    case ColorTransfer::srgb:
      break;
  }
  return 13;
}

/// Whether its numbers look as they do where nothing is said.
constexpr bool looks_like_srgb(const ColorSpace& color) noexcept {
  return color.primaries == ColorPrimaries::bt709 && color.transfer == ColorTransfer::srgb;
}

}  // namespace pdum::rfb
