#include <gtest/gtest.h>

#include "unit/pixels/convert_checks.hpp"

namespace pdum::rfb::testing {
namespace {

constexpr PixelFormat kPlanar[] = {PixelFormat::nv12, PixelFormat::i420};

TEST(ConvertPlanar, SameEncodingKeepsEverySample) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPlanar) {
      for (const Size size : sizes()) {
        const TestPicture picture =
            TestPicture::noise(format, size.width, size.height, {YuvMatrix::bt709, YuvRange::limited}, 3);
        const StoredPicture stored(picture, 3, size.height % 2 == 0);
        const auto w = static_cast<std::size_t>(padded_to_even(size.width));
        const auto h = static_cast<std::size_t>(padded_to_even(size.height));
        const TargetPlane y(w, h, 1);
        const TargetPlane u(w / 2, h / 2, 1);
        const TargetPlane v(w / 2, h / 2, 0);
        const TargetPlane uv(w, h / 2, 0);
        const YuvEncoding same = picture.yuv;
        convert_to_i420(stored.view(), same,
                        {y.data(), u.data(), v.data(), y.stride(), u.stride(), v.stride()});
        convert_to_nv12(stored.view(), same, {y.data(), uv.data(), y.stride(), uv.stride()});
        for (std::size_t row = 0; row < h; ++row) {
          for (std::size_t x = 0; x < w; ++x) {
            const Triple wanted = yuv_of_planar(picture, std::min(x, picture.planes[0].row_bytes - 1),
                                                std::min(row, picture.planes[0].rows - 1));
            ASSERT_EQ(y.at(x, row), wanted[0]) << target;
            ASSERT_EQ(u.at(x / 2, row / 2), wanted[1]) << target;
            ASSERT_EQ(v.at(x / 2, row / 2), wanted[2]) << target;
            ASSERT_EQ(uv.at(x / 2 * 2, row / 2), wanted[1]) << target;
            ASSERT_EQ(uv.at(x / 2 * 2 + 1, row / 2), wanted[2]) << target;
          }
        }
        for (const TargetPlane* plane : {&y, &u, &v, &uv}) plane->expect_margins_untouched(target);
      }
    }
  });
}

TEST(ConvertPlanar, SameEncodingRepeatsChromaIn444) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPlanar) {
      for (const Size size : sizes()) {
        const TestPicture picture =
            TestPicture::noise(format, size.width, size.height, {YuvMatrix::bt601, YuvRange::full}, 4);
        const StoredPicture stored(picture, 3, size.height % 2 == 0);
        const auto w = static_cast<std::size_t>(size.width);
        const auto h = static_cast<std::size_t>(size.height);
        const TargetPlane y(w, h, 1);
        const TargetPlane u(w, h, 2);
        const TargetPlane v(w, h, 0);
        convert_to_i444(stored.view(), picture.yuv,
                        {y.data(), u.data(), v.data(), y.stride(), u.stride(), v.stride()});
        for (std::size_t row = 0; row < h; ++row) {
          for (std::size_t x = 0; x < w; ++x) {
            const Triple wanted = yuv_of_planar(picture, x, row);
            ASSERT_EQ(y.at(x, row), wanted[0]) << target;
            ASSERT_EQ(u.at(x, row), wanted[1]) << target;
            ASSERT_EQ(v.at(x, row), wanted[2]) << target;
          }
        }
        for (const TargetPlane* plane : {&y, &u, &v}) plane->expect_margins_untouched(target);
      }
    }
  });
}

TEST(ConvertPlanar, OtherEncodingIsExactForEverySizeStrideAndRowOrder) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPlanar) {
      for (const YuvEncoding from : kEncodings) {
        for (const Size size : sizes()) {
          const TestPicture picture = TestPicture::noise(format, size.width, size.height, from, 5);
          for (const YuvEncoding to : kEncodings) {
            if (to != from) expect_yuv_of(picture, to, target + " " + name_of(from));
          }
          if (::testing::Test::HasFailure()) return;
        }
      }
    }
  });
}

TEST(ConvertPlanar, ToPackedIsExactForEveryEncoding) {
  for_each_target([](const std::string& target) {
    for (const PixelFormat format : kPlanar) {
      for (const YuvEncoding from : kEncodings) {
        for (const Size size : sizes()) {
          const TestPicture picture = TestPicture::noise(format, size.width, size.height, from, 9);
          const StoredPicture stored(picture, 2, size.width % 2 != 0);
          const auto w = static_cast<std::size_t>(size.width);
          const auto h = static_cast<std::size_t>(size.height);
          const TargetPlane rgb(w * 3, h, 1);
          const TargetPlane bgra(w * 4, h, 0);
          convert_to_rgb24(stored.view(), rgb.data(), rgb.stride());
          convert_to_bgra8(stored.view(), bgra.data(), bgra.stride());
          for (std::size_t y = 0; y < h; ++y) {
            for (std::size_t x = 0; x < w; ++x) {
              const Triple wanted = Standard(from).to_rgb(yuv_of_planar(picture, x, y));
              for (std::size_t c = 0; c < 3; ++c) {
                ASSERT_NEAR(rgb.at(3 * x + c, y), clamped(wanted[c]), kTolerance)
                    << target << " " << name_of(from);
                ASSERT_EQ(bgra.at(4 * x + 2 - c, y), rgb.at(3 * x + c, y)) << name_of(from);
              }
              ASSERT_EQ(bgra.at(4 * x + 3, y), 255);
            }
          }
          rgb.expect_margins_untouched(name_of(from));
          bgra.expect_margins_untouched(name_of(from));
        }
      }
    }
  });
}

}  // namespace
}  // namespace pdum::rfb::testing
