// An encoder of the application, written against public headers only, before a real WebSocket client.
#include <pdum/rfb.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#if PDUM_HAVE_FFMPEG
extern "C" {
#include <libavcodec/avcodec.h>
}
#endif

#include "../../examples/block_encoder.hpp"
#include "integration/door.hpp"
#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using namespace std::chrono_literals;

using Rgb = std::array<int, 3>;
constexpr int kWidth = 70;  // neither side is a multiple of 16
constexpr int kHeight = 50;
constexpr std::array<Rgb, 4> kColours = {{{220, 40, 40}, {40, 200, 40}, {40, 40, 220}, {220, 200, 40}}};

/// Four quadrants in reading order.
std::vector<std::uint8_t> quadrants(std::size_t turn) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const std::size_t place = (y < kHeight / 2 ? 0U : 2U) + (x < kWidth / 2 ? 0U : 1U);
      for (const int c : kColours[(place + turn) % 4]) pixels.push_back(static_cast<std::uint8_t>(c));
    }
  }
  return pixels;
}

void publish_quadrants(Display& display, std::size_t turn) {
  const auto pixels = quadrants(turn);
  ASSERT_EQ(display.publish(frame_view(pixels, kWidth, kHeight, PixelFormat::rgb24)),
            PublishResult::accepted);
}

ServeOptions options_with(const std::string& encoder) {
  ServeOptions options = test_options();
  options.video_encoder = encoder;
  return options;
}

#if PDUM_HAVE_FFMPEG
/// What libavcodec makes of the stream.
class Decoder {
 public:
  Decoder() : context_(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264))) {
    context_->thread_count = 1;
    avcodec_open2(context_, nullptr, nullptr);
  }
  ~Decoder() {
    av_frame_free(&frame_);
    av_packet_free(&packet_);
    avcodec_free_context(&context_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  bool decode(const std::vector<std::byte>& unit) {
    av_new_packet(packet_, static_cast<int>(unit.size()));
    std::memcpy(packet_->data, unit.data(), unit.size());
    const bool sent = avcodec_send_packet(context_, packet_) == 0;
    av_packet_unref(packet_);
    return sent && avcodec_receive_frame(context_, frame_) == 0;
  }
  int width() const { return frame_->width; }
  int height() const { return frame_->height; }
  /// BT.601 limited, as base viewers read it.
  Rgb at(int x, int y) const {
    const double luma = 1.164 * (sample(0, x, y) - 16);
    const double u = sample(1, x / 2, y / 2) - 128;
    const double v = sample(2, x / 2, y / 2) - 128;
    return {static_cast<int>(luma + 1.596 * v), static_cast<int>(luma - 0.392 * u - 0.813 * v),
            static_cast<int>(luma + 2.017 * u)};
  }

 private:
  int sample(int plane, int x, int y) const { return frame_->data[plane][y * frame_->linesize[plane] + x]; }
  AVCodecContext* context_;
  AVPacket* packet_ = av_packet_alloc();
  AVFrame* frame_ = av_frame_alloc();
};

void expect_quadrants(const Decoder& decoder, std::size_t turn) {
  ASSERT_EQ(decoder.width(), kWidth);
  ASSERT_EQ(decoder.height(), kHeight);
  for (std::size_t place = 0; place < 4; ++place) {
    const Rgb seen = decoder.at(place % 2 == 0 ? 10 : kWidth - 10, place < 2 ? 8 : kHeight - 8);
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(seen[c], kColours[(place + turn) % 4][c], 4) << "quadrant " << place << ", component " << c;
  }
}
#endif

TEST(OwnEncoder, StreamsToARealClientWhichDecodesTheColoursThatWerePublished) {
#if PDUM_HAVE_FFMPEG
  register_video_encoder("blocks", [](const VideoEncoderSettings& settings) {
    return std::make_unique<BlockEncoder>(settings);
  });
  Display display = serve(options_with("blocks"));
  publish_quadrants(display, 0);
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, R"("transport":"webcodecs")")) << config->text;
  EXPECT_TRUE(contains(config->text, R"("codec":"avc1.42E01F")")) << config->text;
  Decoder decoder;
  for (std::size_t turn = 0; turn < 5; ++turn) {
    if (turn > 0) publish_quadrants(display, turn);
    const auto chunk = viewer.receive();
    ASSERT_TRUE(chunk && chunk->binary);
    EXPECT_TRUE(contains(chunk->text, R"("type":"video_chunk")")) << chunk->text;
    EXPECT_TRUE(contains(chunk->text, turn == 0 ? R"("keyframe":true)" : R"("keyframe":false)"))
        << chunk->text;
    ASSERT_TRUE(decoder.decode(chunk->payload)) << "access unit " << turn;
    expect_quadrants(decoder, turn);
    viewer.send_text(ack_of(static_cast<int>(turn)));
  }
  EXPECT_EQ(display.metrics().encoder_errors, 0U);
  ASSERT_EQ(display.metrics().encode_time.size(), 1U);
  EXPECT_EQ(display.metrics().encode_time[0].encoder, "blocks");
#else
  GTEST_SKIP() << "decodes with libavcodec, which this build does not have (libavcodec-dev)";
#endif
}

TEST(OwnEncoder, IsNotUsedUnlessItIsNamed) {
  register_video_encoder("blocks-unused", [](const VideoEncoderSettings&) -> std::unique_ptr<VideoEncoder> {
    ADD_FAILURE() << "nobody asked for it";
    return nullptr;
  });
  Display display = serve(test_options());
  publish_quadrants(display, 0);
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  ASSERT_TRUE(viewer.receive()) << "config";
  ASSERT_TRUE(viewer.receive()) << "a frame";
}

TEST(OwnEncoder, AViewerThatCannotShowWhatItMakesGetsImages) {
  register_video_encoder("blocks-av1",
                         [](const VideoEncoderSettings&) -> std::unique_ptr<VideoEncoder> { return nullptr; },
                         {.capability = "webcodecs/av1"});
  Display display = serve(options_with("blocks-av1"));
  publish_quadrants(display, 0);
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, R"("transport":"image")")) << config->text;
}

/// Does what it was told to.
struct Misbehaving final : VideoEncoder {
  explicit Misbehaving(std::function<EncodedVideo()> what) : act(std::move(what)) {}
  EncodedVideo encode(const FrameView&, const VideoEncodeRequest&) override { return act(); }
  std::function<EncodedVideo()> act;
};

VideoEncoderFactory misbehaving(std::function<EncodedVideo()> act) {
  return [act](const VideoEncoderSettings&) { return std::make_unique<Misbehaving>(act); };
}

/// Whether a viewer of video ends up with images although the display's encoder is this one.
void expect_images(const std::string& name, VideoEncoderFactory factory) {
  SCOPED_TRACE(name);
  register_video_encoder(name, std::move(factory));
  std::string logged;
  ServeOptions options = options_with(name);
  options.log = [&logged](LogLevel, std::string_view line) { logged += line; };
  {
    Display display = serve(options);
    publish_quadrants(display, 0);
    WsClient viewer(display.port());
    viewer.send_text(kVideoHello);
    bool image_config = false;
    bool image = false;
    while (!image) {
      const auto message = viewer.receive(20s);
      ASSERT_TRUE(message) << "no image came";
      ASSERT_FALSE(contains(message->text, R"("type":"video_chunk")")) << "it must not reach a viewer";
      image_config = image_config || contains(message->text, R"("transport":"image")");
      image = image_config && contains(message->text, R"("type":"image_frame")");
    }
    EXPECT_GE(display.metrics().encoder_errors, 1U);
  }
  EXPECT_TRUE(contains(logged, "Encoder " + name + " cannot go on")) << logged;
}

TEST(OwnEncoder, ThatFailsGivesWayToImages) {
  expect_images("factory-throws", [](const VideoEncoderSettings&) -> std::unique_ptr<VideoEncoder> {
    throw std::runtime_error("no device");
  });
  expect_images("factory-throws-an-int",
                [](const VideoEncoderSettings&) -> std::unique_ptr<VideoEncoder> { throw 7; });
  expect_images("factory-null", [](const VideoEncoderSettings&) { return nullptr; });
  expect_images("encode-throws", misbehaving([]() -> EncodedVideo { throw std::runtime_error("lost"); }));
  expect_images("encode-throws-an-int", misbehaving([]() -> EncodedVideo { throw 7; }));
  expect_images("encode-nothing", misbehaving([] { return EncodedVideo{}; }));
  expect_images("encode-garbage", misbehaving([] {
                  return EncodedVideo{std::vector<std::byte>(5000, std::byte{0x5a}), true};
                }));
  expect_images("encode-zeros", misbehaving([] { return EncodedVideo{std::vector<std::byte>(5000), true}; }));
  expect_images("encode-too-much", misbehaving([] {
                  return EncodedVideo{std::vector<std::byte>((64U << 20) + 1, std::byte{1}), true};
                }));
}

TEST(OwnEncoder, ThatHangsGivesWayToImages) {
  const auto door = std::make_shared<Door>();
  expect_images("encode-hangs", misbehaving([door]() -> EncodedVideo {
                  door->pass();
                  return {};
                }));
  door->open();
}

}  // namespace
}  // namespace pdum::rfb
