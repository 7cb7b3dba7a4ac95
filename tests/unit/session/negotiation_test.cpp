#include "session/negotiation.hpp"

#include <gtest/gtest.h>

#include "protocol/capabilities.hpp"
#include "support/fake_encoder.hpp"

namespace pdum::rfb {
namespace {

using testing::fake_entry;
using testing::FakeEncoderControl;
using Supported = std::vector<std::string>;

struct Negotiation : ::testing::Test {
  Negotiation() {
    const auto control = std::make_shared<FakeEncoderControl>();
    for (const auto& [name, capability] :
         {std::pair{"x264", "webcodecs/h264-annexb"}, std::pair{"jpeg", "image/jpeg"},
          std::pair{"png", "image/png"}, std::pair{"webp", "image/webp"}}) {
      registry.add(fake_entry(name, capability, control));
    }
    policy.width = 640;
    policy.height = 480;
  }
  void add_yuv444() {
    EncoderEntry entry =
        fake_entry("x264-444", "webcodecs/h264-annexb-444", std::make_shared<FakeEncoderControl>());
    entry.backend = "x264";
    entry.yuv444 = true;
    registry.add(std::move(entry));
  }
  std::string choose(const Supported& supported) {
    const auto negotiated = select_transport(supported, registry, policy);
    return negotiated ? negotiated->encoder->name : "none";
  }

  const Supported all{"image/jpeg", "image/png", "image/webp", "webcodecs/h264-annexb"};
  EncoderRegistry registry;
  NegotiationPolicy policy;
};

TEST_F(Negotiation, PrefersVideoWhenBothSidesHaveIt) {
  EXPECT_EQ(choose(all), "x264");
  EXPECT_EQ(choose({"webcodecs/h264-annexb"}), "x264");
}

TEST_F(Negotiation, OfSeveralKindsOfVideoTheViewersOrderDecides) {
  add_yuv444();
  const Supported both{"webcodecs/h264-annexb", "webcodecs/h264-annexb-444", "image/png"};
  const Supported turned{"webcodecs/h264-annexb-444", "webcodecs/h264-annexb", "image/png"};
  EXPECT_EQ(choose(both), "x264");
  EXPECT_EQ(choose(turned), "x264-444");
  policy.chroma = Chroma::yuv444;
  EXPECT_EQ(choose(both), "x264-444");
  EXPECT_EQ(choose(all), "x264") << "a viewer that knows no 4:4:4";
  policy.chroma = Chroma::yuv420;
  EXPECT_EQ(choose(turned), "x264");
  EXPECT_EQ(choose({"webcodecs/h264-annexb-444", "image/png"}), "png");
}

TEST_F(Negotiation, ANameStandsForAllProfilesOrForOne) {
  add_yuv444();
  const Supported both{"webcodecs/h264-annexb", "webcodecs/h264-annexb-444", "image/png"};
  policy.video_encoder = "x264-444";
  EXPECT_EQ(choose(both), "x264-444");
  policy.video_encoder = "x264";
  EXPECT_EQ(choose(both), "x264");
  EXPECT_EQ(choose({"webcodecs/h264-annexb-444"}), "x264-444");
  policy.video_encoder = "x2";
  EXPECT_EQ(choose(both), "png");
}

TEST_F(Negotiation, AnEncoderOfTheApplicationIsUsedOnlyWhereItIsNamed) {
  EncoderEntry own = fake_entry("own", "webcodecs/h264-annexb", std::make_shared<FakeEncoderControl>());
  own.by_name_only = true;
  registry.add(std::move(own));
  EXPECT_EQ(choose(all), "x264");
  policy.video_encoder = "own";
  EXPECT_EQ(choose(all), "own");
  EXPECT_EQ(choose({"image/png"}), "png");
  policy.usable = [](const EncoderEntry& entry) { return entry.name != "own"; };
  EXPECT_EQ(choose(all), "jpeg") << "out of order: images, and no other encoder of video";
}

TEST(ChooseYuv, TakesTheLeastErrorOfWhatIsGoodEnough) {
  const YuvEncoding limited601{YuvMatrix::bt601, YuvRange::limited};
  const YuvEncoding limited709{YuvMatrix::bt709, YuvRange::limited};
  const YuvEncoding full709{YuvMatrix::bt709, YuvRange::full};
  EXPECT_EQ(choose_yuv({}, {}), limited601);
  const std::vector<YuvOffer> offers{{limited601, 9}, {limited709, 5}, {full709, 3}};
  EXPECT_EQ(choose_yuv(offers, {}), full709);
  EXPECT_EQ(choose_yuv(std::vector<YuvOffer>{{limited709, 13}, {full709, 40}}, {}), limited601);
  EXPECT_EQ(choose_yuv(std::vector<YuvOffer>{{limited709, 12}, {full709, 40}}, {}), limited709);
}

TEST(ChooseYuv, SharesARenditionThatIsAsGoodAsExact) {
  const YuvEncoding limited709{YuvMatrix::bt709, YuvRange::limited};
  const YuvEncoding full709{YuvMatrix::bt709, YuvRange::full};
  const std::vector<YuvEncoding> in_use{limited709};
  EXPECT_EQ(choose_yuv(std::vector<YuvOffer>{{full709, 1}, {limited709, 4}}, in_use), limited709);
  EXPECT_EQ(choose_yuv(std::vector<YuvOffer>{{full709, 1}, {limited709, 5}}, in_use), full709);
}

TEST_F(Negotiation, ElseThePreferredImageThenPngJpegWebp) {
  EXPECT_EQ(choose({"image/png", "image/webp", "image/jpeg"}), "jpeg");
  EXPECT_EQ(choose({"image/webp", "image/png"}), "png");
  policy.image_format = ImageFormat::webp;
  EXPECT_EQ(choose({"image/png", "image/webp", "image/jpeg"}), "webp");
  EXPECT_EQ(choose({"image/png", "image/jpeg"}), "png");
}

TEST_F(Negotiation, WithoutACommonTransportThereIsNone) {
  EXPECT_EQ(choose({}), "none");
  EXPECT_EQ(choose({"webcodecs/av1", "image/gif"}), "none");
}

TEST_F(Negotiation, TransportCanBeForced) {
  policy.transport = Transport::image;
  EXPECT_EQ(choose(all), "jpeg");
  EXPECT_EQ(choose({"webcodecs/h264-annexb"}), "none");
  policy.transport = Transport::video;
  EXPECT_EQ(choose(all), "x264");
  EXPECT_EQ(choose({"image/jpeg"}), "none");
}

TEST_F(Negotiation, NamedVideoEncoderIsTheOnlyOneTaken) {
  policy.video_encoder = "openh264";
  EXPECT_EQ(choose(all), "jpeg");
  policy.video_encoder = "x264";
  EXPECT_EQ(choose(all), "x264");
}

TEST_F(Negotiation, FrameBeyondTheCodecsLimitGoesToImages) {
  policy.width = 4097;
  EncoderRegistry bigger;
  const auto control = std::make_shared<FakeEncoderControl>();
  EncoderEntry jpeg = fake_entry("jpeg", "image/jpeg", control);
  jpeg.max_side = 65'500;
  bigger.add(std::move(jpeg));
  bigger.add(fake_entry("x264", "webcodecs/h264-annexb", control));
  registry = bigger;
  EXPECT_EQ(choose(all), "jpeg");
  policy.transport = Transport::video;
  EXPECT_EQ(choose(all), "jpeg");
}

TEST_F(Negotiation, EncodersOutOfOrderArePassedOver) {
  policy.usable = [](const EncoderEntry& entry) { return entry.name != "x264" && entry.name != "jpeg"; };
  EXPECT_EQ(choose(all), "png");
}

TEST_F(Negotiation, UnavailableEncodersArePassedOver) {
  EncoderRegistry without;
  EncoderEntry missing = fake_entry("x264", "webcodecs/h264-annexb", std::make_shared<FakeEncoderControl>());
  missing.available = false;
  without.add(std::move(missing));
  registry = without;
  EXPECT_EQ(choose(all), "none");
}

TEST_F(Negotiation, VideoViewersGetStillsOfAnImageTypeTheyList) {
  EXPECT_EQ(select_transport(all, registry, policy)->stills.waiting, ImageFormat::jpeg);
  const Supported png_only{"webcodecs/h264-annexb", "image/png"};
  EXPECT_EQ(select_transport(png_only, registry, policy)->stills.waiting, ImageFormat::png);
  const Supported video_only{"webcodecs/h264-annexb"};
  EXPECT_FALSE(select_transport(video_only, registry, policy)->stills.waiting);
  policy.transport = Transport::video;
  EXPECT_FALSE(select_transport(all, registry, policy)->stills.waiting);
}

TEST_F(Negotiation, APictureThatRestsIsPngOrElseLosslessWebp) {
  const auto resting = [&](const Supported& supported) {
    return select_transport(supported, registry, policy)->stills.resting;
  };
  EXPECT_EQ(resting(all), ImageFormat::png);
  EXPECT_EQ(resting({"webcodecs/h264-annexb", "image/webp"}), kExactWebp);
  EXPECT_EQ(resting({"image/jpeg", "image/webp"}), kExactWebp);
  EXPECT_EQ(resting({"image/webp"}), kExactWebp) << "the images of the moving picture are lossy";
  EXPECT_EQ(resting({"image/webp", "image/png"}), std::nullopt) << "PNG images are exact already";
  EXPECT_EQ(resting({"webcodecs/h264-annexb", "image/jpeg"}), std::nullopt);
  policy.image_quality = 100;
  EXPECT_EQ(resting({"image/webp"}), std::nullopt) << "so are these";
  EXPECT_EQ(resting({"webcodecs/h264-annexb", "image/webp"}), kExactWebp);
  policy.image_quality = 80;
  EXPECT_EQ(
      select_transport(Supported{"webcodecs/h264-annexb", "image/webp"}, registry, policy)->stills.waiting,
      ImageFormat::webp);
}

TEST_F(Negotiation, BaseClientsSeeTheLiteralCodecString) {
  EXPECT_EQ(announced_codec(*registry.find("x264")), "avc1.42E01F");
  EXPECT_EQ(announced_codec(*registry.find("jpeg")), "");
  const auto control = std::make_shared<FakeEncoderControl>();
  EXPECT_EQ(announced_codec(fake_entry("high", "webcodecs/h264-annexb-high", control)), "avc1.640028");
}

}  // namespace
}  // namespace pdum::rfb
