// A display with real worker threads and a real watchdog, and an encoder that does not do its work.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "api/display_access.hpp"
#include "core/frame_memory.hpp"
#include "encode/fault_encoder.hpp"
#include "integration/door.hpp"
#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using namespace std::chrono_literals;

/// The watchdog takes 2 s; the rest is for a busy machine.
constexpr auto kFallBack = 4s;

/// A display whose only video encoder has faults and whose only image encoder has none; both make payloads
/// without a codec.
struct Fixture {
  std::shared_ptr<FaultControl> video = std::make_shared<FaultControl>();
  std::optional<Display> display;

  void open(ServeOptions options = test_options()) {
    EncoderEntry image = fault_encoder_entry(std::make_shared<FaultControl>(), false);
    image.name = "test-image";
    EncoderRegistry encoders;
    encoders.add(std::move(image));
    encoders.add(fault_encoder_entry(video, true));
    display.emplace(DisplayAccess::serve(options, std::move(encoders)));
    publish_flat(*display, 1);
  }
  ~Fixture() {
    display.reset();
    video->release();
    // A job that hung holds a frame and its encoder until it comes back.
    for (int i = 0; i < 1000 && (video->hanging() > 0 || FrameMemory::count() > 0); ++i)
      std::this_thread::sleep_for(10ms);
    EXPECT_EQ(video->hanging(), 0);
    EXPECT_EQ(FrameMemory::count(), 0);
  }
};

struct Viewer : WsClient {
  explicit Viewer(const Fixture& f) : WsClient(f.display->port()) { send_text(kVideoHello); }

  /// The next message of this kind; nothing once `patience` is over.
  std::optional<ReceivedMessage> receive_with(const std::string& part, std::chrono::milliseconds patience) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    for (;;) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(limit - std::chrono::steady_clock::now());
      if (left <= 0ms) return std::nullopt;
      auto message = receive(left);
      if (!message || contains(message->text, part)) return message;
    }
  }
};

constexpr const char* kVideoConfig = R"("transport":"webcodecs")";
constexpr const char* kImageConfig = R"("transport":"image")";
constexpr const char* kImageFrame = R"("type":"image_frame")";
constexpr const char* kVideoChunk = R"("type":"video_chunk")";

TEST(ServeEncoderFaults, AnEncoderThatHangsGivesWayToImagesAndClosingStaysInTime) {
  Fixture f;
  f.video->set(EncoderFault::hang);
  f.open();
  Viewer viewer(f);
  ASSERT_TRUE(viewer.receive_with(kVideoConfig, 10s));
  ASSERT_TRUE(viewer.receive_with(kImageConfig, kFallBack));
  const auto image = viewer.receive_with(kImageFrame, kFallBack);
  ASSERT_TRUE(image && image->binary);
  publish_flat(*f.display, 2);
  viewer.send_text(ack_of(0));
  EXPECT_TRUE(viewer.receive_with(kImageFrame, kFallBack)) << "the stream stands still";
  EXPECT_EQ(f.display->metrics().encoder_errors, 1U);
  EXPECT_EQ(f.video->hanging(), 1);
  EXPECT_LT(time_of_closing(*f.display), kGenerousClose);
  EXPECT_EQ(f.video->hanging(), 1);
}

TEST(ServeEncoderFaults, ClosesInTimeWithAllThatMayHangAtOnce) {
  const auto door = std::make_shared<Door>();
  const auto log_door = std::make_shared<Door>();
  Fixture f;
  f.video->set(EncoderFault::hang);
  ServeOptions options = test_options();
  options.authenticate = [door](const AuthContext& context) {
    if (context.token == "hang") door->pass();
    return std::make_shared<const Principal>();
  };
  options.log = [log_door](LogLevel, std::string_view) { log_door->pass(); };
  f.open(options);
  Viewer rude(f);  // answers no close
  ASSERT_TRUE(rude.receive_with(kVideoConfig, 10s));
  WsClient hanging(f.display->port());
  hanging.send_text(hello_with_token("hang"));
  ASSERT_TRUE(door->wait_until_somebody_is_inside());
  EXPECT_EQ(http_get(f.display->port(), "/health", {{"Host", "evil.example"}}).status, 403);
  ASSERT_TRUE(log_door->wait_until_somebody_is_inside());
  while (f.video->hanging() == 0) std::this_thread::yield();
  EXPECT_LT(time_of_closing(*f.display), kGenerousClose);
  door->open();
  log_door->open();
  EXPECT_EQ(door->passes(), 1);
  EXPECT_EQ(log_door->passes(), 1);
}

TEST(ServeEncoderFaults, AnEncoderThatOpensSlowlyIsWaitedFor) {
  Fixture f;
  f.video->set(EncoderFault::slow_open);
  f.open();
  Viewer viewer(f);
  const auto chunk = viewer.receive_with(kVideoChunk, 10s);
  ASSERT_TRUE(chunk);
  EXPECT_TRUE(contains(chunk->text, R"("keyframe":true)")) << chunk->text;
  EXPECT_EQ(f.video->opens(), 1);
  EXPECT_EQ(f.display->metrics().encoder_errors, 0U);
}

TEST(ServeEncoderFaults, AnEncoderThatThrowsOnceIsOpenedAgain) {
  Fixture f;
  f.video->set(EncoderFault::throws, 1, 1);
  f.open();
  Viewer viewer(f);
  const auto chunk = viewer.receive_with(kVideoChunk, 10s);
  ASSERT_TRUE(chunk);
  EXPECT_TRUE(contains(chunk->text, R"("keyframe":true)")) << chunk->text;
  EXPECT_EQ(f.video->opens(), 2);
  EXPECT_EQ(f.display->metrics().encoder_errors, 1U);
}

TEST(ServeEncoderFaults, AnEncoderThatAlwaysThrowsGivesWayToImages) {
  Fixture f;
  f.video->set(EncoderFault::throws);
  f.open();
  Viewer viewer(f);
  ASSERT_TRUE(viewer.receive_with(kVideoConfig, 10s));
  ASSERT_TRUE(viewer.receive_with(kImageConfig, 10s));
  ASSERT_TRUE(viewer.receive_with(kImageFrame, 10s));
  EXPECT_EQ(f.display->metrics().encoder_errors, 2U);
}

}  // namespace
}  // namespace pdum::rfb
