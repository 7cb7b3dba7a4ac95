// What is called on a display or a server after its end: setting throws, publishing and reading do not.
#include <pdum/rfb.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

struct Call {
  const char* name;
  std::function<void(Display&)> make;
};

std::vector<Call> calls_that_set() {
  return {
      {"set_cursor", [](Display& display) { display.set_cursor({.shape = "crosshair"}); }},
      {"set_title", [](Display& display) { display.set_title("Run 42"); }},
      {"set_text_input", [](Display& display) { display.set_text_input({.active = false}); }},
      {"set_clipboard", [](Display& display) { display.set_clipboard("text"); }},
      {"grant_control", [](Display& display) { display.grant_control("somebody"); }},
      {"revoke_control", [](Display& display) { display.revoke_control(); }},
      {"on_client_joined", [](Display& display) { display.on_client_joined([](const Client&) {}); }},
      {"on_client_left", [](Display& display) { display.on_client_left([](const Client&) {}); }},
      {"on_control_requested",
       [](Display& display) { display.on_control_requested([](const Client&, const std::string&) {}); }},
      {"switch_backend", [](Display& display) { display.switch_backend({.transport = Transport::image}); }},
      {"set_quality", [](Display& display) { display.set_quality({.fps = 20}); }},
      {"run_at", [](Display& display) { display.run_at(1000, [] { return false; }); }},
  };
}

/// The sentence with which `act` says that what it was called on is closed; empty: it did not say so.
std::string closed_sentence(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.code() == ErrorCode::closed ? error.what() : std::string();
  }
  return {};
}

void expect_that_setting_throws(Display& display) {
  for (const Call& call : calls_that_set()) {
    const std::string sentence = closed_sentence([&] { call.make(display); });
    EXPECT_TRUE(contains(sentence, std::string("Display::") + call.name)) << call.name << ": " << sentence;
    EXPECT_TRUE(contains(sentence, "end the loop when `publish` returns `closed`")) << sentence;
  }
}

void expect_that_the_rest_goes_on(Display& display) {
  EXPECT_EQ(publish_flat(display, 2), PublishResult::closed);
  EXPECT_EQ(display.publish(display.acquire_frame(8, 8)), PublishResult::closed);
  EXPECT_TRUE(display.poll_events().empty());
  EXPECT_TRUE(display.wait_events(std::chrono::seconds(30)).empty());
  EXPECT_EQ(display.client_count(), 0);
  EXPECT_EQ(display.visible_client_count(), 0);
  EXPECT_EQ(display.width(), 64);
  EXPECT_EQ(display.target_size(), (Size{64, 48}));
  EXPECT_EQ(display.metrics().frames_published, 1U);
  EXPECT_TRUE(display.session_metrics().empty());
  EXPECT_FALSE(display.name().empty());
  EXPECT_FALSE(display.url().empty());
  EXPECT_GT(display.port(), 0);
  display.on_client_joined({});
  display.on_client_left({});
  display.on_control_requested({});
  display.close();
}

TEST(ClosedDisplay, SettingThrowsAndTheRestGoesOn) {
  Display display = serve(test_options());
  publish_flat(display, 1);
  for (const Call& call : calls_that_set()) EXPECT_NO_THROW(call.make(display)) << call.name;
  display.close();
  expect_that_setting_throws(display);
  expect_that_the_rest_goes_on(display);
}

TEST(ClosedDisplay, SoOneWhoseStreamWasRemoved) {
  Server server = serve_server({.port = 0, .log = [](LogLevel, std::string_view) {}});
  Display display = server.add_stream("goes", {.width = 64, .height = 48});
  Display stays = server.add_stream("stays", {.width = 64, .height = 48});
  publish_flat(display, 1);
  server.remove_stream("goes");
  expect_that_setting_throws(display);
  expect_that_the_rest_goes_on(display);
  EXPECT_TRUE(contains(closed_sentence([&] { display.set_title("x"); }), "stream \"goes\""));
  Display again = server.add_stream("goes", {.width = 64, .height = 48});
  expect_that_setting_throws(display);
  EXPECT_NO_THROW(again.set_title("the new one"));
  EXPECT_NO_THROW(stays.set_title("this one, too"));
}

TEST(ClosedDisplay, SoOneWhoseServerEnded) {
  Server server = serve_server({.port = 0, .log = [](LogLevel, std::string_view) {}});
  Display display = server.add_stream("one", {.width = 64, .height = 48});
  publish_flat(display, 1);
  server.close();
  expect_that_setting_throws(display);
  expect_that_the_rest_goes_on(display);
}

TEST(ClosedDisplay, AClosedServerSaysSo) {
  class Nothing final : public MessageChannel {
    void start(std::shared_ptr<MessageReceiver>) override {}
    void send_text(std::string_view) override {}
    void send_binary(const BinaryMessageParts&) override {}
    std::size_t unsent_bytes() const override { return 0; }
    void close(int, std::string_view) override {}
  };
  Server server = serve_server({.port = 0, .log = [](LogLevel, std::string_view) {}});
  const Display one = server.add_stream("one");
  const int port = server.port();
  server.close();
  for (const auto& act : std::vector<std::function<void()>>{
           [&] { server.add_stream("two"); },
           [&] { server.remove_stream("one"); },
           [&] { server.attach(std::make_unique<Nothing>()); },
       }) {
    EXPECT_TRUE(contains(closed_sentence(act), "the server has been closed"));
  }
  EXPECT_EQ(server.port(), port);
  EXPECT_FALSE(server.url().empty());
  server.close();
}

TEST(ClosedDisplay, ALoopThatSetsEndsByItsResult) {
  Display display = serve(test_options());
  int calls = 0;
  display.run_at(1000, [&] {
    if (++calls == 3) display.close();
    if (publish_flat(display, static_cast<std::uint8_t>(calls)) == PublishResult::closed) return false;
    display.set_title("Frame " + std::to_string(calls));
    return true;
  });
  EXPECT_EQ(calls, 3);
}

TEST(ClosedDisplay, SettingRacesClosingWithoutHarm) {
  for (int round = 0; round < 10; ++round) {
    Display display = serve(test_options());
    std::atomic<int> set{0};
    std::vector<std::thread> threads;
    for (const Call& call : calls_that_set()) {
      threads.emplace_back([&display, &set, call] {
        while (closed_sentence([&] { call.make(display); }).empty()) {
          ++set;
          std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
      });
    }
    while (set < 50) std::this_thread::yield();
    display.close();
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace pdum::rfb
