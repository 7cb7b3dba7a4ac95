#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb::test {

using Rgb = std::array<std::uint8_t, 3>;

/// RGB24 rows, top row first, without gaps.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  Rgb at(int x, int y) const;
  void set(int x, int y, Rgb colour);
};

Picture blank_picture(int width, int height, Rgb colour = {0, 0, 0});
/// Soft shading that moves with `time` (in frames): what a 3-D scene looks like to an encoder.
Picture smooth_picture(int width, int height, int time = 0);
/// Windows, lines and text-like marks on flat ground; a part of it moves with `time`.
Picture ui_picture(int width, int height, int time = 0);
/// Letters with strokes of one pixel, saturated red, blue and green on dark ground.
Picture coloured_text_picture(int width, int height);
/// Sixty colours: corners, edges and inside of the RGB cube, and greys.
std::vector<Rgb> flat_colours();

/// Memory of a frame and the view of it.
struct SourceFrame {
  std::vector<std::uint8_t> bytes;
  FrameView view;
};
/// `picture` in another format. `gap`: bytes between rows. Planar formats are made in `encoding`, exactly
/// rounded, each chroma sample the mean of its pixels.
SourceFrame as_frame(const Picture& picture, PixelFormat format = PixelFormat::rgb24, bool bottom_up = false,
                     std::size_t gap = 0, YuvEncoding encoding = {});

/// The picture that a viewer of `gray8` frames is to see.
Picture gray_of(const Picture& picture);

/// YCbCr → RGB in floating point; planes as `I420Planes` or `I444Planes` have them, cropped to `width` ×
/// `height`.
struct YuvPicture {
  int width = 0;
  int height = 0;
  YuvEncoding encoding;
  std::vector<std::uint8_t> y, u, v;  ///< rows of `y_stride` and `chroma_stride` bytes
  std::size_t y_stride = 0;
  std::size_t chroma_stride = 0;
  int block = 2;  ///< pixels that share a chroma sample, across and down: 1 is 4:4:4
};
Picture to_rgb(const YuvPicture& picture, int width, int height);

double psnr(const Picture& a, const Picture& b);        ///< dB over all channels; infinite when equal
int largest_error(const Picture& a, const Picture& b);  ///< of a channel; 255 when the sizes differ

}  // namespace pdum::rfb::test
