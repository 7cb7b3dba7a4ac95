#include "encode/registered_encoders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include <pdum/rfb/encoders.hpp>
#include <pdum/rfb/error.hpp>

#include "../../../examples/block_encoder.hpp"
#include "encode/h264_bitstream.hpp"

namespace pdum::rfb {
namespace {

/// What `register_video_encoder` says about these arguments; empty: nothing.
std::string refusal(const std::string& name, VideoEncoderFactory factory,
                    const VideoEncoderTraits& traits = {}) {
  try {
    register_video_encoder(name, std::move(factory), traits);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
}

std::unique_ptr<VideoEncoder> make_blocks(const VideoEncoderSettings& settings) {
  return std::make_unique<BlockEncoder>(settings);
}

bool says(const std::string& sentence, const std::string& part) {
  return sentence.find(part) != std::string::npos;
}

/// An encoder whose results a test makes, behind all that the library checks.
struct Bench {
  explicit Bench(VideoEncoderTraits traits = {}) {
    registry.add(registered_encoder_entry(
        "own",
        [this](const VideoEncoderSettings& settings) {
          opened.push_back(settings);
          return std::make_unique<Scripted>(*this, settings);
        },
        traits));
  }

  struct Scripted final : VideoEncoder {
    Scripted(Bench& of, const VideoEncoderSettings& settings) : bench(of), blocks(settings) {}
    EncodedVideo encode(const FrameView& frame, const VideoEncodeRequest& request) override {
      bench.frames.push_back(frame);
      bench.requests.push_back(request);
      if (bench.script) return bench.script(blocks.encode(frame, request));
      return blocks.encode(frame, request);
    }
    Bench& bench;
    BlockEncoder blocks;
  };

  Result<EncodedFrame> encode(int width = 32, int height = 16, bool keyframe = true) {
    if (!encoder) {
      auto made =
          registry.find("own")->open({.width = width, .height = height, .yuv = yuv, .pipeline_depth = depth});
      if (!made) return Failure{made.error()};
      encoder = std::move(*made);
    }
    return encoder->encode(picture(width, height), {.keyframe = keyframe, .timestamp_us = 7, .fps = 12});
  }
  FrameView picture(int width = 32, int height = 16) {
    pixels.assign(static_cast<std::size_t>(4 * width) * static_cast<std::size_t>(height), 90);
    return {.data = pixels.data(),
            .size_bytes = pixels.size(),
            .width = width,
            .height = height,
            .stride = static_cast<std::size_t>(4 * width)};
  }

  EncoderRegistry registry;
  std::function<EncodedVideo(EncodedVideo)> script;
  YuvEncoding yuv;
  int depth = 0;
  std::vector<VideoEncoderSettings> opened;
  std::vector<FrameView> frames;
  std::vector<VideoEncodeRequest> requests;
  std::unique_ptr<Encoder> encoder;
  std::vector<std::uint8_t> pixels;
};

TEST(RegisterVideoEncoder, ListsTheEncoderAsOneThatMustBeAskedFor) {
  ASSERT_EQ(refusal("unit-blocks", make_blocks, {.max_side = 2048}), "");
  const auto all = available_encoders();
  const auto found =
      std::find_if(all.begin(), all.end(), [](const auto& e) { return e.name == "unit-blocks"; });
  ASSERT_NE(found, all.end());
  EXPECT_TRUE(found->available);
  EXPECT_TRUE(found->by_name_only);
  EXPECT_EQ(found->capability, "webcodecs/h264-annexb");
  EXPECT_EQ(found->max_side, 2048);
  const EncoderRegistry registry = EncoderRegistry::of_process();
  ASSERT_NE(registry.find("unit-blocks"), nullptr);
  EXPECT_EQ(EncoderRegistry::with_builtin().find("unit-blocks"), nullptr);
}

TEST(RegisterVideoEncoder, SaysWhatIsWrongWithItsArguments) {
  ASSERT_EQ(refusal("unit-twice", make_blocks), "");
  EXPECT_TRUE(says(refusal("unit-twice", make_blocks), "\"unit-twice\" already"));
  EXPECT_TRUE(says(refusal("x264", make_blocks), "\"x264\" already"));
  EXPECT_TRUE(says(refusal("jpeg", make_blocks), "\"jpeg\" already"));
  for (const std::string& name :
       {std::string(), std::string("a b"), std::string("a/b"), std::string(65, 'a')})
    EXPECT_TRUE(says(refusal(name, make_blocks), "A-Z a-z")) << name;
  EXPECT_TRUE(says(refusal("unit-null", nullptr), "factory"));
  EXPECT_TRUE(says(refusal("unit-kind", make_blocks, {.capability = "image/jpeg"}), "webcodecs/av1"));
  EXPECT_TRUE(says(refusal("unit-side", make_blocks, {.max_side = 0}), "max_side"));
  EXPECT_TRUE(says(refusal("unit-codec", make_blocks, {.codec = std::string(65, 'a')}), "64 bytes"));
}

TEST(RegisteredEncoder, GetsPlanesOfEvenSidesAndIsNamedByItsSps) {
  Bench bench;
  const auto made = bench.encode(31, 15);
  ASSERT_TRUE(made) << made.error();
  EXPECT_TRUE(made->keyframe);
  EXPECT_EQ(made->codec, "avc1.42C033");
  ASSERT_EQ(bench.opened.size(), 1U);
  EXPECT_EQ(bench.opened[0].width, 32);
  EXPECT_EQ(bench.opened[0].height, 16);
  EXPECT_EQ(bench.frames.at(0).format, PixelFormat::i420);
  EXPECT_EQ(bench.frames.at(0).width, 32);
  EXPECT_EQ(bench.requests.at(0).timestamp, std::chrono::microseconds(7));
  EXPECT_EQ(bench.requests.at(0).fps, 12);
  EXPECT_EQ(bench.requests.at(0).bitrate, 12'000'000);
}

/// Keeps the view, makes nothing.
struct LookingEncoder final : VideoEncoder {
  explicit LookingEncoder(FrameView& to) : view(to) {}
  EncodedVideo encode(const FrameView& frame, const VideoEncodeRequest&) override {
    view = frame;
    return {};
  }
  FrameView& view;
};

TEST(RegisteredEncoder, GetsFramesAsPublishedWhereItWantsThem) {
  FrameView seen;
  Bench bench;
  bench.registry = {};
  bench.registry.add(registered_encoder_entry(
      "own", [&seen](const VideoEncoderSettings&) { return std::make_unique<LookingEncoder>(seen); },
      {.input = VideoEncoderInput::as_published}));
  EXPECT_FALSE(bench.encode(31, 15));
  EXPECT_EQ(seen.format, PixelFormat::rgba8);
  EXPECT_EQ(seen.width, 31);
  EXPECT_EQ(seen.data, bench.pixels.data());
}

TEST(RegisteredEncoder, ADeltaIsWhatHoldsNoIdr) {
  Bench bench;
  ASSERT_TRUE(bench.encode());
  const auto delta = bench.encode(32, 16, false);
  ASSERT_TRUE(delta) << delta.error();
  EXPECT_FALSE(delta->keyframe);
  EXPECT_EQ(delta->codec, "avc1.42C033");
}

TEST(RegisteredEncoder, IsToldTheBitRateThatHoldsNow) {
  Bench bench;
  ASSERT_TRUE(bench.encode());
  EXPECT_EQ(bench.requests.back().bitrate, bench.opened.back().bitrate);
  EXPECT_TRUE(bench.encoder->encode(bench.picture(), {.bitrate = 400'000}));
  EXPECT_EQ(bench.requests.back().bitrate, 400'000);
}

TEST(RegisteredEncoder, MayKeepFramesInsideOnlyWhereItSaidSoAndIsAskedTo) {
  Bench plain;
  EXPECT_FALSE(plain.registry.find("own")->pipelines);
  ASSERT_TRUE(plain.encode());
  plain.script = [](EncodedVideo) { return EncodedVideo{}; };
  EXPECT_FALSE(plain.encode(32, 16, false));

  Bench bench({.pipelines = true});
  EXPECT_TRUE(bench.registry.find("own")->pipelines);
  bench.depth = 2;
  bench.script = [](EncodedVideo) { return EncodedVideo{}; };
  const Result<EncodedFrame> held = bench.encode();
  ASSERT_TRUE(held) << held.error();
  EXPECT_EQ(held->payload, nullptr);
  EXPECT_EQ(bench.opened.back().pipeline_depth, 2);
}

TEST(RegisteredEncoder, AnotherSizeIsAnotherEncoder) {
  Bench bench;
  ASSERT_TRUE(bench.encode(32, 16));
  const auto made = bench.encode(48, 32, false);
  ASSERT_TRUE(made) << made.error();
  EXPECT_TRUE(made->keyframe);
  ASSERT_EQ(bench.opened.size(), 2U);
  EXPECT_EQ(bench.opened[1].width, 48);
}

TEST(RegisteredEncoder, TellsWhatMakesItsOutputUnfitToBeSent) {
  const auto fault = [](std::function<EncodedVideo(EncodedVideo)> script, VideoEncoderTraits traits = {}) {
    Bench bench(std::move(traits));
    bench.script = std::move(script);
    const auto made = bench.encode();
    return made ? std::string() : made.error();
  };
  EXPECT_TRUE(says(fault([](EncodedVideo) { return EncodedVideo{}; }), "no bytes"));
  EXPECT_TRUE(says(fault([](EncodedVideo) {
                     return EncodedVideo{{std::byte{7}, std::byte{9}}, true};
                   }),
                   "start code"));
  EXPECT_TRUE(says(fault([](EncodedVideo v) {
                     v.payload.resize(12);
                     return v;
                   }),
                   "no slice"));
  EXPECT_TRUE(says(fault([](EncodedVideo v) {
                     v.payload[4] = std::byte{0x66};  // the SPS is no longer one
                     return v;
                   }),
                   "SPS"));
  EXPECT_TRUE(says(fault([](EncodedVideo v) { return v; }, {.capability = "webcodecs/h264-annexb-444"}),
                   "avc1.42C033"));
  EXPECT_EQ(fault([](EncodedVideo v) { return v; }, {.capability = "webcodecs/h264-annexb-high"}), "");
  EXPECT_TRUE(says(fault([](EncodedVideo v) { return v; }, {.capability = "webcodecs/vp9"}), "codec"));
  EXPECT_TRUE(says(fault([](EncodedVideo) -> EncodedVideo { throw std::runtime_error("no more"); }),
                   "own threw: no more"));
}

TEST(RegisteredEncoder, AKeyframeThatWasAskedForMustCome) {
  Bench bench;
  ASSERT_TRUE(bench.encode());
  const auto delta = bench.encode(32, 16, false);
  ASSERT_TRUE(delta);
  bench.script = [bytes = *delta->payload](EncodedVideo) { return EncodedVideo{bytes, true}; };
  const auto made = bench.encode();
  ASSERT_FALSE(made);
  EXPECT_TRUE(says(made.error(), "no IDR"));
}

TEST(RegisteredEncoder, ItsSpsMustNotContradictTheSamples) {
  Bench bench;
  bench.yuv = {YuvMatrix::bt709, YuvRange::full};
  const auto made = bench.encode();
  EXPECT_TRUE(made) << made.error();
  Bench wrong;
  wrong.script = [bytes = *made->payload](EncodedVideo) { return EncodedVideo{bytes, true}; };
  ASSERT_FALSE(wrong.encode());
}

TEST(RegisteredEncoder, OtherKindsOfVideoSayThemselvesWhatTheyAre) {
  Bench bench({.capability = "webcodecs/av1", .codec = "av01.0.04M.08"});
  EXPECT_EQ(bench.registry.find("own")->nominal_codec, "av01.0.04M.08");
  bench.script = [](EncodedVideo) { return EncodedVideo{{std::byte{18}}, true, "av01.0.05M.08"}; };
  const auto made = bench.encode();
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->codec, "av01.0.05M.08");
  EXPECT_TRUE(made->keyframe);
}

TEST(RegisteredEncoder, AFactoryThatMakesNothingOrThrowsIsAFailureToOpen) {
  EncoderRegistry registry;
  registry.add(registered_encoder_entry("null", [](const VideoEncoderSettings&) { return nullptr; }, {}));
  registry.add(registered_encoder_entry("throws",
                                        [](const VideoEncoderSettings&) -> std::unique_ptr<VideoEncoder> {
                                          throw std::runtime_error("no device");
                                        },
                                        {}));
  EXPECT_TRUE(says(registry.find("null")->open({.width = 2, .height = 2}).error(), "made no encoder"));
  EXPECT_TRUE(says(registry.find("throws")->open({.width = 2, .height = 2}).error(), "no device"));
}

}  // namespace
}  // namespace pdum::rfb
