#include <pdum/rfb/testing.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <thread>

#include <pdum/rfb.hpp>

namespace pdum::rfb::testing {
namespace {

using namespace std::chrono_literals;

ServeOptions quiet_options() {
  ServeOptions options{.width = 64, .height = 48, .port = 0};
  options.log = [](LogLevel, std::string_view) {};
  return options;
}

/// The next event of this kind; the test fails when none comes.
template <class T>
std::optional<T> next_event(Display& display) {
  for (int i = 0; i < 100; ++i) {
    for (const InputEvent& event : display.wait_events(100ms)) {
      if (const T* found = event.get_if<T>()) return *found;
    }
  }
  ADD_FAILURE() << "no such event came";
  return std::nullopt;
}

TEST(InProcessViewer, SeesWhatIsPublished) {
  Display display = serve(quiet_options());
  Viewer viewer(display);
  const auto config = viewer.wait_message("config");
  ASSERT_TRUE(config);
  EXPECT_NE(config->find(R"("transport":"image")"), std::string::npos) << *config;
  for (int turn = 0; turn < 5; ++turn) {
    display.publish(test_card(64, 48, turn));
    const auto frame = viewer.wait_frame();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->header.seq, static_cast<std::uint64_t>(turn));
    EXPECT_EQ(frame->header.format, "image/jpeg");
    EXPECT_EQ(frame->header.width, 64);
    EXPECT_FALSE(frame->header.video);
    ASSERT_GE(frame->payload.size(), 3U);
    EXPECT_EQ(frame->payload[0], std::byte{0xff});
    EXPECT_EQ(frame->payload[1], std::byte{0xd8}) << "JPEG";
  }
  EXPECT_EQ(display.client_count(), 1);
}

TEST(InProcessViewer, OfVideoGetsAStreamThatBeginsWithAKeyframe) {
  const auto encoders = available_encoders();
  if (!encoders.front().available) GTEST_SKIP() << encoders.front().reason;
  Display display = serve(quiet_options());
  Viewer viewer(display, {.supported = {"webcodecs/h264-annexb"}});
  display.publish(test_card(64, 48));
  const auto first = viewer.wait_frame();
  ASSERT_TRUE(first && first->header.video);
  EXPECT_TRUE(first->header.keyframe);
  EXPECT_TRUE(is_keyframe(first->payload));
  ASSERT_TRUE(stream_facts(first->payload));
  EXPECT_EQ(stream_facts(first->payload)->width, 64);
  display.publish(test_card(64, 48, 1));
  const auto second = viewer.wait_frame();
  ASSERT_TRUE(second);
  EXPECT_FALSE(is_keyframe(second->payload));
  viewer.request_keyframe();
  const auto third = viewer.wait_frame();
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->header.keyframe);
}

TEST(InProcessViewer, ActsOnTheApplication) {
  Display display = serve(quiet_options());
  Viewer viewer(display);
  viewer.pointer_down(12.5, 30, Button::right);
  const auto down = next_event<PointerDown>(display);
  ASSERT_TRUE(down);
  EXPECT_EQ(down->x, 12.5);
  EXPECT_EQ(down->button, Button::right);
  EXPECT_TRUE(down->buttons.contains(Button::right));
  viewer.pointer_move(13, 31);
  EXPECT_TRUE(next_event<PointerMove>(display)->buttons.contains(Button::right));
  viewer.pointer_up(13, 31, Button::right);
  EXPECT_TRUE(next_event<PointerUp>(display)->buttons.empty());
  viewer.wheel(1, 2, 0, 100);
  EXPECT_EQ(next_event<Wheel>(display)->dy, 100);
  viewer.key_down("Enter");
  EXPECT_EQ(next_event<KeyDown>(display)->key, "Enter");
  viewer.key_up("Enter");
  EXPECT_EQ(next_event<KeyUp>(display)->key, "Enter");
  viewer.type("\xc3\xa4\"\\");
  EXPECT_EQ(next_event<Char>(display)->data, "\xc3\xa4\"\\");
  viewer.resize(300, 200, 1.5);
  const auto size = next_event<Resize>(display);
  ASSERT_TRUE(size);
  EXPECT_EQ(size->pwidth, 450);
  EXPECT_EQ(size->height, 200);
  EXPECT_EQ(display.metrics().bad_messages, 0U);
}

TEST(InProcessViewer, CannotSendWhatTheServerMakes) {
  Display display = serve(quiet_options());
  Viewer viewer(display);
  EXPECT_THROW(viewer.send(Close{}), Error);
  EXPECT_THROW(viewer.send(Paste{}), Error);
}

TEST(InProcessViewer, ThatLeavesIsMissed) {
  Display display = serve(quiet_options());
  {
    Viewer viewer(display);
    ASSERT_TRUE(viewer.wait_message("config"));
    viewer.leave();
    EXPECT_EQ(viewer.wait_close(), 1000);
    viewer.leave();
    EXPECT_FALSE(viewer.wait_frame());
  }
  ASSERT_TRUE(next_event<Close>(display));
  EXPECT_EQ(display.client_count(), 0);
}

TEST(InProcessViewer, HearsWhyItIsTurnedAway) {
  ServeOptions options = quiet_options();
  options.authenticate = token_authenticator("let me in");
  Display display = serve(options);
  Viewer stranger(display, {.token = "please"});
  EXPECT_EQ(stranger.wait_close(), 4401);
  EXPECT_FALSE(stranger.wait_message("config"));
  Viewer lost(display, {.token = "let me in", .stream = "nowhere"});
  EXPECT_EQ(lost.wait_close(), 4404);
  Viewer incapable(display, {.supported = {}, .token = "let me in"});
  EXPECT_EQ(incapable.wait_close(), 1003);
  Viewer friendly(display, {.token = "let me in"});
  EXPECT_TRUE(friendly.wait_message("config"));
}

TEST(InProcessViewer, ThatTakesNothingIsSentLittle) {
  Display display = serve(quiet_options());
  Viewer lazy(display, {.acks = false});
  Viewer busy(display);
  ASSERT_TRUE(lazy.wait_message("config"));
  for (int i = 0; i < 60; ++i) {
    display.publish(solid(64, 48, {static_cast<std::uint8_t>(i), 0, 0}));
    ASSERT_TRUE(busy.wait_frame());
  }
  std::uint64_t sent = 0;
  for (const SessionMetrics& session : display.session_metrics()) {
    if (session.frames_acked == 0) sent = session.frames_sent;
  }
  EXPECT_GE(sent, 1U);
  EXPECT_LT(sent, 30U) << "its window is two frames, opened again by time-outs only";
  std::optional<ViewerFrame> last;
  for (std::uint64_t i = 0; i < sent; ++i) last = lazy.wait_frame();
  ASSERT_TRUE(last);
  lazy.ack(last->header.seq);
  display.publish(solid(64, 48, {0, 99, 0}));
  EXPECT_TRUE(lazy.wait_frame()) << "its window is open again";
}

TEST(InProcessViewer, HearsWhatTheApplicationSaysOfThePage) {
  Display display = serve(quiet_options());
  Viewer viewer(display, {.extensions = {"ui"}});
  ASSERT_TRUE(viewer.wait_message("config"));
  display.set_title("Run 42");
  const auto title = viewer.wait_message("title");
  ASSERT_TRUE(title);
  EXPECT_NE(title->find("Run 42"), std::string::npos);
}

TEST(InProcessViewer, MaySendNonsense) {
  Display display = serve(quiet_options());
  Viewer viewer(display);
  ASSERT_TRUE(viewer.wait_message("config"));
  viewer.send_text("no JSON");
  EXPECT_EQ(viewer.wait_close(), 1007);
}

TEST(InProcessViewer, OutlivesItsDisplay) {
  std::optional<Display> display = serve(quiet_options());
  Viewer viewer(*display);
  ASSERT_TRUE(viewer.wait_message("config"));
  display->close();
  EXPECT_EQ(viewer.wait_close(), 1001);
  display.reset();
  viewer.pointer_move(1, 2);
  EXPECT_FALSE(viewer.wait_frame());
  Viewer late(*(display = serve(quiet_options())));
  EXPECT_TRUE(late.wait_message("config"));
}

TEST(InProcessViewer, WatchesTheStreamOfItsDisplay) {
  Server server = serve_server({.port = 0, .log = [](LogLevel, std::string_view) {}});
  Display left = server.add_stream("left", 16, 16);
  Display right = server.add_stream("right", 32, 16);
  left.publish(solid(16, 16, {255, 0, 0}));
  right.publish(solid(32, 16, {0, 0, 255}));
  Viewer viewer(right);
  const auto frame = viewer.wait_frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->header.width, 32);
  EXPECT_EQ(right.client_count(), 1);
  Viewer other(right, {.stream = "left"});
  ASSERT_TRUE(other.wait_frame());
  EXPECT_EQ(left.client_count(), 1);
}

TEST(InProcessViewer, OfAClosedDisplayIsCutOff) {
  Display display = serve(quiet_options());
  display.close();
  Viewer viewer(display);
  EXPECT_TRUE(viewer.wait_close());
  EXPECT_FALSE(viewer.wait_frame());
}

TEST(RunAt, CallsUntilTheCallbackSaysNo) {
  Display display = serve(quiet_options());
  int calls = 0;
  display.run_at(1000, [&] { return ++calls < 20; });
  EXPECT_EQ(calls, 20);
}

TEST(RunAt, EndsWithTheDisplayWhateverTheCadence) {
  Display display = serve(quiet_options());
  int calls = 0;
  display.run_at(0.001, [&] {  // the second call is due in 1000 s
    ++calls;
    display.close();
  });
  EXPECT_EQ(calls, 1);
  EXPECT_THROW(display.run_at(30, [&] { ++calls; }), Error) << "it is closed already";
  EXPECT_EQ(calls, 1);
}

TEST(RunAt, ClosingFromAnotherThreadWakesIt) {
  Display display = serve(quiet_options());
  std::thread closer;
  display.run_at(0.001, [&] { closer = std::thread([&] { display.close(); }); });
  closer.join();
  EXPECT_TRUE(display.is_closed());
}

TEST(RunAt, EventsNeitherWakeItNorGetLost) {
  Display display = serve(quiet_options());
  Viewer viewer(display);
  int calls = 0;
  std::size_t events = 0;
  display.run_at(20, [&] {
    if (++calls == 1) viewer.key_down("a");
    for (const InputEvent& event : display.poll_events())
      events += event.get_if<KeyDown>() != nullptr ? 1 : 0;
    return events == 0 && calls < 200;
  });
  EXPECT_EQ(events, 1U);
}

TEST(RunAt, WhatTheCallbackThrowsReachesTheCaller) {
  Display display = serve(quiet_options());
  EXPECT_THROW(display.run_at(100, [] { throw std::runtime_error("mine"); }), std::runtime_error);
  for (const double fps : {0.0, -1.0, 1001.0, std::nan("")})
    EXPECT_THROW(display.run_at(fps, [] { FAIL() << "never called"; }), Error) << fps;
}

}  // namespace
}  // namespace pdum::rfb::testing
