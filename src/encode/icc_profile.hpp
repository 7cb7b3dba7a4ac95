#pragma once

#include <cstdint>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/frame.hpp>

#include "core/payload.hpp"

namespace pdum::rfb {

enum class IccChannels : std::uint8_t { gray, rgb };

/// An ICC profile of version 4.3 (matrix and curves) that says what the numbers of an image mean, of less
/// than 1 KiB. Empty where none is needed: for sRGB, and for gray with sRGB's curve; and where such a profile
/// cannot say it: for pq and hlg.
Bytes icc_profile(const ColorSpace& color, IccChannels channels);

/// The profiles of one colour space, made once for an encoder of images.
struct IccProfiles {
  explicit IccProfiles(const ColorSpace& color)
      : gray(icc_profile(color, IccChannels::gray)), rgb(icc_profile(color, IccChannels::rgb)) {}
  const Bytes& of(PixelFormat format) const { return format == PixelFormat::gray8 ? gray : rgb; }

  const Bytes gray;
  const Bytes rgb;
};

}  // namespace pdum::rfb
