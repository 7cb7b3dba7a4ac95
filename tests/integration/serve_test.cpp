// The whole server over real sockets: serve, publish, poll_events, close.
#include <pdum/rfb.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <any>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using testing::http_get;
using testing::ReceivedMessage;
using testing::WsClient;

constexpr const char* kImageHello =
    R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1})";
constexpr const char* kVideoHello =
    R"({"type":"hello","supported":["image/jpeg","image/png","webcodecs/h264-annexb"],"device_pixel_ratio":1})";

ServeOptions test_options() {
  ServeOptions options{.width = 64, .height = 48, .port = 0};
  options.log = [](LogLevel, std::string_view) {};
  return options;
}

std::vector<std::uint8_t> flat_pixels(int width, int height, std::uint8_t value) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4,
                                   value);
}

PublishResult publish_flat(Display& display, std::uint8_t value, int width = 64, int height = 48) {
  return display.publish(frame_view(flat_pixels(width, height, value), width, height));
}

std::string ack_of(int seq) {
  return R"({"type":"ack","seq":)" + std::to_string(seq) + R"(,"decode_queue_size":0,"displayed":true})";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Polls until `count` events are there or ten seconds have passed.
std::vector<InputEvent> gather_events(Display& display, std::size_t count) {
  std::vector<InputEvent> all;
  for (int i = 0; i < 100 && all.size() < count; ++i) {
    for (InputEvent& event : display.wait_events(std::chrono::milliseconds(100)))
      all.push_back(std::move(event));
  }
  return all;
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
  bool available = false;
  for (const EncoderDescription& encoder : available_encoders())
    available |= encoder.name == "x264" && encoder.available;
  if (!available) GTEST_SKIP() << "this build has no H.264 encoder (libavcodec was left out)";
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
  const auto last = gather_events(display, 1);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_NE(last[0].get_if<Close>(), nullptr);
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
  ServeOptions options = test_options();
  options.hello_timeout = std::chrono::milliseconds(200);
  Display display = serve(options);
  const auto code_after = [&](const std::string& path, const std::string& text) {
    WsClient viewer(display.port(), {.path = path});
    if (!text.empty()) viewer.send_text(text);
    return viewer.wait_for_close();
  };
  EXPECT_EQ(code_after("/", R"({"type":"ack","seq":0,"decode_queue_size":0})"), 4400);
  EXPECT_EQ(code_after("/", ""), 4408);
  EXPECT_EQ(code_after("/", "not json"), 1007);
  EXPECT_EQ(code_after("/", R"({"type":"hello","supported":["image/gif"],"device_pixel_ratio":1})"), 1003);
  EXPECT_EQ(code_after("/nowhere", kImageHello), 4404);
  EXPECT_EQ(code_after("/", std::string(70'000, ' ')), 1009);
}

TEST(Serve, RefusesViewersThatTheHookRefuses) {
  ServeOptions options = test_options();
  options.authenticate = [](const AuthContext& context) -> std::shared_ptr<const Principal> {
    if (context.token == "throw") throw std::runtime_error("hook failed");
    if (context.token != "good") return nullptr;
    return std::make_shared<Principal>(Principal{.name = "ada", .value = 7});
  };
  Display display = serve(options);
  const auto hello_with = [](const std::string& token) {
    return R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"token":")" + token + "\"}";
  };
  for (const std::string token : {"bad", "throw"}) {
    WsClient viewer(display.port());
    viewer.send_text(hello_with(token));
    EXPECT_EQ(viewer.wait_for_close(), 4401) << token;
  }
  WsClient viewer(display.port());
  viewer.send_text(hello_with("good"));
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
  EXPECT_TRUE(contains(http_get(display.port(), "/recorded-events").body, R"("key":"q")"));
  ASSERT_EQ(display.recorded_events().size(), 1U);
  const auto page = http_get(display.port(), "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(contains(page.headers.at("content-security-policy"), "default-src 'none'"));
  const auto missing = http_get(display.port(), "/streams/nowhere/metrics");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, "[]");
}

TEST(Serve, TellsViewersGoodbyeAndEndsEvenWithDeafOnes) {
  std::vector<std::unique_ptr<WsClient>> deaf;
  Display display = serve(test_options());
  publish_flat(display, 5);
  for (int i = 0; i < 20; ++i) {
    deaf.push_back(std::make_unique<WsClient>(display.port()));
    deaf.back()->send_text(kImageHello);
  }
  WsClient polite(display.port());
  polite.send_text(kImageHello);
  ASSERT_TRUE(polite.receive());
  std::thread closer([&] { display.close(); });
  EXPECT_EQ(polite.wait_for_close(), 1001);
  closer.join();
  EXPECT_TRUE(display.is_closed());
  EXPECT_EQ(publish_flat(display, 6), PublishResult::closed);
  display.close();
}

TEST(Serve, NamesTheOptionThatIsWrong) {
  const auto sentence_of = [](ServeOptions options) -> std::string {
    try {
      serve(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  const Display display = serve(test_options());
  ServeOptions taken = test_options();
  taken.port = display.port();
  EXPECT_TRUE(contains(sentence_of(taken), std::to_string(display.port()))) << sentence_of(taken);
  ServeOptions zero = test_options();
  zero.width = 0;
  EXPECT_TRUE(contains(sentence_of(zero), "width")) << sentence_of(zero);
  ServeOptions absurd = test_options();
  absurd.height = 1 << 30;
  EXPECT_TRUE(contains(sentence_of(absurd), "height")) << sentence_of(absurd);
  ServeOptions origin = test_options();
  origin.origins = {"not an origin"};
  EXPECT_TRUE(contains(sentence_of(origin), "not an origin")) << sentence_of(origin);
  ServeOptions encoder = test_options();
  encoder.video_encoder = "mpeg1";
  EXPECT_TRUE(contains(sentence_of(encoder), "mpeg1")) << sentence_of(encoder);
}

TEST(Serve, PublishingRacesClosingWithoutHarm) {
  for (int round = 0; round < 20; ++round) {
    Display display = serve(test_options());
    std::vector<std::thread> publishers;
    for (int i = 0; i < 4; ++i) {
      publishers.emplace_back([&display, i] {
        for (std::uint8_t n = 0;; ++n) {
          if (publish_flat(display, static_cast<std::uint8_t>(n * 4 + i)) == PublishResult::closed) return;
        }
      });
    }
    display.close();
    for (std::thread& publisher : publishers) publisher.join();
    EXPECT_EQ(publish_flat(display, 1), PublishResult::closed);
  }
}

TEST(Serve, MayBeClosedFromTheAuthenticateHook) {
  std::optional<Display> display;
  ServeOptions options = test_options();
  options.authenticate = [&](const AuthContext&) -> std::shared_ptr<const Principal> {
    display->close();
    return nullptr;
  };
  display.emplace(serve(options));
  WsClient viewer(display->port());
  viewer.send_text(kImageHello);
  viewer.wait_for_close();
  EXPECT_TRUE(display->is_closed());
  display.reset();
}

TEST(Serve, StaysWithItsProcessAfterFork) {
  Display display = serve(test_options());
  const pid_t child = ::fork();
  if (child == 0) {
    bool refused = false;
    try {
      publish_flat(display, 1);
    } catch (const Error& error) {
      refused = error.code() == ErrorCode::closed;
    }
    display.close();
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(publish_flat(display, 2), PublishResult::accepted);
}

}  // namespace
}  // namespace pdum::rfb
