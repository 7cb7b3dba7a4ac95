#include "pixels/downscale.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "pixels/plane_view.hpp"
#include "test_frame.hpp"

namespace pdum::rfb {
namespace {

using testing::for_each_target;
using testing::Plane;
using testing::StoredPicture;
using testing::TestPicture;

constexpr PixelFormat kFormats[] = {PixelFormat::rgb24, PixelFormat::rgba8, PixelFormat::bgr24,
                                    PixelFormat::bgra8, PixelFormat::gray8, PixelFormat::nv12,
                                    PixelFormat::i420};

double overlap(double a, double b, double c, double d) {
  return std::max(0.0, std::min(b, d) - std::max(a, c));
}

/// The mean of the area that sample (x, y) of `to_columns` × `to_rows` covers.
double mean_of(const Plane& plane, std::size_t channels, std::size_t to_columns, std::size_t to_rows,
               std::size_t x, std::size_t y, std::size_t channel) {
  const std::size_t columns = plane.row_bytes / channels;
  const double dx = static_cast<double>(columns) / static_cast<double>(to_columns);
  const double dy = static_cast<double>(plane.rows) / static_cast<double>(to_rows);
  const double left = static_cast<double>(x) * dx;
  const double top = static_cast<double>(y) * dy;
  double sum = 0;
  for (auto row = static_cast<std::size_t>(top); row < plane.rows && static_cast<double>(row) < top + dy;
       ++row) {
    const auto r = static_cast<double>(row);
    for (auto column = static_cast<std::size_t>(left);
         column < columns && static_cast<double>(column) < left + dx; ++column) {
      const auto c = static_cast<double>(column);
      sum += overlap(r, r + 1, top, top + dy) * overlap(c, c + 1, left, left + dx) *
             plane.at(column * channels + channel, row);
    }
  }
  return sum / (dx * dy);
}

void expect_means(const TestPicture& picture, const FrameView& small, const char* target) {
  const auto planes = planes_of(small);
  for (std::size_t p = 0; p < picture.planes.size(); ++p) {
    const std::size_t channels =
        p > 0 ? (picture.format == PixelFormat::nv12 ? 2U : 1U) : bytes_per_pixel(picture.format);
    const PlaneView& plane = planes.at(p);
    double worst = 0;
    for (std::size_t y = 0; y < plane.rows; ++y) {
      for (std::size_t i = 0; i < plane.row_bytes; ++i) {
        const double real = mean_of(picture.planes[p], channels, plane.row_bytes / channels, plane.rows,
                                    i / channels, y, i % channels);
        worst = std::max(worst, std::abs(real - plane.row(y)[i]));
      }
    }
    EXPECT_LE(worst, 3) << target << ", format " << format_name(picture.format) << ", plane " << p;
  }
}

TEST(Downscale, EverySampleIsTheMeanOfItsArea) {
  for_each_target([](const char* target) {
    for (const PixelFormat format : kFormats) {
      Downscaler downscaler;
      for (const PixelSize size :
           {PixelSize{48, 34}, PixelSize{32, 22}, PixelSize{16, 12}, PixelSize{64, 12}}) {
        const TestPicture picture = TestPicture::noise(format, 65, 45, {}, 7);
        const StoredPicture stored(picture, 5, size.width == 32);
        const FrameView small = downscaler.shrink(stored.view(), size);
        EXPECT_EQ(small.width, size.width);
        EXPECT_EQ(small.height, size.height);
        EXPECT_FALSE(small.bottom_up);
        FrameLayout::of(small);  // throws where it does not fit
        expect_means(picture, small, target);
      }
    }
  });
}

TEST(Downscale, OneColourStaysThatColour) {
  for (const int value : {0, 1, 127, 254, 255}) {
    const std::vector<std::uint8_t> pixels(640 * 361 * 4, static_cast<std::uint8_t>(value));
    Downscaler downscaler;
    for (const PixelSize size :
         {PixelSize{480, 270}, PixelSize{320, 180}, PixelSize{240, 136}, PixelSize{576, 324}}) {
      const FrameView small = downscaler.shrink(frame_view(pixels, 640, 361), size);
      const auto* bytes = static_cast<const std::uint8_t*>(small.data);
      EXPECT_TRUE(std::all_of(bytes, bytes + small.size_bytes, [value](int byte) { return byte == value; }));
    }
  }
}

TEST(Downscale, TheSharesOfEachSampleAddUpToOne) {
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{16384, 4096},
                                 {16384, 12288},
                                 {1919, 720},
                                 {3, 2},
                                 {7, 7},
                                 {1081, 406}}) {
    const AreaShares shares = AreaShares::make(from, to);
    ASSERT_EQ(shares.spans.size(), to);
    for (const AreaShares::Span& span : shares.spans) {
      EXPECT_LE(span.first + span.count, from);
      const auto begin = shares.weights.begin() + static_cast<std::ptrdiff_t>(span.weights);
      EXPECT_EQ(std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(span.count), 0), 256);
    }
    EXPECT_EQ(shares.spans.back().first + shares.spans.back().count, from);
  }
}

}  // namespace
}  // namespace pdum::rfb
