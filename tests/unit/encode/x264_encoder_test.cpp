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
  bool padded;  ///< to even sizes

  Stream(const std::string& name, int width, int height, YuvEncoding yuv = {})
      : encoder(open_encoder(name, {.width = width, .height = height, .fps = 60, .yuv = yuv})),
        padded(!builtin_encoders().find(name)->yuv444) {}

  EncodedFrame send(const FrameView& view, bool keyframe = false) {
    return encode(*encoder, view, {.keyframe = keyframe});
  }
  /// What the viewer sees of `view`, in its published size.
  Picture show(const FrameView& view, bool keyframe = false) {
    const auto unit = decoder.decode(*send(view, keyframe).payload);
    if (!unit) return {};
    EXPECT_EQ(unit->picture.width, view.width + (padded ? view.width % 2 : 0));
    EXPECT_EQ(unit->picture.height, view.height + (padded ? view.height % 2 : 0));
    return to_rgb(unit->picture, view.width, view.height);
  }
};

/// What all profiles promise. The parameter is the encoder's name.
class X264Encoder : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { PDUM_NEED_ENCODER(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Profiles, X264Encoder, ::testing::Values("x264", "x264-high", "x264-444"),
                         [](const auto& profile) {
                           std::string name = profile.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(X264Encoder, KeepsFlatColoursWithinThreeInEveryEncoding) {
  for (const YuvEncoding& yuv : kEncodings) {
    Stream stream(GetParam(), 64, 48, yuv);
    for (const Rgb& colour : flat_colours()) {
      const Picture source = blank_picture(64, 48, colour);
      EXPECT_LE(largest_error(stream.show(as_frame(source).view, true), source), 3)
          << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
    }
  }
}

TEST_P(X264Encoder, KeepsFlatColoursWithinThreeInDeltas) {
  Stream stream(GetParam(), 64, 48);
  for (const Rgb& colour : flat_colours()) {
    const Picture source = blank_picture(64, 48, colour);
    EXPECT_LE(largest_error(stream.show(as_frame(source).view), source), 3)
        << int{colour[0]} << ' ' << int{colour[1]} << ' ' << int{colour[2]};
  }
}

TEST_P(X264Encoder, DecodesToTheSourceWhileItMoves) {
  Stream stream(GetParam(), 640, 360);
  for (int time = 0; time < 20; ++time) {
    const Picture source = smooth_picture(640, 360, time);
    EXPECT_GT(psnr(stream.show(as_frame(source).view), source), 36) << "frame " << time;
  }
  const Picture still = ui_picture(640, 360);
  Picture seen;
  for (int time = 0; time < 10; ++time) seen = stream.show(as_frame(still).view);
  EXPECT_GT(psnr(seen, still), 27);
}

TEST_P(X264Encoder, ShowsEveryFormatUprightWithAnyStride) {
  const Picture source = smooth_picture(131, 67);
  for (const PixelFormat format : kAllFormats) {
    for (const bool bottom_up : {false, true}) {
      const SourceFrame frame = as_frame(source, format, bottom_up, 12);
      Stream stream(GetParam(), 131, 67);
      EXPECT_GT(psnr(stream.show(frame.view), expected(source, format)), 35)
          << format_name(format) << bottom_up;
    }
  }
}

TEST_P(X264Encoder, ShowsOddSizesUpToTheEdge) {
  for (const Size size : kOddSizes) {
    const Picture source = smooth_picture(size.width, size.height);
    Stream stream(GetParam(), size.width, size.height);
    EXPECT_GT(psnr(stream.show(as_frame(source).view), source), 33) << size.width;
  }
}

TEST_P(X264Encoder, WithFramesInsideGivesThemInOrderAndAsGoodAsWithout) {
  constexpr int kDepth = 2;
  const auto encoder =
      open_encoder(GetParam(), {.width = 320, .height = 240, .fps = 60, .pipeline_depth = kDepth});
  H264Decoder decoder;
  std::vector<Picture> shown;
  for (int i = 0; i < 8 + kDepth; ++i) {
    // Repeating the last one brings out those inside.
    const Picture source =
        blank_picture(320, 240, flat_colours()[static_cast<std::size_t>(std::min(i, 7) % 4)]);
    const EncodedFrame out = encode(*encoder, as_frame(source).view, {.keyframe = i == 0});
    ASSERT_EQ(out.payload == nullptr, i < kDepth) << "frame " << i;
    if (out.payload == nullptr) continue;
    EXPECT_EQ(out.keyframe, i == kDepth);
    const auto unit = decoder.decode(*out.payload);
    ASSERT_TRUE(unit) << "no reordering";
    shown.push_back(to_rgb(unit->picture, 320, 240));
  }
  ASSERT_EQ(shown.size(), 8U);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    EXPECT_LE(largest_error(shown[i], blank_picture(320, 240, flat_colours()[i % 4])), 4) << "frame " << i;
  }
}

TEST(X264Profile, PadsHalvedChromaByRepeatingTheEdge) {
  PDUM_NEED_ENCODER("x264");
  Stream stream("x264", 3, 5);
  const Picture white = blank_picture(3, 5, {255, 255, 255});
  const auto unit = stream.decoder.decode(*stream.send(as_frame(white).view).payload);
  ASSERT_TRUE(unit);
  EXPECT_LE(largest_error(to_rgb(unit->picture, 4, 6), blank_picture(4, 6, {255, 255, 255})), 2);
}

TEST_P(X264Encoder, MakesIdrsWhereAskedAndNowhereElse) {
  Stream stream(GetParam(), 64, 48);
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

TEST_P(X264Encoder, SaysItsSizeAndThatNothingIsReordered) {
  Stream stream(GetParam(), 1280, 720);
  const EncodedFrame frame = stream.send(as_frame(blank_picture(1280, 720)).view);
  const AccessUnitInfo info = read_access_unit(*frame.payload);
  ASSERT_TRUE(info.sps);
  EXPECT_EQ(info.sps->max_num_reorder_frames, 0);
  EXPECT_EQ(info.sps->max_dec_frame_buffering, 1);
  EXPECT_EQ(info.sps->width, 1280);
  EXPECT_EQ(info.sps->height, 720);
  EXPECT_EQ(frame.codec, info.sps->codec_string());
}

TEST(X264Profile, IsWhatTheSpsAndTheCodecStringSay) {
  struct Promise {
    const char* encoder;
    int profile_idc;
    int chroma_format_idc;
    const char* codec;  ///< without the level
  };
  for (const Promise& promise :
       {Promise{"x264", 66, 1, "avc1.42C0"}, Promise{"x264-high", 100, 1, "avc1.6400"},
        Promise{"x264-444", 244, 3, "avc1.F400"}}) {
    PDUM_NEED_ENCODER(promise.encoder);
    for (const Size size : {Size{16, 16}, Size{641, 359}, Size{1920, 1080}}) {
      Stream stream(promise.encoder, size.width, size.height);
      const EncodedFrame frame = stream.send(as_frame(smooth_picture(size.width, size.height)).view);
      const AccessUnitInfo info = read_access_unit(*frame.payload);
      ASSERT_TRUE(info.sps);
      EXPECT_EQ(info.sps->profile_idc, promise.profile_idc);
      EXPECT_EQ(info.sps->chroma_format_idc, promise.chroma_format_idc);
      EXPECT_EQ(frame.codec.substr(0, 9), promise.codec);
      const std::string nominal = builtin_encoders().find(promise.encoder)->nominal_codec;
      EXPECT_EQ(frame.codec.substr(0, 7), nominal.substr(0, 7)) << "what viewers were asked about";
    }
  }
}

/// How near the viewer's picture comes to `source` once it rests.
double rested_psnr(const char* encoder, const Picture& source) {
  Stream stream(encoder, source.width, source.height);
  Picture seen;
  for (int i = 0; i < 10; ++i) seen = stream.show(as_frame(source).view);
  return psnr(seen, source);
}

TEST(X264Profile, FullChromaKeepsColouredTextOfOnePixelSharp) {
  PDUM_NEED_ENCODER("x264-444");
  const Picture text = coloured_text_picture(641, 359);
  const double halved = rested_psnr("x264-high", text);
  const double full = rested_psnr("x264-444", text);
  EXPECT_GT(full, halved + 10);
  EXPECT_GT(full, 30);
}

TEST(X264Profile, FullChromaIsNoWorseOnSmoothShading) {
  PDUM_NEED_ENCODER("x264-444");
  const Picture shading = smooth_picture(640, 360);
  EXPECT_GT(rested_psnr("x264-444", shading), rested_psnr("x264-high", shading) - 0.3);
}

TEST_P(X264Encoder, TellsTheTruthAboutColour) {
  for (const YuvEncoding& yuv : kEncodings) {
    Stream stream(GetParam(), 64, 48, yuv);
    const AccessUnitInfo info = read_access_unit(*stream.send(as_frame(blank_picture(64, 48)).view).payload);
    ASSERT_TRUE(info.sps);
    EXPECT_EQ(info.sps->matrix_coefficients, yuv.matrix == YuvMatrix::bt601 ? 6 : 1);
    EXPECT_EQ(info.sps->colour_primaries, 1);
    EXPECT_EQ(info.sps->transfer_characteristics, 13) << "sRGB";
    EXPECT_EQ(info.sps->full_range, yuv.range == YuvRange::full);
  }
}

TEST_P(X264Encoder, DeclaresPrimariesAndTransferOfTheFramesAndTheMatrixOfItsOwn) {
  struct Case {
    ColorSpace color;
    int primaries;
    int transfer;
  };
  for (const Case& item : {Case{kDisplayP3, 12, 13}, Case{kBt2020, 9, 1},
                           Case{{ColorPrimaries::bt2020, ColorTransfer::pq, ColorMatrix::bt2020_ncl}, 9, 16},
                           Case{{ColorPrimaries::bt2020, ColorTransfer::hlg}, 9, 18},
                           Case{{ColorPrimaries::bt709, ColorTransfer::linear}, 1, 8}}) {
    for (const YuvEncoding& yuv : {YuvEncoding{}, YuvEncoding{YuvMatrix::bt709, YuvRange::full}}) {
      const auto encoder =
          open_encoder(GetParam(), {.width = 64, .height = 48, .fps = 60, .yuv = yuv, .color = item.color});
      const Bytes bytes = *encode(*encoder, as_frame(blank_picture(64, 48)).view).payload;
      const auto sps = read_access_unit(bytes).sps;
      ASSERT_TRUE(sps);
      EXPECT_EQ(sps->colour_primaries, item.primaries);
      EXPECT_EQ(sps->transfer_characteristics, item.transfer);
      EXPECT_EQ(sps->matrix_coefficients, yuv.matrix == YuvMatrix::bt601 ? 6 : 1);
      const auto unit = H264Decoder().decode(bytes);
      ASSERT_TRUE(unit);
      EXPECT_EQ(unit->primaries, item.primaries) << "libavcodec";
      EXPECT_EQ(unit->transfer, item.transfer) << "libavcodec";
      EXPECT_EQ(unit->picture.encoding, yuv) << "libavcodec";
    }
  }
}

TEST_P(X264Encoder, StartsAnewWithAKeyframeWhenTheSizeChanges) {
  Stream stream(GetParam(), 64, 48);
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

/// Frame `i` of a picture that no encoder can foresee.
EncodedFrame encode_noise(Encoder& encoder, int i, const EncodeRequest& request) {
  Picture noise = ui_picture(320, 240, i);
  unsigned seed = static_cast<unsigned>(i) + 1;
  for (auto& channel : noise.rgb)
    channel = static_cast<std::uint8_t>(channel ^ ((seed = seed * 1664525U + 1) >> 27));
  return encode(encoder, as_frame(noise).view, request);
}
std::size_t bytes_of_noise(Encoder& encoder, int i, const EncodeRequest& request) {
  return encode_noise(encoder, i, request).payload->size();
}

TEST_P(X264Encoder, KeepsTheRateOfMovingContentUnderTheCap) {
  constexpr std::int64_t kCap = 1'000'000;
  const auto encoder = open_encoder(GetParam(), {.width = 320, .height = 240, .fps = 30, .bitrate = kCap});
  std::size_t bytes = 0;
  for (int i = 0; i < 60; ++i) bytes += bytes_of_noise(*encoder, i, {});
  EXPECT_LT(bytes * 8 / 2, static_cast<std::size_t>(kCap * 5 / 4));
}

TEST_P(X264Encoder, KeepsTheCapWhenFramesComeTwiceAsFastAsWasSaid) {
  constexpr std::int64_t kCap = 1'000'000;
  const auto encoder = open_encoder(GetParam(), {.width = 320, .height = 240, .fps = 30, .bitrate = kCap});
  std::size_t bytes = 0;
  for (int i = 0; i < 150; ++i) {
    const std::size_t size = bytes_of_noise(*encoder, i, {.fps = 60});
    if (i >= 30) bytes += size;
  }
  EXPECT_LT(bytes * 8 / 2, static_cast<std::size_t>(kCap * 5 / 4)) << "120 frames are two seconds";
}

TEST_P(X264Encoder, AnotherCapHoldsFromTheNextFramesWithoutAKeyframe) {
  constexpr std::int64_t kCap = 4'000'000;
  const auto encoder = open_encoder(GetParam(), {.width = 320, .height = 240, .fps = 30, .bitrate = kCap});
  std::vector<double> rates;  // bit/s of one second each, the first frames after the change left out
  int frame = 0;
  for (const std::int64_t cap : {std::int64_t{0}, kCap / 8, kCap, std::int64_t{100} * kCap}) {
    std::size_t bytes = 0;
    for (int i = 0; i < 40; ++i, ++frame) {
      const EncodedFrame coded = encode_noise(*encoder, frame, {.fps = 30, .bitrate = cap});
      EXPECT_EQ(coded.keyframe, frame == 0) << "frame " << frame;
      if (i >= 10) bytes += coded.payload->size();
    }
    rates.push_back(static_cast<double>(bytes) * 8);
  }
  EXPECT_LT(rates[1], kCap / 8 * 5 / 4);
  EXPECT_GT(rates[0], 3 * rates[1]);
  EXPECT_GT(rates[2], rates[0] * 4 / 5);
  EXPECT_LT(rates[3], rates[0] * 5 / 4) << "never more than it was opened with";
}

TEST_P(X264Encoder, KeepsAKeyframeWithinItsShareOfTheLink) {
  constexpr std::int64_t kCap = 3'000'000;
  const auto encoder = open_encoder(GetParam(), {.width = 640, .height = 360, .fps = 60, .bitrate = kCap});
  const SourceFrame ui = as_frame(ui_picture(640, 360));
  for (int i = 0; i < 40; ++i) {
    const EncodedFrame frame = encode(*encoder, ui.view, {.keyframe = i == 30});
    EXPECT_LT(frame.payload->size() * 8, static_cast<std::size_t>(kCap / 15 * 5 / 4)) << "frame " << i;
  }
}

TEST_P(X264Encoder, ReachesItsLargestSide) {
  for (const Size size : {Size{16384, 2}, Size{1, 16383}}) {
    Stream stream(GetParam(), size.width, size.height);
    const Picture source = blank_picture(size.width, size.height, {10, 200, 90});
    EXPECT_LE(largest_error(stream.show(as_frame(source).view), source), 3);
  }
}

TEST_P(X264Encoder, CutsOnlyLargeFramesIntoTwoSlices) {
  for (const auto& [size, expected_slices] :
       {std::pair{Size{1920, 1080}, 1}, std::pair{Size{2560, 1440}, 2}}) {
    Stream stream(GetParam(), size.width, size.height);
    const EncodedFrame frame = stream.send(as_frame(blank_picture(size.width, size.height)).view);
    NalReader reader(*frame.payload);
    int slices = 0;
    while (const auto unit = reader.next()) slices += unit->type == NalType::idr_slice ? 1 : 0;
    EXPECT_EQ(slices, expected_slices) << size.width;
    EXPECT_TRUE(stream.decoder.decode(*frame.payload));
  }
}

TEST_P(X264Encoder, TakesAbsurdRates) {
  const SourceFrame frame = as_frame(smooth_picture(64, 48));
  for (const double fps : {0.0, -5.0, 1e9, std::nan("")}) {
    for (const std::int64_t bitrate : {std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
      const auto encoder =
          open_encoder(GetParam(), {.width = 64, .height = 48, .fps = fps, .bitrate = bitrate});
      ASSERT_NE(encoder, nullptr);
      EXPECT_TRUE(encode(*encoder, frame.view).keyframe);
    }
  }
}

TEST_P(X264Encoder, WritesNothingToStandardError) {
  ::testing::internal::CaptureStderr();
  {
    Stream stream(GetParam(), 64, 48);
    for (int i = 0; i < 3; ++i) stream.send(as_frame(smooth_picture(64, 48, i)).view, i == 2);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace pdum::rfb::test
