// The whole server over real sockets: serve, publish, poll_events.
#include <pdum/rfb.hpp>

#include <algorithm>
#include <any>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// Of the header of a frame.
std::string timestamp_of(const std::string& header) {
  const std::size_t begin = header.find(R"("timestamp_us":)");
  return header.substr(begin, header.find(',', begin) - begin);
}

TEST(Serve, AnswersHelloWithConfigThenTheCurrentFrame) {
  Display display = serve(test_options());
  ASSERT_EQ(publish_flat(display, 100), PublishResult::accepted);
  WsClient viewer(display.port());
  ASSERT_TRUE(viewer.upgraded());
  viewer.send_text(kImageHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, R"("type":"config")")) << config->text;
  EXPECT_TRUE(contains(config->text, R"("transport":"image")")) << config->text;
  const auto frame = viewer.receive();
  ASSERT_TRUE(frame && frame->binary);
  EXPECT_TRUE(contains(frame->text, R"("type":"image_frame","seq":0,)")) << frame->text;
  EXPECT_TRUE(contains(frame->text, R"("width":64,"height":48)")) << frame->text;
  ASSERT_GT(frame->payload.size(), 4U);
  EXPECT_EQ(frame->payload[0], std::byte{0xff});
  EXPECT_EQ(frame->payload[1], std::byte{0xd8});
}

TEST(Serve, StreamsVideoThatStartsWithAKeyframe) {
  if (!is_available("x264")) GTEST_SKIP() << "this build has no H.264 encoder (libavcodec was left out)";
  Display display = serve(test_options());
  publish_flat(display, 10);
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, R"("transport":"webcodecs")")) << config->text;
  EXPECT_TRUE(contains(config->text, R"("codec":"avc1.42E01F")")) << config->text;
  for (int seq = 0; seq < 5; ++seq) {
    const auto chunk = viewer.receive();
    ASSERT_TRUE(chunk && chunk->binary) << "frame " << seq;
    EXPECT_TRUE(contains(chunk->text, R"("type":"video_chunk","seq":)" + std::to_string(seq))) << chunk->text;
    EXPECT_EQ(contains(chunk->text, R"("keyframe":true)"), seq == 0) << chunk->text;
    viewer.send_text(ack_of(seq));
    publish_flat(display, static_cast<std::uint8_t>(20 + 10 * seq));
  }
}

TEST(Serve, EveryFrameOfASlowLoopArrivesThoughTheEncoderKeepsSome) {
  if (!is_available("x264")) GTEST_SKIP() << "this build has no H.264 encoder (libavcodec was left out)";
  ServeOptions options = test_options();
  options.encode_pipeline_depth = 2;
  Display display = serve(std::move(options));
  WsClient viewer(display.port());
  viewer.send_text(kVideoHello);
  std::set<std::string> shown;  // times of publishing
  int seq = 0;
  for (std::size_t frame = 1; frame <= 6; ++frame) {
    publish_flat(display, static_cast<std::uint8_t>(40 * frame));
    while (shown.size() < frame) {
      const auto message = viewer.receive();
      ASSERT_TRUE(message) << "frame " << frame << " did not come";
      if (!message->binary) continue;
      viewer.send_text(ack_of(seq++));
      shown.insert(timestamp_of(message->text));
    }
  }
  EXPECT_LE(seq, 6 * 4) << "what was repeated to bring it out is sent, and no more";
}

TEST(Serve, APictureThatRestsIsSentOnceMoreAsPng) {
  ServeOptions options = test_options();
  options.still_after = std::chrono::milliseconds(100);
  Display display = serve(std::move(options));
  publish_flat(display, 10);
  for (const char* hello : {kVideoHello, kImageHello}) {
    WsClient viewer(display.port());
    viewer.send_text(hello);
    ASSERT_TRUE(viewer.receive());
    const auto frame = viewer.receive();
    ASSERT_TRUE(frame && frame->binary);
    EXPECT_FALSE(contains(frame->text, "image/png")) << frame->text;
    viewer.send_text(ack_of(0));
    const auto still = viewer.receive();
    ASSERT_TRUE(still && still->binary);
    EXPECT_TRUE(contains(still->text, R"("type":"image_frame","seq":1,)")) << still->text;
    EXPECT_TRUE(contains(still->text, "image/png")) << still->text;
    viewer.send_text(ack_of(1));
    EXPECT_FALSE(viewer.receive(std::chrono::milliseconds(400))) << "more than one still of the same picture";
  }
}

TEST(Serve, TheLastFrameAlwaysArrives) {
  Display display = serve(test_options());
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  for (int i = 0; i < 200; ++i) publish_flat(display, static_cast<std::uint8_t>(i));
  // The flat grey of the last frame, as a JPEG of this size, is what a fresh viewer is shown.
  WsClient fresh(display.port());
  fresh.send_text(kImageHello);
  ASSERT_TRUE(fresh.receive());
  const auto expected = fresh.receive();
  ASSERT_TRUE(expected && expected->binary);
  std::optional<ReceivedMessage> last;
  for (int seq = 0;; ++seq) {
    auto message = viewer.receive(std::chrono::seconds(2));
    if (!message) break;
    last = std::move(message);
    viewer.send_text(ack_of(seq));
    if (last->payload == expected->payload) break;
  }
  ASSERT_TRUE(last);
  EXPECT_EQ(last->payload, expected->payload);
}

TEST(Serve, DeliversInputOfEveryViewerToTheLoop) {
  ServeOptions options = test_options();
  options.raw_events = true;
  Display display = serve(options);
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  viewer.send_text(
      R"({"type":"set_viewport","width":320,"height":200,"pwidth":640,"pheight":400,"ratio":2})");
  viewer.send_text(
      R"({"type":"event","event":{"type":"pointer_down","timestamp":1.5,"x":12.5,"y":7,"button":1,"buttons":[1],"modifiers":["Shift"]}})");
  const auto events = gather_events(display, 2);
  ASSERT_EQ(events.size(), 2U);
  const auto* resize = events[0].get_if<Resize>();
  ASSERT_NE(resize, nullptr);
  EXPECT_EQ(resize->pwidth, 640);
  EXPECT_EQ(resize->ratio, 2);
  const auto* down = events[1].get_if<PointerDown>();
  ASSERT_NE(down, nullptr);
  EXPECT_EQ(down->x, 12.5);
  EXPECT_EQ(down->button, Button::left);
  EXPECT_TRUE(down->buttons.contains(Button::left));
  EXPECT_TRUE(down->modifiers.shift);
  EXPECT_FALSE(events[1].client_id.empty());
  EXPECT_EQ(events[1].client_id, events[0].client_id);
  EXPECT_TRUE(contains(events[1].json, R"("x":12.5)"));
  EXPECT_EQ(display.client_count(), 1);
  viewer.close();
  const auto last = gather_events(display, 3);
  ASSERT_EQ(last.size(), 3U) << "the button does not stay pressed";
  EXPECT_NE(last[0].get_if<PointerUp>(), nullptr);
  EXPECT_NE(last[1].get_if<PointerLeave>(), nullptr);
  EXPECT_NE(last[2].get_if<Close>(), nullptr);
  EXPECT_EQ(display.client_count(), 0);
}

TEST(Serve, ShowsFramesOfAnotherSize) {
  Display display = serve(test_options());
  publish_flat(display, 1);
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  ASSERT_TRUE(viewer.receive());
  viewer.send_text(ack_of(0));
  publish_flat(display, 2, 33, 21);
  for (;;) {
    const auto message = viewer.receive();
    ASSERT_TRUE(message);
    if (!message->binary) continue;
    EXPECT_TRUE(contains(message->text, R"("width":33,"height":21)")) << message->text;
    break;
  }
  EXPECT_EQ(display.width(), 33);
  EXPECT_EQ(display.height(), 21);
}

TEST(Serve, UsesTheCloseCodesOfTheProtocol) {
  Display display = serve(test_options());
  const auto code_after = [&](const std::string& path, const std::string& text) {
    WsClient viewer(display.port(), {.path = path});
    viewer.send_text(text);
    return viewer.wait_for_close();
  };
  EXPECT_EQ(code_after("/", R"({"type":"ack","seq":0,"decode_queue_size":0})"), 4400);
  EXPECT_EQ(code_after("/", "not json"), 1007);
  EXPECT_EQ(code_after("/", R"({"type":"hello","supported":["image/gif"],"device_pixel_ratio":1})"), 1003);
  EXPECT_EQ(code_after("/nowhere", kImageHello), 4404);
  EXPECT_EQ(code_after("/", std::string(70'000, ' ')), 1009);
}

TEST(Serve, ClosesViewersThatSayNoHello) {
  ServeOptions options = test_options();
  options.hello_timeout = std::chrono::milliseconds(200);
  Display display = serve(options);
  WsClient viewer(display.port());
  EXPECT_EQ(viewer.wait_for_close(), 4408);
}

TEST(Serve, RefusesViewersThatTheHookRefuses) {
  ServeOptions options = test_options();
  options.authenticate = [](const AuthContext& context) -> std::shared_ptr<const Principal> {
    if (context.token == "throw") throw std::runtime_error("hook failed");
    if (context.token != "good") return nullptr;
    return std::make_shared<Principal>(Principal{.name = "ada", .value = 7});
  };
  Display display = serve(options);
  for (const std::string token : {"bad", "throw"}) {
    WsClient viewer(display.port());
    viewer.send_text(hello_with_token(token));
    EXPECT_EQ(viewer.wait_for_close(), 4401) << token;
  }
  WsClient viewer(display.port());
  viewer.send_text(hello_with_token("good"));
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  viewer.send_text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":0}})");
  const auto events = gather_events(display, 1);
  ASSERT_EQ(events.size(), 1U);
  ASSERT_NE(events[0].principal, nullptr);
  EXPECT_EQ(events[0].principal->name, "ada");
  EXPECT_EQ(std::any_cast<int>(events[0].principal->value), 7);
}

TEST(Serve, RefusesForeignHostsAndOrigins) {
  Display display = serve(test_options());
  const WsClient foreign(display.port(), {.headers = {{"Origin", "http://evil.example"}}});
  EXPECT_FALSE(foreign.upgraded());
  EXPECT_EQ(http_get(display.port(), "/streams", {{"Origin", "http://evil.example"}}).status, 403);
  const auto answer = http_get(display.port(), "/health", {{"Host", "evil.example"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(contains(answer.body, "origins")) << answer.body;
  EXPECT_EQ(http_get(display.port(), "/health").body, "ok\n");
}

TEST(Serve, SaysWhatItDoesOverHttp) {
  ServeOptions options = test_options();
  options.record_events = true;
  Display display = serve(options);
  publish_flat(display, 5);
  EXPECT_TRUE(contains(http_get(display.port(), "/streams").body, R"("name":"default")"));
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  viewer.send_text(R"({"type":"event","event":{"type":"key_down","key":"q","timestamp":0}})");
  ASSERT_EQ(gather_events(display, 1).size(), 1U);
  EXPECT_TRUE(contains(http_get(display.port(), "/metrics").body, "frames_sent"));
  EXPECT_FALSE(contains(http_get(display.port(), "/metrics").body, "frame_age")) << "JSON is as it was";
  EXPECT_TRUE(contains(http_get(display.port(), "/recorded-events").body, R"("key":"q")"));
  ASSERT_EQ(display.recorded_events().size(), 1U);
  const auto page = http_get(display.port(), "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(contains(page.headers.at("content-security-policy"), "default-src 'none'"));
  const auto missing = http_get(display.port(), "/streams/nowhere/metrics");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, "[]");
}

}  // namespace
}  // namespace pdum::rfb
