#include <gtest/gtest.h>

#include "pixels/frame_layout.hpp"
#include "unit/encode/decoders.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb::test {
namespace {

Picture round_trip(const FrameView& view, int quality = 80) {
  const auto encoder = open_encoder("jpeg", {.width = view.width, .height = view.height, .quality = quality});
  if (!encoder) return {};
  const EncodedFrame frame = encode(*encoder, view);
  EXPECT_TRUE(frame.keyframe);
  EXPECT_EQ(frame.codec, "image/jpeg");
  return decode_jpeg(*frame.payload).value_or(Picture{});
}

TEST(JpegEncoder, KeepsFlatColoursWithinThree) {
  PDUM_NEED_ENCODER("jpeg");
  for (const Rgb& colour : flat_colours()) {
    const Picture source = blank_picture(48, 32, colour);
    EXPECT_LE(largest_error(round_trip(as_frame(source).view), source), 3)
        << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
  }
}

TEST(JpegEncoder, ShowsEveryFormatUprightWithAnyStride) {
  PDUM_NEED_ENCODER("jpeg");
  const Picture source = smooth_picture(131, 67);
  for (const PixelFormat format : kAllFormats) {
    for (const bool bottom_up : {false, true}) {
      const SourceFrame frame = as_frame(source, format, bottom_up, 12);
      EXPECT_GT(psnr(round_trip(frame.view), expected(source, format)), 36)
          << format_name(format) << bottom_up;
    }
  }
}

TEST(JpegEncoder, ConvertsPlanarFramesOfEveryEncoding) {
  PDUM_NEED_ENCODER("jpeg");
  const Picture source = smooth_picture(64, 48);
  for (const YuvMatrix matrix : {YuvMatrix::bt601, YuvMatrix::bt709}) {
    for (const YuvRange range : {YuvRange::limited, YuvRange::full}) {
      const SourceFrame frame = as_frame(source, PixelFormat::i420, false, 0, {matrix, range});
      EXPECT_GT(psnr(round_trip(frame.view), source), 36);
    }
  }
}

TEST(JpegEncoder, KeepsThePublishedSizeWhenItIsOdd) {
  PDUM_NEED_ENCODER("jpeg");
  for (const Size size : kOddSizes) {
    const Picture source = smooth_picture(size.width, size.height);
    const Picture seen = round_trip(as_frame(source).view);
    EXPECT_EQ(seen.width, size.width);
    EXPECT_EQ(seen.height, size.height);
    EXPECT_GT(psnr(seen, source), 30);
  }
}

TEST(JpegEncoder, KeepsUiAndSmoothContentAtQualityEighty) {
  PDUM_NEED_ENCODER("jpeg");
  const Picture smooth = smooth_picture(640, 360);
  const Picture ui = ui_picture(640, 360);
  EXPECT_GT(psnr(round_trip(as_frame(smooth).view), smooth), 38);
  EXPECT_GT(psnr(round_trip(as_frame(ui).view), ui), 27);
}

TEST(JpegEncoder, MakesSmallerFilesAtLowerQuality) {
  PDUM_NEED_ENCODER("jpeg");
  const SourceFrame frame = as_frame(ui_picture(320, 240));
  const auto size_at = [&](int quality) {
    const auto encoder = open_encoder("jpeg", {.width = 320, .height = 240, .quality = quality});
    return encode(*encoder, frame.view).payload->size();
  };
  EXPECT_LT(size_at(20), size_at(80));
  EXPECT_LT(size_at(80), size_at(100));
}

TEST(JpegEncoder, TakesTheQualityOfOneImageFromTheRequest) {
  PDUM_NEED_ENCODER("jpeg");
  const SourceFrame frame = as_frame(ui_picture(320, 240));
  const auto fixed = open_encoder("jpeg", {.width = 320, .height = 240, .quality = 30});
  const auto varied = open_encoder("jpeg", {.width = 320, .height = 240, .quality = 80});
  const Bytes before = *encode(*varied, frame.view).payload;
  EXPECT_EQ(*encode(*varied, frame.view, {.quality = 30}).payload, *encode(*fixed, frame.view).payload);
  EXPECT_EQ(*encode(*varied, frame.view).payload, before);
}

TEST(JpegEncoder, TakesFramesOfChangingSizes) {
  PDUM_NEED_ENCODER("jpeg");
  const auto encoder = open_encoder("jpeg", {.width = 64, .height = 64});
  for (const Size size : {Size{64, 64}, Size{257, 129}, Size{7, 300}, Size{64, 64}}) {
    const Picture source = smooth_picture(size.width, size.height);
    const auto seen = decode_jpeg(*encode(*encoder, as_frame(source).view).payload);
    ASSERT_TRUE(seen);
    EXPECT_GT(psnr(*seen, source), 34);
  }
}

}  // namespace
}  // namespace pdum::rfb::test
