#pragma once

#include <cstddef>
#include <cstdint>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// Length of a destination luma side for a source side of `pixels`: 4:2:0 encoders want even sizes.
constexpr int padded_to_even(int pixels) noexcept {
  return (pixels + 1) / 2 * 2;
}

/// Where `convert_to_i420` writes, top row first. With W = padded_to_even(width), H = padded_to_even(height):
/// `y` gets H rows of W bytes, `u` and `v` get H/2 rows of W/2 bytes; nothing else is written. Strides are
/// bytes from one row to the next, at least the row.
struct I420Planes {
  std::uint8_t* y = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
  std::size_t y_stride = 0;
  std::size_t u_stride = 0;
  std::size_t v_stride = 0;
};

/// Where `convert_to_nv12` writes: `y` as above, `uv` gets H/2 rows of W bytes, U first.
struct Nv12Planes {
  std::uint8_t* y = nullptr;
  std::uint8_t* uv = nullptr;
  std::size_t y_stride = 0;
  std::size_t uv_stride = 0;
};

/// Where `convert_to_i444` writes: each plane gets `height` rows of `width` bytes, not padded.
struct I444Planes {
  std::uint8_t* y = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
  std::size_t y_stride = 0;
  std::size_t u_stride = 0;
  std::size_t v_stride = 0;
};

/// Conversions of a view that `FrameLayout::of` has accepted: any format, stride, odd size, bottom-up. The
/// destination must not overlap the source. An odd last column or row is written twice (the edge repeated),
/// so the destination has even sides. Chroma is that of the mean RGB of each 2×2 block. Results are within 1
/// of the real numbers. Alpha is ignored. `nv12` and `i420` views keep their samples when `encoding` equals
/// `view.yuv`, otherwise they are converted to it. Thread safety: pure functions, any thread. They do not
/// throw for an accepted view.
void convert_to_i420(const FrameView& view, YuvEncoding encoding, const I420Planes& to);
void convert_to_nv12(const FrameView& view, YuvEncoding encoding, const Nv12Planes& to);

/// The same with chroma for every pixel, and nothing padded: 4:4:4 encoders take odd sizes. Each chroma
/// sample of `nv12` and `i420` serves its 2×2 pixels.
void convert_to_i444(const FrameView& view, YuvEncoding encoding, const I444Planes& to);

/// Red, green, blue, three bytes a pixel, top row first: `view.height` rows of `view.width * 3` bytes at
/// `to`, `stride` bytes apart. Not padded. Each chroma sample of `nv12` and `i420` serves its 2×2 pixels.
void convert_to_rgb24(const FrameView& view, std::uint8_t* to, std::size_t stride);

/// The same with four bytes a pixel in the order of `rgba8` or `bgra8`; the fourth is 255.
void convert_to_rgba8(const FrameView& view, std::uint8_t* to, std::size_t stride);
void convert_to_bgra8(const FrameView& view, std::uint8_t* to, std::size_t stride);

}  // namespace pdum::rfb
