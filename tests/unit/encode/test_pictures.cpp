#include "unit/encode/test_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb::test {
namespace {

std::uint8_t to_byte(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

struct Coefficients {
  double kr, kg, kb, luma_scale, luma_offset, chroma_scale;
};

Coefficients coefficients(YuvEncoding encoding) {
  const bool bt709 = encoding.matrix == YuvMatrix::bt709;
  const bool limited = encoding.range == YuvRange::limited;
  const double kr = bt709 ? 0.2126 : 0.299;
  const double kb = bt709 ? 0.0722 : 0.114;
  return {kr, 1 - kr - kb, kb, limited ? 219.0 / 255 : 1, limited ? 16.0 : 0, limited ? 224.0 / 255 : 1};
}

std::array<double, 3> to_yuv(const Coefficients& c, double r, double g, double b) {
  const double luma = c.kr * r + c.kg * g + c.kb * b;
  return {c.luma_offset + c.luma_scale * luma, 128 + c.chroma_scale * (b - luma) / (2 * (1 - c.kb)),
          128 + c.chroma_scale * (r - luma) / (2 * (1 - c.kr))};
}

std::array<double, 3> mean_of_block(const Picture& picture, int x, int y) {
  std::array<double, 3> sum{};
  for (const int dy : {0, 1}) {
    for (const int dx : {0, 1}) {
      const Rgb pixel = picture.at(std::min(x + dx, picture.width - 1), std::min(y + dy, picture.height - 1));
      for (std::size_t i = 0; i < 3; ++i) sum[i] += pixel[i] / 4.0;
    }
  }
  return sum;
}

void fill_planar(const Picture& picture, const FrameLayout& layout, YuvEncoding encoding,
                 SourceFrame& frame) {
  const Coefficients c = coefficients(encoding);
  const bool up = frame.view.bottom_up;
  for (int y = 0; y < picture.height; ++y) {
    const auto row = static_cast<std::size_t>(up ? picture.height - 1 - y : y);
    for (int x = 0; x < picture.width; ++x) {
      const Rgb p = picture.at(x, y);
      frame.bytes[row * layout.stride + static_cast<std::size_t>(x)] =
          to_byte(to_yuv(c, p[0], p[1], p[2])[0]);
    }
  }
  for (int y = 0; y < picture.height; y += 2) {
    const auto top_row = static_cast<std::size_t>(y / 2);
    const std::size_t at = (up ? layout.chroma_rows - 1 - top_row : top_row) * layout.chroma_stride;
    for (int x = 0; x < picture.width; x += 2) {
      const auto column = static_cast<std::size_t>(x / 2);
      const auto [r, g, b] = mean_of_block(picture, x, y);
      const auto yuv = to_yuv(c, r, g, b);
      const bool nv12 = layout.format == PixelFormat::nv12;
      const std::size_t u_at = layout.chroma_offset + at + column * (nv12 ? 2 : 1);
      frame.bytes[u_at] = to_byte(yuv[1]);
      frame.bytes[nv12 ? u_at + 1 : layout.chroma_offset_v + at + column] = to_byte(yuv[2]);
    }
  }
}

void fill_packed(const Picture& picture, const FrameLayout& layout, SourceFrame& frame) {
  const std::size_t pixel_bytes = bytes_per_pixel(layout.format);
  const bool blue_first = layout.format == PixelFormat::bgr24 || layout.format == PixelFormat::bgra8;
  for (int y = 0; y < picture.height; ++y) {
    const auto row = static_cast<std::size_t>(frame.view.bottom_up ? picture.height - 1 - y : y);
    for (int x = 0; x < picture.width; ++x) {
      std::uint8_t* to = &frame.bytes[row * layout.stride + static_cast<std::size_t>(x) * pixel_bytes];
      const Rgb p = picture.at(x, y);
      to[0] = p[blue_first ? 2 : 0];
      if (pixel_bytes == 1) {
        to[0] = gray_of({1, 1, {p[0], p[1], p[2]}}).rgb[0];
        continue;
      }
      to[1] = p[1];
      to[2] = p[blue_first ? 0 : 2];
      if (pixel_bytes == 4)
        to[3] = static_cast<std::uint8_t>(x * 7);  // frames are opaque: this must not matter
    }
  }
}

void fill_rect(Picture& picture, int left, int top, int width, int height, Rgb colour) {
  for (int y = std::max(top, 0); y < std::min(top + height, picture.height); ++y) {
    for (int x = std::max(left, 0); x < std::min(left + width, picture.width); ++x) picture.set(x, y, colour);
  }
}

}  // namespace

Rgb Picture::at(int x, int y) const {
  const std::size_t i =
      (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
  return {rgb[i], rgb[i + 1], rgb[i + 2]};
}

void Picture::set(int x, int y, Rgb colour) {
  const std::size_t i =
      (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
  std::copy(colour.begin(), colour.end(), rgb.begin() + static_cast<std::ptrdiff_t>(i));
}

Picture blank_picture(int width, int height, Rgb colour) {
  Picture picture{width, height, {}};
  picture.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  fill_rect(picture, 0, 0, width, height, colour);
  return picture;
}

Picture smooth_picture(int width, int height, int time) {
  Picture picture = blank_picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double a = (x + 3 * time) * 0.021, b = (y - 2 * time) * 0.017, c = (x + y + time) * 0.009;
      picture.set(x, y,
                  {to_byte(128 + 100 * std::sin(a)), to_byte(128 + 100 * std::sin(b + std::sin(c))),
                   to_byte(128 + 100 * std::cos(c + a / 3))});
    }
  }
  return picture;
}

Picture ui_picture(int width, int height, int time) {
  Picture picture = blank_picture(width, height, {236, 236, 240});
  fill_rect(picture, 0, 0, width, 28, {44, 62, 80});
  for (int window = 0; window < 6; ++window) {
    const int left = 20 + window * width / 7;
    const int top = 50 + (window % 3) * height / 4 + (window == 2 ? time % 40 : 0);
    fill_rect(picture, left, top, width / 6, height / 4, {255, 255, 255});
    fill_rect(picture, left, top, width / 6, 18, {static_cast<std::uint8_t>(60 + 30 * window), 110, 190});
    unsigned seed = 12345U + static_cast<unsigned>(window);
    for (int line = 0; line < height / 4 / 12 - 2; ++line) {
      for (int x = 0; x < width / 6 - 16; x += 3) {
        seed = seed * 1664525U + 1013904223U;
        if ((seed >> 28) > 6)
          fill_rect(picture, left + 8 + x, top + 24 + line * 12, 1 + (seed >> 20) % 2, 8, {30, 30, 30});
      }
    }
  }
  return picture;
}

Picture coloured_text_picture(int width, int height) {
  constexpr std::array<Rgb, 3> kInks = {Rgb{255, 40, 40}, Rgb{60, 80, 255}, Rgb{40, 230, 60}};
  Picture picture = blank_picture(width, height, {16, 16, 20});
  for (int top = 3; top + 9 < height; top += 13) {
    for (int left = 3; left + 5 < width; left += 7) {
      const Rgb ink = kInks[static_cast<std::size_t>(left + top) % kInks.size()];
      fill_rect(picture, left, top, 1, 9, ink);
      fill_rect(picture, left, top + (left + top) % 9, 5, 1, ink);
      fill_rect(picture, left + 1 + left % 4, top, 1, 9, ink);
    }
  }
  return picture;
}

std::vector<Rgb> flat_colours() {
  std::vector<Rgb> colours;
  for (const int r : {0, 128, 255}) {
    for (const int g : {0, 128, 255}) {
      for (const int b : {0, 128, 255})
        colours.push_back(
            {static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(b)});
    }
  }
  for (int grey = 8; grey < 256; grey += 24) {
    const auto value = static_cast<std::uint8_t>(grey);
    colours.push_back({value, value, value});
  }
  for (unsigned i = 0; colours.size() < 60; ++i) {
    colours.push_back({static_cast<std::uint8_t>(37 + i * 53), static_cast<std::uint8_t>(201 + i * 91),
                       static_cast<std::uint8_t>(11 + i * 151)});
  }
  return colours;
}

SourceFrame as_frame(const Picture& picture, PixelFormat format, bool bottom_up, std::size_t gap,
                     YuvEncoding encoding) {
  const std::size_t tight = FrameLayout::make(format, picture.width, picture.height).stride;
  const FrameLayout layout = FrameLayout::make(format, picture.width, picture.height, tight + gap);
  SourceFrame frame;
  frame.bytes.assign(layout.size_bytes, 0x5a);
  frame.view = {.data = frame.bytes.data(),
                .size_bytes = frame.bytes.size(),
                .width = picture.width,
                .height = picture.height,
                .format = format,
                .stride = layout.stride,
                .bottom_up = bottom_up,
                .yuv = encoding};
  is_planar(format) ? fill_planar(picture, layout, encoding, frame) : fill_packed(picture, layout, frame);
  return frame;
}

Picture gray_of(const Picture& picture) {
  Picture gray = picture;
  for (std::size_t i = 0; i < gray.rgb.size(); i += 3) {
    const std::uint8_t value =
        to_byte(0.299 * gray.rgb[i] + 0.587 * gray.rgb[i + 1] + 0.114 * gray.rgb[i + 2]);
    std::fill_n(&gray.rgb[i], 3, value);
  }
  return gray;
}

Picture to_rgb(const YuvPicture& picture, int width, int height) {
  const Coefficients c = coefficients(picture.encoding);
  Picture rgb = blank_picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t chroma = static_cast<std::size_t>(y / picture.block) * picture.chroma_stride +
                                 static_cast<std::size_t>(x / picture.block);
      const double sample =
          picture.y[static_cast<std::size_t>(y) * picture.y_stride + static_cast<std::size_t>(x)];
      const double luma = (sample - c.luma_offset) / c.luma_scale;
      const double r = luma + 2 * (1 - c.kr) * (picture.v[chroma] - 128) / c.chroma_scale;
      const double b = luma + 2 * (1 - c.kb) * (picture.u[chroma] - 128) / c.chroma_scale;
      rgb.set(x, y, {to_byte(r), to_byte((luma - c.kr * r - c.kb * b) / c.kg), to_byte(b)});
    }
  }
  return rgb;
}

double psnr(const Picture& a, const Picture& b) {
  if (a.rgb.size() != b.rgb.size() || a.width != b.width) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::pow(a.rgb[i] - b.rgb[i], 2);
  if (sum == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.rgb.size()) / sum);
}

int largest_error(const Picture& a, const Picture& b) {
  if (a.rgb.size() != b.rgb.size() || a.width != b.width) return 255;
  int largest = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) largest = std::max(largest, std::abs(a.rgb[i] - b.rgb[i]));
  return largest;
}

}  // namespace pdum::rfb::test
