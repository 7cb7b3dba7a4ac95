#include <pdum/rfb/testing/patterns.hpp>

#include <algorithm>
#include <cstring>
#include <string>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb::testing {
namespace {

constexpr std::size_t kPixel = 4;
constexpr Colour kGround = {24, 24, 32};
constexpr Colour kInk = {240, 160, 40};

Picture blank(int width, int height) {
  const FrameLayout layout = FrameLayout::make(PixelFormat::rgba8, width, height);
  return {width, height, std::vector<std::uint8_t>(layout.size_bytes, 255)};
}

std::uint8_t* row(Picture& picture, int y) {
  return picture.pixels.data() +
         static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) * kPixel;
}

void fill(std::uint8_t* pixels, int count, Colour colour) {
  for (int i = 0; i < count; ++i, pixels += kPixel) {
    pixels[0] = colour.red;
    pixels[1] = colour.green;
    pixels[2] = colour.blue;
    pixels[3] = 255;
  }
}

/// The part of the box that lies inside.
void draw_box(Picture& picture, int left, int top, int width, int height, Colour colour) {
  const int first = std::clamp(left, 0, picture.width);
  const int last = std::clamp(left + width, first, picture.width);
  for (int y = std::max(top, 0); y < std::min(top + height, picture.height); ++y)
    fill(row(picture, y) + static_cast<std::size_t>(first) * kPixel, last - first, colour);
}

/// Up to `room` and back, one step for each unit of `way`.
int bounce(std::int64_t way, int room) {
  if (room <= 0) return 0;
  const std::int64_t period = 2 * std::int64_t{room};
  const auto there = static_cast<int>((way % period + period) % period);
  return std::min(there, static_cast<int>(period) - there);
}

/// Which of the seven segments of a digit are lit: top, upper left, upper right, middle, lower left, lower
/// right, bottom, from the lowest bit on.
constexpr std::array<unsigned, 11> kSegments = {0b1110111, 0b0100100, 0b1011101, 0b1101101,
                                                0b0101110, 0b1101011, 0b1111011, 0b0100101,
                                                0b1111111, 0b1101111, 0b0001000};

void draw_digit(Picture& picture, unsigned segments, int left, int top, int size) {
  const int pen = std::max(size / 6, 1);
  const int middle = top + size - pen / 2;
  const auto segment = [&](unsigned bit, int x, int y, int width, int height) {
    if (((segments >> bit) & 1U) != 0) draw_box(picture, x, y, width, height, kInk);
  };
  segment(0, left, top, size, pen);
  segment(1, left, top, pen, size);
  segment(2, left + size - pen, top, pen, size);
  segment(3, left, middle, size, pen);
  segment(4, left, top + size, pen, size);
  segment(5, left + size - pen, top + size, pen, size);
  segment(6, left, top + 2 * size - pen, size, pen);
}

}  // namespace

Colour Picture::at(int x, int y) const {
  const std::size_t offset =
      (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * kPixel;
  return {pixels.at(offset), pixels.at(offset + 1), pixels.at(offset + 2)};
}

FrameView Picture::view() const {
  return frame_view(pixels, width, height, PixelFormat::rgba8);
}

Picture solid(int width, int height, Colour colour) {
  Picture picture = blank(width, height);
  draw_box(picture, 0, 0, width, height, colour);
  return picture;
}

void draw_test_card(std::uint8_t* rgba, int width, int height, std::size_t stride, int frame) {
  const auto turn = static_cast<std::size_t>(static_cast<unsigned>(frame) % 4);
  const int half = width / 2;
  std::uint8_t* above = nullptr;
  for (int y = 0; y < height; ++y, rgba += stride) {
    if (y != 0 && y != height / 2) {
      std::memcpy(rgba, above, static_cast<std::size_t>(width) * kPixel);
      continue;
    }
    above = rgba;
    const std::size_t left = turn + (y < height / 2 ? 0 : 2);
    fill(rgba, half, kTestCardColours[left % 4]);
    fill(rgba + static_cast<std::size_t>(half) * kPixel, width - half, kTestCardColours[(left + 1) % 4]);
  }
}

Picture test_card(int width, int height, int frame) {
  Picture picture = blank(width, height);
  draw_test_card(picture.pixels.data(), width, height, static_cast<std::size_t>(width) * kPixel, frame);
  return picture;
}

Picture gradient(int width, int height, int frame) {
  Picture picture = blank(width, height);
  const auto share = [](int place, int side) {
    return static_cast<std::uint8_t>(side > 1 ? std::int64_t{255} * place / (side - 1) : 0);
  };
  const auto blue = static_cast<std::uint8_t>(4U * static_cast<unsigned>(frame));
  for (int y = 0; y < height; ++y) {
    std::uint8_t* pixel = row(picture, y);
    for (int x = 0; x < width; ++x, pixel += kPixel)
      fill(pixel, 1, {share(x, width), share(y, height), blue});
  }
  return picture;
}

Picture bouncing_box(int width, int height, int frame) {
  Picture picture = solid(width, height, kGround);
  const int side = std::max(std::min(width, height) / 4, 1);
  const std::int64_t way = frame;
  draw_box(picture, bounce(4 * way, width - side), bounce(3 * way, height - side), side, side, kInk);
  return picture;
}

Picture counter(int width, int height, int frame) {
  Picture picture = solid(width, height, kGround);
  const std::string digits = std::to_string(frame);
  const auto count = static_cast<int>(digits.size());
  // A digit is as wide as half its height, with a quarter of that between two.
  const int size = std::max(std::min(height / 3, width * 4 / (5 * count + 4)), 1);
  const int step = size + size / 4;
  int left = (width - (step * count - size / 4)) / 2;
  for (const char digit : digits) {
    const std::size_t index = digit == '-' ? 10 : static_cast<std::size_t>(digit - '0');
    draw_digit(picture, kSegments.at(index), left, (height - 2 * size) / 2, size);
    left += step;
  }
  return picture;
}

Picture checkerboard(int width, int height, int frame, int cell) {
  Picture picture = blank(width, height);
  const std::int64_t side = std::max(cell, 1);
  const std::int64_t shift = (frame % (2 * side) + 2 * side) % (2 * side);
  for (int y = 0; y < height; ++y) {
    std::uint8_t* pixel = row(picture, y);
    for (int x = 0; x < width; ++x, pixel += kPixel) {
      const bool white = ((x + shift) / side + y / side) % 2 == 1;
      fill(pixel, 1, white ? Colour{255, 255, 255} : Colour{0, 0, 0});
    }
  }
  return picture;
}

}  // namespace pdum::rfb::testing
