#include <gtest/gtest.h>

#include "pixels/frame_layout.hpp"
#include "unit/encode/decoders.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb::test {
namespace {

EncodedFrame encode_png(const FrameView& view) {
  const auto encoder = open_encoder("png", {.width = view.width, .height = view.height});
  return encoder ? encode(*encoder, view) : EncodedFrame{std::make_shared<const Bytes>(), false, {}};
}

TEST(PngEncoder, IsLosslessForEveryPackedFormatAndSize) {
  PDUM_NEED_ENCODER("png");
  for (const Size size : kOddSizes) {
    const Picture source = ui_picture(size.width, size.height);
    for (const PixelFormat format : kAllFormats) {
      if (is_planar(format)) continue;
      for (const bool bottom_up : {false, true}) {
        const SourceFrame frame = as_frame(source, format, bottom_up, 5);
        const auto seen = decode_png(*encode_png(frame.view).payload);
        ASSERT_TRUE(seen);
        EXPECT_EQ(largest_error(*seen, expected(source, format)), 0) << format_name(format) << bottom_up;
      }
    }
  }
}

TEST(PngEncoder, ConvertsPlanarFramesExactly) {
  PDUM_NEED_ENCODER("png");
  const Picture source = blank_picture(33, 17, {200, 90, 30});
  for (const PixelFormat format : {PixelFormat::nv12, PixelFormat::i420}) {
    const SourceFrame frame = as_frame(source, format, true, 0, {YuvMatrix::bt709, YuvRange::full});
    const auto seen = decode_png(*encode_png(frame.view).payload);
    ASSERT_TRUE(seen);
    EXPECT_LE(largest_error(*seen, source), 2) << format_name(format);
  }
}

TEST(PngEncoder, WritesNoAlphaAndGrayAsOneChannel) {
  PDUM_NEED_ENCODER("png");
  const Picture source = smooth_picture(20, 10);
  EXPECT_EQ(png_facts(*encode_png(as_frame(source, PixelFormat::rgba8).view).payload).value().channels, 3);
  EXPECT_EQ(png_facts(*encode_png(as_frame(source, PixelFormat::gray8).view).payload).value().channels, 1);
}

TEST(PngEncoder, TakesFramesOfChangingSizesAndKeepsEarlierPayloads) {
  PDUM_NEED_ENCODER("png");
  const auto encoder = open_encoder("png", {.width = 64, .height = 64});
  const Picture first = ui_picture(64, 64);
  const Picture second = smooth_picture(301, 7);
  const EncodedFrame a = encode(*encoder, as_frame(first).view);
  const EncodedFrame b = encode(*encoder, as_frame(second, PixelFormat::bgra8).view);
  EXPECT_EQ(largest_error(decode_png(*a.payload).value(), first), 0);
  EXPECT_EQ(largest_error(decode_png(*b.payload).value(), second), 0);
  EXPECT_EQ(a.codec, "image/png");
}

}  // namespace
}  // namespace pdum::rfb::test
