#include <gtest/gtest.h>

#include "pixels/frame_layout.hpp"
#include "unit/encode/decoders.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb::test {
namespace {

Picture round_trip(const FrameView& view, int quality) {
  const auto encoder = open_encoder("webp", {.width = view.width, .height = view.height, .quality = quality});
  if (!encoder) return {};
  const EncodedFrame frame = encode(*encoder, view);
  EXPECT_EQ(frame.codec, "image/webp");
  return decode_webp(*frame.payload).value_or(Picture{});
}

TEST(WebpEncoder, ShowsEveryFormatUpright) {
  PDUM_NEED_ENCODER("webp");
  const Picture source = smooth_picture(131, 67);
  for (const PixelFormat format : kAllFormats) {
    for (const bool bottom_up : {false, true}) {
      const SourceFrame frame = as_frame(source, format, bottom_up, 12);
      EXPECT_GT(psnr(round_trip(frame.view, 80), expected(source, format)), 33)
          << format_name(format) << bottom_up;
    }
  }
}

TEST(WebpEncoder, KeepsFlatColoursWithinThree) {
  PDUM_NEED_ENCODER("webp");
  for (const Rgb& colour : flat_colours()) {
    const Picture source = blank_picture(48, 32, colour);
    EXPECT_LE(largest_error(round_trip(as_frame(source).view, 80), source), 3)
        << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
  }
}

TEST(WebpEncoder, IsLosslessAtQualityHundred) {
  PDUM_NEED_ENCODER("webp");
  for (const Size size : kOddSizes) {
    const Picture source = ui_picture(size.width, size.height);
    for (const PixelFormat format : kAllFormats) {
      if (is_planar(format)) continue;
      const SourceFrame frame = as_frame(source, format, true, 3);
      EXPECT_EQ(largest_error(round_trip(frame.view, 100), expected(source, format)), 0)
          << format_name(format);
    }
  }
}

TEST(WebpEncoder, KeepsThePublishedSizeWhenItIsOdd) {
  PDUM_NEED_ENCODER("webp");
  for (const Size size : kOddSizes) {
    const Picture source = smooth_picture(size.width, size.height);
    const Picture seen = round_trip(as_frame(source).view, 80);
    EXPECT_EQ(seen.width, size.width);
    EXPECT_EQ(seen.height, size.height);
    EXPECT_GT(psnr(seen, source), 28);
  }
}

TEST(WebpEncoder, RefusesASideThatTheFormatCannotHold) {
  PDUM_NEED_ENCODER("webp");
  const auto refused = builtin_encoders().find("webp")->open({.width = 16384, .height = 4});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().find("16383"), std::string::npos) << refused.error();
  const auto encoder = open_encoder("webp", {.width = 8, .height = 8});
  const SourceFrame wide = as_frame(blank_picture(16384, 1));
  EXPECT_FALSE(encoder->encode(wide.view, {}));
}

}  // namespace
}  // namespace pdum::rfb::test
