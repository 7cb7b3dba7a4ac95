// Who acts, who is there, and what they are shown, over real sockets.
#include <pdum/rfb.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

constexpr const char* kKey =
    R"({"type":"event","event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})";

/// What callbacks of the library's threads have said.
class Notes {
 public:
  void add(std::string note) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(note));
    added_.notify_all();
  }
  std::vector<std::string> wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, std::chrono::seconds(10), [&] { return notes_.size() >= count; });
    return notes_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::vector<std::string> notes_;
};

std::string ui_hello(const std::string& token = {}) {
  return R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1,"extensions":["ui"])" +
         (token.empty() ? std::string() : R"(,"token":")" + token + '"') + "}";
}

/// The next message of this type.
std::string next_of(WsClient& viewer, const std::string& type) {
  while (const auto message = viewer.receive()) {
    if (!message->binary && contains(message->text, R"("type":")" + type + '"')) return message->text;
  }
  return {};
}

TEST(ServeControl, AViewerByItsPrincipalWatchesOnly) {
  ServeOptions options = test_options();
  options.authenticate = [](const AuthContext& context) -> std::shared_ptr<const Principal> {
    if (context.token == "guest") {
      return std::make_shared<Principal>(Principal{.name = "guest", .role = Role::viewer});
    }
    if (context.token == "staff") return std::make_shared<Principal>(Principal{.name = "staff"});
    return nullptr;
  };
  Display display = serve(std::move(options));
  WsClient guest(display.port());
  guest.send_text(ui_hello("guest"));
  EXPECT_TRUE(contains(next_of(guest, "config"), R"("control":false)"));
  EXPECT_TRUE(contains(next_of(guest, "role"), R"("role":"viewer","control":false,"may_request":false)"));
  WsClient staff(display.port());
  staff.send_text(ui_hello("staff"));
  EXPECT_TRUE(contains(next_of(staff, "role"), R"("role":"operator","control":true)"));
  for (int i = 0; i < 3; ++i) guest.send_text(kKey);
  guest.send_text(R"({"type":"event","event":{"type":"focus_in"}})");
  ASSERT_EQ(gather_events(display, 1).size(), 1U) << "its focus is told";
  staff.send_text(kKey);
  const std::vector<InputEvent> events = gather_events(display, 1);
  ASSERT_EQ(events.size(), 1U);
  ASSERT_TRUE(events[0].principal);
  EXPECT_EQ(events[0].principal->name, "staff");
  EXPECT_EQ(display.metrics().events_refused, 3U);
}

TEST(ServeControl, TheApplicationHearsWhoComesAndGoesAndGivesControl) {
  ServeOptions options = test_options();
  options.control = ControlPolicy::nobody;
  Notes notes;  // outlives the display, whose end is the last that its callbacks hear of
  Display display = serve(std::move(options));
  display.on_client_joined(
      [&](const Client& client) { notes.add("joined " + client.client_id + " " + client.remote); });
  display.on_client_left([&](const Client& client) { notes.add("left " + client.client_id); });
  display.on_control_requested([&](const Client& client, const std::string& label) {
    notes.add("asks " + client.client_id + " " + label);
    display.grant_control(client.client_id);
  });
  {
    WsClient viewer(display.port());
    viewer.send_text(ui_hello());
    EXPECT_TRUE(contains(next_of(viewer, "role"), R"("control":false,"may_request":true)"));
    viewer.send_text(kKey);
    viewer.send_text(R"({"type":"request_control","label":"Ada"})");
    while (!contains(next_of(viewer, "role"), R"("control":true)")) {
    }
    viewer.send_text(kKey);
    EXPECT_EQ(gather_events(display, 1).size(), 1U);
    display.revoke_control();
    while (!contains(next_of(viewer, "role"), R"("control":false)")) {
    }
    viewer.close();
  }
  EXPECT_EQ(notes.wait(3),
            (std::vector<std::string>{"joined viewer-1 127.0.0.1", "asks viewer-1 Ada", "left viewer-1"}));
  display.on_client_joined({});
  display.on_control_requested({});
  WsClient late(display.port());
  late.send_text(ui_hello());
  EXPECT_TRUE(contains(next_of(late, "role"), R"("may_request":false)"));
  EXPECT_EQ(notes.wait(3).size(), 3U) << "nobody is called any more";
}

TEST(ServeControl, ACallbackThatThrowsIsLoggedAndOneThatHangsHoldsNothingUp) {
  ServeOptions options = test_options();
  Notes log;
  options.log = [&](LogLevel, std::string_view line) { log.add(std::string(line)); };
  std::promise<void> hold;
  const auto over = std::make_shared<std::promise<void>>();
  {
    Display display = serve(std::move(options));
    display.on_client_joined([](const Client&) { throw std::runtime_error("out of order"); });
    display.on_client_left([wait = hold.get_future().share(), over](const Client&) {
      wait.wait();
      over->set_value();
    });
    {
      WsClient viewer(display.port());
      viewer.send_text(kImageHello);
      ASSERT_TRUE(viewer.receive());
    }
    const auto lines = log.wait(1);
    ASSERT_FALSE(lines.empty());
    EXPECT_TRUE(contains(lines.back(), "on_client_joined threw: out of order")) << lines.back();
    while (display.client_count() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    publish_flat(display, 3);
    WsClient another(display.port());
    another.send_text(kImageHello);
    ASSERT_TRUE(another.receive());
    EXPECT_TRUE(another.receive()) << "pictures go on";
    EXPECT_LT(time_of_closing(display), kGenerousClose);
  }
  hold.set_value();
  over->get_future().wait();
}

TEST(ServeControl, ACallbackMayEndTheDisplay) {
  Display display = serve(test_options());
  display.on_client_joined([&](const Client&) { display.close(); });
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  EXPECT_EQ(viewer.wait_for_close(), 1001);
  while (!display.is_closed()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST(ServeControl, SwitchesWhatViewersAreShown) {
  Display display = serve(test_options());
  publish_flat(display, 1);
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(contains(next_of(viewer, "config"), "image"));
  const auto first = viewer.receive();
  ASSERT_TRUE(first && first->binary);
  EXPECT_TRUE(contains(first->text, "image/jpeg"));
  viewer.send_text(ack_of(0));
  display.switch_backend({.image_format = ImageFormat::png});
  EXPECT_TRUE(contains(next_of(viewer, "config"), R"("transport":"image")"));
  const auto second = viewer.receive();
  ASSERT_TRUE(second && second->binary) << "the picture that rests, without a new frame";
  EXPECT_TRUE(contains(second->text, R"("seq":1,)")) << second->text;
  EXPECT_TRUE(contains(second->text, "image/png")) << second->text;
  viewer.send_text(ack_of(1));
  viewer.send_text(kKey);
  EXPECT_EQ(gather_events(display, 1).size(), 1U);
  display.set_quality({.bitrate = 1'000'000});
  EXPECT_TRUE(contains(next_of(viewer, "set_quality"), R"("bitrate":1000000)"));
  for (const auto& wrong : std::vector<std::function<void()>>{
           [&] { display.set_quality({.image_quality = 0}); },
           [&] { display.switch_backend({.video_encoder = "mpeg1"}); },
       }) {
    EXPECT_THROW(wrong(), Error);
  }
}

}  // namespace
}  // namespace pdum::rfb
