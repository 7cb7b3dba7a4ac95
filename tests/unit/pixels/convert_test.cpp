#include "pixels/convert.hpp"

#include <gtest/gtest.h>

#include "unit/pixels/convert_checks.hpp"

namespace pdum::rfb::testing {
namespace {

constexpr PixelFormat kPacked[] = {PixelFormat::rgb24, PixelFormat::rgba8, PixelFormat::bgr24,
                                   PixelFormat::bgra8, PixelFormat::gray8};

TEST(Convert, PackedToYuvIsExactForEveryFormatEncodingSizeStrideAndRowOrder) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPacked) {
      for (const Size size : sizes()) {
        const TestPicture picture = TestPicture::noise(format, size.width, size.height, {}, 7);
        for (const YuvEncoding encoding : kEncodings) expect_yuv_of(picture, encoding, target);
        if (::testing::Test::HasFailure()) return;
      }
    }
  });
}

TEST(Convert, EveryColourOfACoarseCubeIsExact) {
  constexpr int kSteps = 18;  // every channel at multiples of 15, so at both ends
  TestPicture cube{PixelFormat::rgb24, kSteps * kSteps * 2, kSteps * 2, {}};
  cube.planes.push_back({static_cast<std::size_t>(cube.width) * 3, static_cast<std::size_t>(cube.height)});
  for (int y = 0; y < cube.height; ++y) {
    for (int x = 0; x < cube.width; ++x) {
      for (const int step : {x / 2 % kSteps, x / 2 / kSteps, y / 2}) {
        cube.planes[0].bytes.push_back(static_cast<std::uint8_t>(step * 15));
      }
    }
  }
  for_each_target([&](const std::string& target) {
    for (const YuvEncoding encoding : kEncodings) {
      const StoredPicture stored(cube, 0, false);
      expect_i420(stored.view(), encoding, ReferenceYuv(cube, encoding), 0, target + " " + name_of(encoding));
      expect_i444(stored.view(), encoding, ReferenceYuv(cube, encoding, 1), 0,
                  target + " 4:4:4 " + name_of(encoding));
    }
  });
}

TEST(Convert, GreyHasNeutralChromaAndExactEndsWhateverTheFormat) {
  for (const PixelFormat format : kPacked) {
    for (const YuvEncoding encoding : kEncodings) {
      for (const int level : {0, 128, 255}) {
        const std::vector<std::uint8_t> pixels(40 * 2 * 4, static_cast<std::uint8_t>(level));
        const FrameView view = frame_view(pixels, 40, 2, format);
        std::uint8_t y[80];
        std::uint8_t uv[40];
        convert_to_nv12(view, encoding, {y, uv, 40, 40});
        const bool limited = encoding.range == YuvRange::limited;
        const int wanted = limited ? 16 + (level * 219 + 127) / 255 : level;
        for (const std::uint8_t sample : y)
          ASSERT_EQ(sample, wanted) << format_name(format) << name_of(encoding);
        for (const std::uint8_t sample : uv)
          ASSERT_EQ(sample, 128) << format_name(format) << name_of(encoding);
        std::uint8_t full[3][80];
        convert_to_i444(view, encoding, {full[0], full[1], full[2], 40, 40, 40});
        for (std::size_t plane = 0; plane < 3; ++plane) {
          for (const std::uint8_t sample : full[plane])
            ASSERT_EQ(sample, plane == 0 ? wanted : 128) << format_name(format) << name_of(encoding);
        }
      }
    }
  }
}

TEST(Convert, PackedToPackedKeepsColoursAndFillsAlpha) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPacked) {
      for (const Size size : sizes()) {
        const TestPicture picture = TestPicture::noise(format, size.width, size.height, {}, 11);
        const StoredPicture stored(picture, 5, size.width % 2 == 0);
        const auto w = static_cast<std::size_t>(size.width);
        const auto h = static_cast<std::size_t>(size.height);
        const TargetPlane rgb(w * 3, h, 2);
        const TargetPlane rgba(w * 4, h, 0);
        const TargetPlane bgra(w * 4, h, 9);
        convert_to_rgb24(stored.view(), rgb.data(), rgb.stride());
        convert_to_rgba8(stored.view(), rgba.data(), rgba.stride());
        convert_to_bgra8(stored.view(), bgra.data(), bgra.stride());
        for (std::size_t y = 0; y < h; ++y) {
          for (std::size_t x = 0; x < w; ++x) {
            const Triple wanted = rgb_of_packed(picture, x, y);
            for (std::size_t c = 0; c < 3; ++c) {
              ASSERT_EQ(rgb.at(3 * x + c, y), wanted[c]) << target << " " << format_name(format);
              ASSERT_EQ(rgba.at(4 * x + c, y), wanted[c]) << target << " " << format_name(format);
              ASSERT_EQ(bgra.at(4 * x + 2 - c, y), wanted[c]) << target << " " << format_name(format);
            }
            ASSERT_EQ(rgba.at(4 * x + 3, y), 255);
            ASSERT_EQ(bgra.at(4 * x + 3, y), 255);
          }
        }
        for (const TargetPlane* plane : {&rgb, &rgba, &bgra}) plane->expect_margins_untouched(target);
      }
    }
  });
}

}  // namespace
}  // namespace pdum::rfb::testing
