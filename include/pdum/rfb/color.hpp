#pragma once

#include <cstdint>

namespace pdum::rfb {

/// What full red, green and blue look like; white is D65 in all of them.
enum class ColorPrimaries : std::uint8_t {
  bt709,       ///< those of sRGB and HDTV
  display_p3,  ///< wider: today's displays
  bt2020,      ///< widest: UHDTV
};

/// How the numbers of a channel follow the light.
enum class ColorTransfer : std::uint8_t {
  srgb,    ///< IEC 61966-2-1
  bt709,   ///< ITU-R BT.709, and BT.2020
  pq,      ///< SMPTE ST 2084
  hlg,     ///< ARIB STD-B67
  linear,  ///< in proportion
};

/// How the application's own samples mix the channels. `rgb`: not at all.
enum class ColorMatrix : std::uint8_t { rgb, bt709, bt2020_ncl };

/// What the numbers of a frame mean. Tags: they travel with the frame (header, video stream, image file) so
/// that the viewer's browser shows the right colours; pixels are never converted.
struct ColorSpace {
  ColorPrimaries primaries = ColorPrimaries::bt709;  ///< default: sRGB's
  ColorTransfer transfer = ColorTransfer::srgb;      ///< default: sRGB's
  /// Told to viewers and used for nothing: samples of `nv12` and `i420` mean what `FrameView::yuv` says, and
  /// what travels says itself how it was converted.
  ColorMatrix matrix = ColorMatrix::rgb;
  bool full_range = true;  ///< of the application's own samples, told as `matrix` is
  int bit_depth = 8;       ///< bits [1, 16] a channel of the source; frames have 8
  friend bool operator==(const ColorSpace&, const ColorSpace&) = default;
};

inline constexpr ColorSpace kSrgb{};  ///< what everything is that says nothing
inline constexpr ColorSpace kDisplayP3{.primaries = ColorPrimaries::display_p3};
inline constexpr ColorSpace kBt2020{.primaries = ColorPrimaries::bt2020, .transfer = ColorTransfer::bt709};

}  // namespace pdum::rfb
