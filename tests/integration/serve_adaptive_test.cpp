// What a viewer can carry, found out over real sockets.
#include <pdum/rfb.hpp>

#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

/// Publishes, waits for the frame, acks it.
class PingPong {
 public:
  explicit PingPong(ServeOptions options) : display_(serve(std::move(options))), viewer_(display_.port()) {
    viewer_.send_text(kImageHello);
  }

  /// One frame, acked so much later; the bit rate that a `set_quality` before it told.
  std::optional<std::int64_t> round(milliseconds late) {
    publish_flat(display_, static_cast<std::uint8_t>(++count_ & 0xff));
    std::optional<std::int64_t> told;
    while (const auto message = viewer_.receive()) {
      if (message->binary) {
        payloads.push_back(message->payload);
        std::this_thread::sleep_for(late);
        viewer_.send_text(ack_of(static_cast<int>(payloads.size()) - 1));
        return told;
      }
      if (contains(message->text, R"("type":"set_quality")")) told = bitrate_of(message->text);
    }
    ADD_FAILURE() << "no frame came";
    return told;
  }

  std::vector<std::vector<std::byte>> payloads;

 private:
  static std::int64_t bitrate_of(const std::string& text) {
    const std::string name = R"("bitrate":)";
    std::int64_t value = 0;
    const char* begin = text.data() + text.find(name) + name.size();
    std::from_chars(begin, text.data() + text.size(), value);
    return value;
  }

  Display display_;
  WsClient viewer_;
  int count_ = 0;
};

TEST(ServeAdaptive, LateAcksLowerTheTargetAndPromptOnesRaiseIt) {
  PingPong game(test_options());
  std::int64_t lowest = test_options().bitrate;
  for (int i = 0; i < 100 && lowest == test_options().bitrate; ++i) {
    lowest = game.round(milliseconds(250)).value_or(lowest);
  }
  EXPECT_LT(lowest, test_options().bitrate);
  std::int64_t now = lowest;
  for (int i = 0; i < 5000 && now != test_options().bitrate; ++i) {
    now = game.round(milliseconds(10)).value_or(now);
  }
  EXPECT_EQ(now, test_options().bitrate);
}

TEST(ServeAdaptive, AFastViewerGetsTheSameFramesAsWithoutIt) {
  std::vector<std::vector<std::byte>> with;
  for (const bool adaptive : {true, false}) {
    ServeOptions options = test_options();
    options.adaptive = adaptive;
    PingPong game(std::move(options));
    for (int i = 0; i < 150; ++i) EXPECT_FALSE(game.round(milliseconds(10))) << "told of other targets";
    if (adaptive) with = game.payloads;
    EXPECT_TRUE(game.payloads == with) << "frame by frame";
  }
}

/// With nothing else left to give up, a viewer is sent a smaller picture.
class ShrinkingPicture : public ::testing::TestWithParam<const char*> {
 protected:
  static constexpr int kWidth = 1280;
  static constexpr int kHeight = 720;

  static ServeOptions options() {
    ServeOptions options = test_options();
    options.width = kWidth;
    options.height = kHeight;
    options.fps = 10;
    options.bitrate = 200'000;
    options.raw_events = true;
    return options;
  }
  void publish() { publish_flat(display, static_cast<std::uint8_t>(++count), kWidth, kHeight); }
  /// The header of the next frame, acked so much later.
  std::string next_frame(milliseconds late) {
    while (const auto message = viewer.receive()) {
      if (!message->binary) continue;
      std::this_thread::sleep_for(late);
      viewer.send_text(ack_of(seq++));
      return message->text;
    }
    ADD_FAILURE() << "no frame came";
    return {};
  }
  /// What the application hears of a press at (`x`, `y`) of what the viewer is shown.
  InputEvent press(int x, int y) {
    viewer.send_text(R"({"type":"event","event":{"type":"pointer_down","x":)" + std::to_string(x) +
                     R"(,"y":)" + std::to_string(y) + R"(,"button":1,"pixel_ratio":0.75}})");
    for (int i = 0; i < 100; ++i) {
      for (InputEvent& event : display.wait_events(milliseconds(100))) {
        if (event.get_if<PointerDown>() != nullptr) return std::move(event);
      }
    }
    ADD_FAILURE() << "no event came";
    return {};
  }

  Display display = serve(options());
  WsClient viewer{display.port()};
  int seq = 0;
  int count = 0;
};

TEST_P(ShrinkingPicture, IsSmallerInItsHeaderAndPointersStayWhereTheyAreInThePublishedOne) {
  viewer.send_text(GetParam());
  std::string header;
  for (int i = 0; i < 100 && !contains(header, R"("width":960,"height":540)"); ++i) {
    publish();
    header = next_frame(milliseconds(250));
  }
  ASSERT_TRUE(contains(header, R"("width":960,"height":540)")) << header;
  EXPECT_TRUE(contains(header, R"("pixel_ratio":0.75)")) << header;
  EXPECT_EQ(display.width(), kWidth);
  const InputEvent small = press(480, 270);
  ASSERT_NE(small.get_if<PointerDown>(), nullptr);
  EXPECT_DOUBLE_EQ(small.get_if<PointerDown>()->x, 640);
  EXPECT_DOUBLE_EQ(small.get_if<PointerDown>()->y, 360);
  EXPECT_DOUBLE_EQ(small.get_if<PointerDown>()->pixel_ratio, 1);
  EXPECT_TRUE(contains(small.json, R"("x":640)")) << small.json;

  // Nothing more is published: after a while the picture comes as it is.
  const std::string sharp = next_frame(milliseconds(0));
  EXPECT_TRUE(contains(sharp, R"("type":"image_frame")")) << sharp;
  EXPECT_TRUE(contains(sharp, R"("width":1280,"height":720)")) << sharp;
  const InputEvent full = press(640, 360);
  ASSERT_NE(full.get_if<PointerDown>(), nullptr);
  EXPECT_DOUBLE_EQ(full.get_if<PointerDown>()->x, 640);
  EXPECT_TRUE(contains(full.json, R"("pixel_ratio":0.75)")) << "as it was received";
}

INSTANTIATE_TEST_SUITE_P(OfImages, ShrinkingPicture, ::testing::Values(kImageHello));
INSTANTIATE_TEST_SUITE_P(OfVideo, ShrinkingPicture, ::testing::Values(kVideoHello));

}  // namespace
}  // namespace pdum::rfb
