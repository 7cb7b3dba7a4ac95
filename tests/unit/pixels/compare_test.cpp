#include "pixels/compare.hpp"

#include <gtest/gtest.h>

#include "unit/pixels/test_frame.hpp"

namespace pdum::rfb::testing {
namespace {

constexpr PixelFormat kFormats[] = {PixelFormat::rgb24, PixelFormat::rgba8, PixelFormat::bgr24,
                                    PixelFormat::bgra8, PixelFormat::gray8, PixelFormat::nv12,
                                    PixelFormat::i420};

template <typename Test>
void for_each_storage(Test test) {
  for (const std::size_t extra : {0U, 1U, 16U}) {
    for (const bool bottom_up : {false, true}) test(extra, bottom_up);
  }
}

TEST(EqualPixels, IgnoresGapsAndRowOrder) {
  for (const PixelFormat format : kFormats) {
    const TestPicture picture = TestPicture::noise(format, 19, 7, {}, 1);
    const StoredPicture plain(picture, 0, false, 0x11);
    for_each_storage([&](std::size_t extra, bool bottom_up) {
      const StoredPicture other(picture, extra, bottom_up, 0x22);
      EXPECT_TRUE(equal_pixels(plain.view(), other.view())) << format_name(format) << extra << bottom_up;
      EXPECT_TRUE(equal_pixels(other.view(), plain.view())) << format_name(format) << extra << bottom_up;
    });
  }
}

TEST(EqualPixels, SeesEverySingleByteOfThePicture) {
  for (const PixelFormat format : kFormats) {
    const TestPicture picture = TestPicture::noise(format, 5, 3, {}, 2);
    for (std::size_t plane = 0; plane < picture.planes.size(); ++plane) {
      for (std::size_t i = 0; i < picture.planes[plane].bytes.size(); ++i) {
        TestPicture changed = picture;
        changed.planes[plane].bytes[i] ^= 1;
        for_each_storage([&](std::size_t extra, bool bottom_up) {
          const StoredPicture a(picture, 4, false);
          const StoredPicture b(changed, extra, bottom_up);
          EXPECT_FALSE(equal_pixels(a.view(), b.view())) << format_name(format) << " byte " << i;
        });
      }
    }
  }
}

TEST(EqualPixels, OtherSizeOrFormatIsNeverEqual) {
  const std::vector<std::uint8_t> zeros(64);
  const FrameView view = frame_view(zeros, 4, 2, PixelFormat::rgba8);
  EXPECT_TRUE(equal_pixels(view, view));
  EXPECT_FALSE(equal_pixels(view, frame_view(zeros, 2, 4, PixelFormat::rgba8)));
  EXPECT_FALSE(equal_pixels(view, frame_view(zeros, 4, 2, PixelFormat::bgra8)));
  EXPECT_FALSE(equal_pixels(view, frame_view(zeros, 4, 3, PixelFormat::rgba8)));
}

TEST(CopyPixels, MakesATopDownCopyFromAnyStorage) {
  for (const PixelFormat format : kFormats) {
    for (const std::size_t target_gap : {0U, 1U, 6U}) {
      const TestPicture picture = TestPicture::noise(format, 13, 5, {}, 3);
      for_each_storage([&](std::size_t extra, bool bottom_up) {
        const StoredPicture from(picture, extra, bottom_up);
        StoredPicture to(TestPicture::noise(format, 13, 5, {}, 4), target_gap, false);
        copy_pixels(from.view(), reinterpret_cast<std::byte*>(to.data()), to.layout());
        const StoredPicture wanted(picture, 0, false);
        EXPECT_TRUE(equal_pixels(to.view(), wanted.view()))
            << format_name(format) << extra << bottom_up << target_gap;
      });
    }
  }
}

}  // namespace
}  // namespace pdum::rfb::testing
