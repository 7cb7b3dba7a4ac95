#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb::testing {

/// An opaque colour.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// The quadrants of the test card's first frame, in reading order.
inline constexpr std::array<Colour, 4> kTestCardColours = {
    {{220, 40, 40}, {40, 200, 40}, {40, 40, 220}, {220, 200, 40}}};

/// A picture to publish: `display.publish(test_card(640, 480, frame))`.
struct Picture {
  int width = 0;                                 ///< pixels
  int height = 0;                                ///< pixels
  std::vector<std::uint8_t> pixels;              ///< RGBA, rows without a gap
  Colour at(int x, int y) const;                 ///< of a pixel inside
  FrameView view() const;                        ///< valid as long as the picture
  operator FrameView() const { return view(); }  // NOLINT(google-explicit-constructor): it is what it is for
};

/// Synthetic pictures. `frame` counts 0, 1, 2 … and moves what moves; the same arguments give the same
/// picture. Any thread. They throw `Error(invalid_frame)` for a side below 1 or above 16,384, or more than
/// 256 MiB.

/// One colour.
Picture solid(int width, int height, Colour colour);
/// Four quadrants of `kTestCardColours` that change places by one with every frame.
Picture test_card(int width, int height, int frame = 0);
/// Red grows to the right, green downwards, blue by 4 with every frame, back at 256.
Picture gradient(int width, int height, int frame = 0);
/// A box of a quarter of the smaller side that goes 4 pixels to the right and 3 down with every frame, and
/// back at the edges.
Picture bouncing_box(int width, int height, int frame = 0);
/// The number of the frame in large digits.
Picture counter(int width, int height, int frame = 0);
/// Black and white squares of `cell` pixels [1, …] that go one pixel to the left with every frame.
Picture checkerboard(int width, int height, int frame = 0, int cell = 16);

/// Draws the test card into RGBA memory of the caller's, rows `stride` bytes apart.
void draw_test_card(std::uint8_t* rgba, int width, int height, std::size_t stride, int frame);

}  // namespace pdum::rfb::testing
