// The colour space of frames over real sockets, with the real encoders.
#include <pdum/rfb.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

constexpr const char* kPngHello = R"({"type":"hello","supported":["image/png"],"device_pixel_ratio":1})";
constexpr const char* kP3 =
    R"("color":{"primaries":"display-p3","transfer":"srgb","matrix":"rgb","full_range":true,"bit_depth":8})";

PublishResult publish_in(Display& display, const ColorSpace& color, std::uint8_t value = 90) {
  return display.publish(frame_view(flat_pixels(64, 48, value), 64, 48), {.color = color});
}

/// The bytes of a word in a file.
bool holds(const std::vector<std::byte>& file, std::string_view word) {
  const auto same = [](std::byte byte, char letter) { return std::to_integer<char>(byte) == letter; };
  return std::search(file.begin(), file.end(), word.begin(), word.end(), same) != file.end();
}

TEST(ServeColor, TheDisplayTellsTheColourSpaceOfTheNewestFrame) {
  Display display = serve(test_options());
  EXPECT_EQ(display.color(), kSrgb);
  EXPECT_EQ(publish_in(display, kDisplayP3), PublishResult::accepted);
  EXPECT_EQ(display.color(), kDisplayP3);
  EXPECT_EQ(publish_in(display, kDisplayP3), PublishResult::unchanged);
  EXPECT_EQ(publish_in(display, kBt2020), PublishResult::accepted) << "the same pixels mean something else";
  EXPECT_EQ(display.color(), kBt2020);
  Frame frame = display.acquire_frame(64, 48);
  EXPECT_EQ(display.publish(std::move(frame), {.color = kDisplayP3}), PublishResult::accepted);
  EXPECT_EQ(display.color(), kDisplayP3);
}

TEST(ServeColor, AColourSpaceThatNobodyCouldNameIsRefusedWithASentence) {
  Display display = serve(test_options());
  try {
    publish_in(display, {.bit_depth = 99});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_frame);
    EXPECT_TRUE(contains(error.what(), "bit_depth 99")) << error.what();
  }
  EXPECT_EQ(publish_in(display, kSrgb), PublishResult::accepted);
}

TEST(ServeColor, ImagesAreAnnouncedAndTaggedUntilTheStreamIsSrgbAgain) {
  if (!is_available("png")) GTEST_SKIP() << "this build has no PNG encoder";
  Display display = serve(test_options());
  publish_in(display, kDisplayP3);
  WsClient viewer(display.port());
  viewer.send_text(kPngHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, kP3)) << config->text;
  const auto wide = viewer.receive();
  ASSERT_TRUE(wide && wide->binary);
  EXPECT_TRUE(contains(wide->text, kP3)) << wide->text;
  EXPECT_TRUE(holds(wide->payload, "cICP"));
  EXPECT_TRUE(holds(wide->payload, "iCCP"));
  viewer.send_text(ack_of(0));
  publish_in(display, kSrgb);
  const auto plain = viewer.receive();
  ASSERT_TRUE(plain && plain->binary);
  EXPECT_FALSE(contains(plain->text, "color")) << plain->text;
  EXPECT_FALSE(holds(plain->payload, "cICP"));
  EXPECT_FALSE(holds(plain->payload, "iCCP"));
}

TEST(ServeColor, VideoGoesOnWithAKeyframeWhenTheColourSpaceChanges) {
  if (!is_available("x264")) GTEST_SKIP() << "this build has no H.264 encoder (libavcodec was left out)";
  Display display = serve(test_options());
  publish_in(display, kSrgb);
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_FALSE(contains(config->text, "color")) << config->text;
  const auto first = viewer.receive();
  ASSERT_TRUE(first && first->binary);
  EXPECT_FALSE(contains(first->text, "color")) << first->text;
  viewer.send_text(ack_of(0));
  publish_in(display, kSrgb, 91);
  const auto delta = viewer.receive();
  ASSERT_TRUE(delta && delta->binary);
  EXPECT_TRUE(contains(delta->text, R"("keyframe":false)")) << delta->text;
  viewer.send_text(ack_of(1));
  publish_in(display, kDisplayP3, 91);
  const auto wide = viewer.receive();
  ASSERT_TRUE(wide && wide->binary);
  EXPECT_TRUE(contains(wide->text, R"("keyframe":true,)" + std::string(kP3))) << wide->text;
}

}  // namespace
}  // namespace pdum::rfb
