// What image files say of their colours, read back by each codec's own library.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "encode/icc_profile.hpp"
#include "encode/jpeg_icc.hpp"
#include "pixels/frame_layout.hpp"
#include "unit/encode/color_readers.hpp"
#include "unit/encode/decoders.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb::test {
namespace {

constexpr ColorSpace kPq{.primaries = ColorPrimaries::bt2020, .transfer = ColorTransfer::pq};
constexpr ColorSpace kLinearP3{.primaries = ColorPrimaries::display_p3, .transfer = ColorTransfer::linear};

Bytes file_of(const std::string& name, const ColorSpace& color, PixelFormat format = PixelFormat::rgba8,
              int quality = 80) {
  const Picture source = ui_picture(33, 21);
  const auto encoder = open_encoder(name, {.width = 33, .height = 21, .quality = quality, .color = color});
  return encoder ? *encode(*encoder, as_frame(source, format).view).payload : Bytes{};
}

/// An image codec with its readers.
struct Codec {
  const char* name;
  std::function<Bytes(const Bytes&)> icc;
  std::function<std::optional<Picture>(const Bytes&)> decode;
  int lossless_quality;
};

class ImageColor : public ::testing::TestWithParam<Codec> {
 protected:
  void SetUp() override {
    PDUM_NEED_ENCODER(GetParam().name);
    if (GetParam().name == std::string("jpeg") && !can_read_jpeg_profiles())
      GTEST_SKIP() << "no libjpeg to read profiles with (libjpeg-dev)";
  }
};

INSTANTIATE_TEST_SUITE_P(Codecs, ImageColor,
                         ::testing::Values(Codec{"jpeg", icc_of_jpeg, decode_jpeg, 80},
                                           Codec{"png", icc_of_png, decode_png, 80},
                                           Codec{"webp", icc_of_webp, decode_webp, 100}),
                         [](const auto& codec) { return codec.param.name; });

TEST_P(ImageColor, HoldsTheProfileOfItsColourSpace) {
  for (const ColorSpace& color : {kDisplayP3, kBt2020, kLinearP3}) {
    const Bytes profile = GetParam().icc(file_of(GetParam().name, color));
    ASSERT_FALSE(profile.empty());
    EXPECT_EQ(profile, icc_profile(color, IccChannels::rgb));
  }
}

TEST_P(ImageColor, HoldsNoneForSrgbAndWhatNoProfileCanSay) {
  for (const ColorSpace& color : {kSrgb, kPq, ColorSpace{.matrix = ColorMatrix::bt709, .bit_depth = 10}})
    EXPECT_TRUE(GetParam().icc(file_of(GetParam().name, color)).empty());
}

TEST_P(ImageColor, HasTheSamePixelsWithAProfileAsWithout) {
  for (const int quality : {80, GetParam().lossless_quality}) {
    const auto plain = GetParam().decode(file_of(GetParam().name, kSrgb, PixelFormat::rgba8, quality));
    const auto tagged = GetParam().decode(file_of(GetParam().name, kDisplayP3, PixelFormat::rgba8, quality));
    ASSERT_TRUE(plain && tagged);
    EXPECT_EQ(largest_error(*tagged, *plain), 0);
  }
}

TEST_P(ImageColor, GrayHasAProfileOfItsOwnWhereItsCurveDiffers) {
  const std::string name = GetParam().name;
  EXPECT_TRUE(GetParam().icc(file_of(name, kDisplayP3, PixelFormat::gray8)).empty());
  const Bytes file = file_of(name, kLinearP3, PixelFormat::gray8);
  EXPECT_EQ(GetParam().icc(file), icc_profile(kLinearP3, IccChannels::gray));
  EXPECT_TRUE(GetParam().decode(file));
}

TEST(PngColor, SaysItByCicpBeforeThePixels) {
  PDUM_NEED_ENCODER("png");
  const auto codes = [](const ColorSpace& color, PixelFormat format = PixelFormat::rgb24) {
    std::string names;
    std::vector<int> found;
    for (const PngChunk& chunk : png_chunks(file_of("png", color, format))) {
      names += chunk.name + ' ';
      if (chunk.name != "cICP") continue;
      EXPECT_EQ(names.find("IDAT"), std::string::npos);
      EXPECT_TRUE(found.empty()) << "one only";
      for (const std::byte code : chunk.data) found.push_back(std::to_integer<int>(code));
    }
    EXPECT_EQ(names.substr(0, 5), "IHDR ");
    EXPECT_NE(names.find("IEND "), std::string::npos);
    return found;
  };
  EXPECT_EQ(codes(kDisplayP3), (std::vector<int>{12, 13, 0, 1}));
  EXPECT_EQ(codes(kBt2020), (std::vector<int>{9, 1, 0, 1}));
  EXPECT_EQ(codes(kPq), (std::vector<int>{9, 16, 0, 1}));
  EXPECT_EQ(codes({ColorPrimaries::bt2020, ColorTransfer::hlg}), (std::vector<int>{9, 18, 0, 1}));
  EXPECT_EQ(codes({ColorPrimaries::bt709, ColorTransfer::linear}), (std::vector<int>{1, 8, 0, 1}));
  EXPECT_EQ(codes(kLinearP3, PixelFormat::gray8), (std::vector<int>{12, 8, 0, 1}));
  EXPECT_TRUE(codes(kSrgb).empty());
  EXPECT_TRUE(codes(kDisplayP3, PixelFormat::gray8).empty()) << "it looks the same";
}

TEST(JpegIcc, StandsBehindTheSegmentOfJfif) {
  PDUM_NEED_ENCODER("jpeg");
  const Bytes plain = file_of("jpeg", kSrgb);
  const Bytes profile = icc_profile(kDisplayP3, IccChannels::rgb);
  const Bytes tagged = file_of("jpeg", kDisplayP3);
  ASSERT_EQ(tagged.size(), plain.size() + 18 + profile.size());
  constexpr std::size_t kHead = 2 + 18;  // start of image, JFIF
  EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + kHead, tagged.begin()));
  EXPECT_EQ(std::to_integer<int>(tagged[kHead]), 0xFF);
  EXPECT_EQ(std::to_integer<int>(tagged[kHead + 1]), 0xE2);
  EXPECT_TRUE(std::equal(plain.begin() + kHead, plain.end(),
                         tagged.begin() + static_cast<std::ptrdiff_t>(kHead + 18 + profile.size())));
}

TEST(JpegIcc, LeavesOutWhatDoesNotFitAndKeepsBrokenFilesAsTheyAre) {
  const Bytes jpeg = {std::byte{0xFF}, std::byte{0xD8}, std::byte{0xFF},
                      std::byte{0xDB}, std::byte{0},    std::byte{2}};
  EXPECT_EQ(with_icc_profile(jpeg, {}), jpeg);
  EXPECT_EQ(with_icc_profile(jpeg, Bytes(kMaxJpegProfile + 1)), jpeg);
  const Bytes tagged = with_icc_profile(jpeg, Bytes(kMaxJpegProfile));
  ASSERT_EQ(tagged.size(), jpeg.size() + 2 + 0xFFFF);
  EXPECT_EQ(std::to_integer<int>(tagged[3]), 0xE2) << "no JFIF: right at the start";
  for (std::size_t size = 0; size < jpeg.size(); ++size) {
    const std::span<const std::byte> part = std::span(jpeg).first(size);
    EXPECT_EQ(with_icc_profile(part, Bytes(7)).size(), size + 18 + 7);
  }
}

}  // namespace
}  // namespace pdum::rfb::test
