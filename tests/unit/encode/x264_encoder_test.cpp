#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <utility>

#include "encode/h264_bitstream.hpp"
#include "pixels/frame_layout.hpp"
#include "unit/encode/decoders.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb::test {
namespace {

constexpr std::array kEncodings = {
    YuvEncoding{YuvMatrix::bt601, YuvRange::limited}, YuvEncoding{YuvMatrix::bt601, YuvRange::full},
    YuvEncoding{YuvMatrix::bt709, YuvRange::limited}, YuvEncoding{YuvMatrix::bt709, YuvRange::full}};

/// An encoder and the decoder of a viewer.
struct Stream {
  std::unique_ptr<Encoder> encoder;
  H264Decoder decoder;

  explicit Stream(int width, int height, YuvEncoding yuv = {})
      : encoder(open_encoder("x264", {.width = width, .height = height, .fps = 60, .yuv = yuv})) {}

  EncodedFrame send(const FrameView& view, bool keyframe = false) {
    return encode(*encoder, view, {.keyframe = keyframe});
  }
  /// What the viewer sees of `view`, in its published size.
  Picture show(const FrameView& view, bool keyframe = false) {
    const auto unit = decoder.decode(*send(view, keyframe).payload);
    if (!unit) return {};
    EXPECT_EQ(unit->picture.width, view.width + view.width % 2);
    EXPECT_EQ(unit->picture.height, view.height + view.height % 2);
    return to_rgb(unit->picture, view.width, view.height);
  }
};

TEST(X264Encoder, KeepsFlatColoursWithinThreeInEveryEncoding) {
  PDUM_NEED_ENCODER("x264");
  for (const YuvEncoding& yuv : kEncodings) {
    Stream stream(64, 48, yuv);
    for (const Rgb& colour : flat_colours()) {
      const Picture source = blank_picture(64, 48, colour);
      EXPECT_LE(largest_error(stream.show(as_frame(source).view, true), source), 3)
          << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
    }
  }
}

TEST(X264Encoder, KeepsFlatColoursWithinThreeInDeltas) {
  PDUM_NEED_ENCODER("x264");
  Stream stream(64, 48);
  for (const Rgb& colour : flat_colours()) {
    const Picture source = blank_picture(64, 48, colour);
    EXPECT_LE(largest_error(stream.show(as_frame(source).view), source), 3)
        << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
  }
}

TEST(X264Encoder, DecodesToTheSourceWhileItMoves) {
  PDUM_NEED_ENCODER("x264");
  Stream stream(640, 360);
  for (int time = 0; time < 20; ++time) {
    const Picture source = smooth_picture(640, 360, time);
    EXPECT_GT(psnr(stream.show(as_frame(source).view), source), 36) << "frame " << time;
  }
  const Picture still = ui_picture(640, 360);
  Picture seen;
  for (int time = 0; time < 10; ++time) seen = stream.show(as_frame(still).view);
  EXPECT_GT(psnr(seen, still), 27);
}

TEST(X264Encoder, ShowsEveryFormatUprightWithAnyStride) {
  PDUM_NEED_ENCODER("x264");
  const Picture source = smooth_picture(131, 67);
  for (const PixelFormat format : kAllFormats) {
    for (const bool bottom_up : {false, true}) {
      const SourceFrame frame = as_frame(source, format, bottom_up, 12);
      Stream stream(131, 67);
      EXPECT_GT(psnr(stream.show(frame.view), expected(source, format)), 35)
          << format_name(format) << bottom_up;
    }
  }
}

TEST(X264Encoder, PadsOddSizesByRepeatingTheEdge) {
  PDUM_NEED_ENCODER("x264");
  for (const Size size : kOddSizes) {
    const Picture source = smooth_picture(size.width, size.height);
    Stream stream(size.width, size.height);
    EXPECT_GT(psnr(stream.show(as_frame(source).view), source), 33) << size.width;
  }
  Stream stream(3, 5);
  const Picture white = blank_picture(3, 5, {255, 255, 255});
  const auto unit = stream.decoder.decode(*stream.send(as_frame(white).view).payload);
  ASSERT_TRUE(unit);
  EXPECT_LE(largest_error(to_rgb(unit->picture, 4, 6), blank_picture(4, 6, {255, 255, 255})), 2);
}

TEST(X264Encoder, MakesIdrsWhereAskedAndNowhereElse) {
  PDUM_NEED_ENCODER("x264");
  Stream stream(64, 48);
  const auto asked = [](int i) { return i == 0 || i == 100 || i == 101 || i == 417; };
  for (int i = 0; i < 600; ++i) {
    // Cuts to something else every 50 frames would tempt a scene-cut detector.
    const Picture source = i / 50 % 2 == 0 ? smooth_picture(64, 48, i) : ui_picture(64, 48, i);
    const EncodedFrame frame = stream.send(as_frame(source).view, i > 0 && asked(i));
    const AccessUnitInfo info = read_access_unit(*frame.payload);
    EXPECT_EQ(frame.keyframe, asked(i)) << "frame " << i;
    EXPECT_EQ(info.has_idr, asked(i)) << "frame " << i;
    EXPECT_EQ(info.parameter_sets_first, asked(i)) << "frame " << i;
    ASSERT_TRUE(stream.decoder.decode(*frame.payload)) << "frame " << i << " did not come out at once";
  }
}

TEST(X264Encoder, SaysConstrainedBaselineWithoutReordering) {
  PDUM_NEED_ENCODER("x264");
  Stream stream(1280, 720);
  const EncodedFrame frame = stream.send(as_frame(blank_picture(1280, 720)).view);
  const AccessUnitInfo info = read_access_unit(*frame.payload);
  ASSERT_TRUE(info.sps);
  EXPECT_EQ(info.sps->profile_idc, 66);
  EXPECT_TRUE(info.sps->constraint_flags & 0x40) << "constraint_set1_flag";
  EXPECT_EQ(info.sps->max_num_reorder_frames, 0);
  EXPECT_EQ(info.sps->max_dec_frame_buffering, 1);
  EXPECT_EQ(info.sps->width, 1280);
  EXPECT_EQ(info.sps->height, 720);
  EXPECT_EQ(frame.codec, info.sps->codec_string());
  EXPECT_EQ(frame.codec.substr(0, 9), "avc1.42C0");
}

TEST(X264Encoder, TellsTheTruthAboutColour) {
  PDUM_NEED_ENCODER("x264");
  for (const YuvEncoding& yuv : kEncodings) {
    Stream stream(64, 48, yuv);
    const AccessUnitInfo info = read_access_unit(*stream.send(as_frame(blank_picture(64, 48)).view).payload);
    ASSERT_TRUE(info.sps);
    EXPECT_EQ(info.sps->matrix_coefficients, yuv.matrix == YuvMatrix::bt601 ? 6 : 1);
    EXPECT_EQ(info.sps->colour_primaries, 1);
    EXPECT_EQ(info.sps->transfer_characteristics, 13) << "sRGB";
    EXPECT_EQ(info.sps->full_range, yuv.range == YuvRange::full);
  }
}

TEST(X264Encoder, StartsAnewWithAKeyframeWhenTheSizeChanges) {
  PDUM_NEED_ENCODER("x264");
  Stream stream(64, 48);
  for (const Size size : {Size{64, 48}, Size{65, 49}, Size{320, 200}, Size{2, 2}}) {
    const Picture source = smooth_picture(size.width, size.height);
    const EncodedFrame first = stream.send(as_frame(source).view);
    EXPECT_TRUE(first.keyframe);
    const auto unit = stream.decoder.decode(*first.payload);
    ASSERT_TRUE(unit);
    EXPECT_GT(psnr(to_rgb(unit->picture, size.width, size.height), source), 33);
    EXPECT_FALSE(stream.send(as_frame(source).view).keyframe);
  }
}

/// Bytes of frame `i` of a picture that no encoder can foresee.
std::size_t bytes_of_noise(Encoder& encoder, int i, const EncodeRequest& request) {
  Picture noise = ui_picture(320, 240, i);
  unsigned seed = static_cast<unsigned>(i) + 1;
  for (auto& channel : noise.rgb)
    channel = static_cast<std::uint8_t>(channel ^ ((seed = seed * 1664525U + 1) >> 27));
  return encode(encoder, as_frame(noise).view, request).payload->size();
}

TEST(X264Encoder, KeepsTheRateOfMovingContentUnderTheCap) {
  PDUM_NEED_ENCODER("x264");
  constexpr std::int64_t kCap = 1'000'000;
  const auto encoder = open_encoder("x264", {.width = 320, .height = 240, .fps = 30, .bitrate = kCap});
  std::size_t bytes = 0;
  for (int i = 0; i < 60; ++i) bytes += bytes_of_noise(*encoder, i, {});
  EXPECT_LT(bytes * 8 / 2, static_cast<std::size_t>(kCap * 5 / 4));
}

TEST(X264Encoder, KeepsTheCapWhenFramesComeTwiceAsFastAsWasSaid) {
  PDUM_NEED_ENCODER("x264");
  constexpr std::int64_t kCap = 1'000'000;
  const auto encoder = open_encoder("x264", {.width = 320, .height = 240, .fps = 30, .bitrate = kCap});
  std::size_t bytes = 0;
  for (int i = 0; i < 150; ++i) {
    const std::size_t size = bytes_of_noise(*encoder, i, {.fps = 60});
    if (i >= 30) bytes += size;
  }
  EXPECT_LT(bytes * 8 / 2, static_cast<std::size_t>(kCap * 5 / 4)) << "120 frames are two seconds";
}

TEST(X264Encoder, KeepsAKeyframeWithinItsShareOfTheLink) {
  PDUM_NEED_ENCODER("x264");
  constexpr std::int64_t kCap = 3'000'000;
  const auto encoder = open_encoder("x264", {.width = 640, .height = 360, .fps = 60, .bitrate = kCap});
  const SourceFrame ui = as_frame(ui_picture(640, 360));
  for (int i = 0; i < 40; ++i) {
    const EncodedFrame frame = encode(*encoder, ui.view, {.keyframe = i == 30});
    EXPECT_LT(frame.payload->size() * 8, static_cast<std::size_t>(kCap / 15 * 5 / 4)) << "frame " << i;
  }
}

TEST(X264Encoder, ReachesItsLargestSide) {
  PDUM_NEED_ENCODER("x264");
  for (const Size size : {Size{16384, 2}, Size{1, 16383}}) {
    Stream stream(size.width, size.height);
    const Picture source = blank_picture(size.width, size.height, {10, 200, 90});
    EXPECT_LE(largest_error(stream.show(as_frame(source).view), source), 3);
  }
}

TEST(X264Encoder, CutsOnlyLargeFramesIntoTwoSlices) {
  PDUM_NEED_ENCODER("x264");
  for (const auto& [size, expected_slices] :
       {std::pair{Size{1920, 1080}, 1}, std::pair{Size{2560, 1440}, 2}}) {
    Stream stream(size.width, size.height);
    const EncodedFrame frame = stream.send(as_frame(blank_picture(size.width, size.height)).view);
    NalReader reader(*frame.payload);
    int slices = 0;
    while (const auto unit = reader.next()) slices += unit->type == NalType::idr_slice ? 1 : 0;
    EXPECT_EQ(slices, expected_slices) << size.width;
    EXPECT_TRUE(stream.decoder.decode(*frame.payload));
  }
}

TEST(X264Encoder, TakesAbsurdRates) {
  PDUM_NEED_ENCODER("x264");
  const SourceFrame frame = as_frame(smooth_picture(64, 48));
  for (const double fps : {0.0, -5.0, 1e9, std::nan("")}) {
    for (const std::int64_t bitrate : {std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
      const auto encoder = open_encoder("x264", {.width = 64, .height = 48, .fps = fps, .bitrate = bitrate});
      ASSERT_NE(encoder, nullptr);
      EXPECT_TRUE(encode(*encoder, frame.view).keyframe);
    }
  }
}

TEST(X264Encoder, WritesNothingToStandardError) {
  PDUM_NEED_ENCODER("x264");
  ::testing::internal::CaptureStderr();
  {
    Stream stream(64, 48);
    for (int i = 0; i < 3; ++i) stream.send(as_frame(smooth_picture(64, 48, i)).view, i == 2);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace pdum::rfb::test
