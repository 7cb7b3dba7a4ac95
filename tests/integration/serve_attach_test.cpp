// Viewers over a transport of the application's own, and what the application is told of views and events.
#include <pdum/rfb.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <unistd.h>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// The far end of a transport in the process: what a viewer sees of it.
struct Peer {
  std::mutex mutex;
  std::condition_variable changed;
  std::shared_ptr<MessageReceiver> receiver;
  std::deque<std::string> texts;
  std::deque<std::string> frames;
  std::size_t unsent = 0;
  bool stalled = false;
  bool answers_goodbye = true;
  bool throws = false;
  int close_code = 0;
  bool destroyed = false;

  template <class Done>
  bool wait(Done done) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), done);
  }
  std::string text() {
    wait([&] { return !texts.empty(); });
    const std::lock_guard lock(mutex);
    if (texts.empty()) return {};
    std::string first = std::move(texts.front());
    texts.pop_front();
    return first;
  }
  bool has_frame() {
    return wait([&] { return !frames.empty(); });
  }
  int close() {
    wait([&] { return close_code != 0; });
    return close_code;
  }
  std::shared_ptr<MessageReceiver> started() {
    wait([&] { return receiver != nullptr; });
    const std::lock_guard lock(mutex);
    return receiver;
  }
};

class PeerChannel final : public MessageChannel {
 public:
  explicit PeerChannel(std::shared_ptr<Peer> peer) : peer_(std::move(peer)) {}
  ~PeerChannel() override {
    change([&] { peer_->destroyed = true; });
  }
  void start(std::shared_ptr<MessageReceiver> receiver) override {
    change([&] { peer_->receiver = std::move(receiver); });
  }
  void send_text(std::string_view message) override {
    if (peer_->throws) throw std::runtime_error("the line is dead");
    change([&] {
      peer_->texts.emplace_back(message);
      if (peer_->stalled) peer_->unsent += message.size();
    });
  }
  void send_binary(const BinaryMessageParts& message) override {
    change([&] {
      std::string whole(message.head);
      whole.append(reinterpret_cast<const char*>(message.body.data()), message.body.size());
      if (peer_->stalled) peer_->unsent += whole.size();
      peer_->frames.push_back(std::move(whole));
    });
  }
  std::size_t unsent_bytes() const override {
    const std::lock_guard lock(peer_->mutex);
    return peer_->unsent;
  }
  void close(int code, std::string_view) override {
    change([&] { peer_->close_code = code; });
    if (peer_->answers_goodbye) peer_->receiver->closed();
  }

 private:
  template <class Act>
  void change(Act act) {
    const std::lock_guard lock(peer_->mutex);
    act();
    peer_->changed.notify_all();
  }
  const std::shared_ptr<Peer> peer_;
};

std::shared_ptr<Peer> attach(Server& server, AuthContext context = {}) {
  auto peer = std::make_shared<Peer>();
  server.attach(std::make_unique<PeerChannel>(peer), std::move(context));
  EXPECT_TRUE(peer->started());
  return peer;
}

constexpr const char* kKey =
    R"({"type":"event","event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})";

TEST(ServeAttach, ASessionRunsOverAnyTransport) {
  Display display = serve(test_options());
  publish_flat(display, 10);
  Server server = display.server();
  const auto peer = attach(server, {.remote = "pipe"});
  std::string joined;
  peer->receiver->text(kImageHello);
  EXPECT_TRUE(contains(peer->text(), R"("type":"config")"));
  ASSERT_TRUE(peer->has_frame());
  EXPECT_TRUE(contains(peer->frames.front(), R"("type":"image_frame","seq":0)"));
  peer->receiver->text(ack_of(0));
  publish_flat(display, 20);
  EXPECT_TRUE(peer->wait([&] { return peer->frames.size() == 2; }));
  peer->receiver->text(kKey);
  EXPECT_EQ(gather_events(display, 1).size(), 1U);
  EXPECT_EQ(display.client_count(), 1);
  peer->receiver->closed();
  EXPECT_TRUE(peer->wait([&] { return peer->destroyed; }));
  EXPECT_EQ(display.client_count(), 0);
  peer->receiver->text(kKey);  // too late, and harmless
}

TEST(ServeAttach, TheHookDecidesAndUnknownStreamsAreSaid) {
  ServeOptions options = test_options();
  options.authenticate = [](const AuthContext& context) -> std::shared_ptr<const Principal> {
    if (context.cookies.count("session") == 0) return nullptr;
    return std::make_shared<Principal>(Principal{.name = context.cookies.at("session")});
  };
  Display display = serve(std::move(options));
  Server server = display.server();
  const auto refused = attach(server);
  refused->receiver->text(kImageHello);
  EXPECT_EQ(refused->close(), 4401);
  const auto known = attach(server, {.cookies = {{"session", "ada"}}});
  known->receiver->text(kImageHello);
  EXPECT_TRUE(contains(known->text(), "config"));
  const auto lost = attach(server, {.stream = "nowhere"});
  EXPECT_EQ(lost->close(), 4404);
  EXPECT_THROW(server.attach(nullptr), Error);
}

TEST(ServeAttach, ATransportThatTakesNothingGetsLittle) {
  Display display = serve(test_options());
  Server server = display.server();
  const auto peer = attach(server);
  peer->stalled = true;
  peer->receiver->text(kImageHello);
  EXPECT_TRUE(contains(peer->text(), "config"));
  for (int i = 0; i < 100; ++i) {
    publish_flat(display, static_cast<std::uint8_t>(i), 640, 480);
    std::size_t got = 0;
    {
      const std::lock_guard lock(peer->mutex);
      got = peer->frames.size();
    }
    if (got > 0) peer->receiver->text(ack_of(static_cast<int>(got) - 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  {
    const std::lock_guard lock(peer->mutex);
    EXPECT_LT(peer->frames.size(), 20U);
    peer->unsent = 0;
    peer->stalled = false;
    peer->frames.clear();
  }
  peer->receiver->writable();
  EXPECT_TRUE(peer->has_frame()) << "the newest picture arrives once it goes on";
}

TEST(ServeAttach, FloodsAndLongMessagesEndTheSessionAlone) {
  Display display = serve(test_options());
  Server server = display.server();
  const auto loud = attach(server);
  loud->receiver->text(kImageHello);
  EXPECT_TRUE(contains(loud->text(), "config"));
  loud->receiver->text(std::string(70'000, ' '));
  EXPECT_EQ(loud->close(), 1009);
  const auto flood = attach(server);
  flood->receiver->text(kImageHello);
  const std::string long_text = R"({"type":"nothing","pad":")" + std::string(60'000, 'x') + "\"}";
  for (int i = 0; i < 2000; ++i) flood->receiver->text(long_text);
  flood->receiver->closed();
  EXPECT_TRUE(flood->wait([&] { return flood->destroyed; }));
  const auto quiet = attach(server);
  quiet->receiver->text(kImageHello);
  EXPECT_TRUE(contains(quiet->text(), "config"));
}

TEST(ServeAttach, ATransportThatThrowsOrSaysNoGoodbyeIsLetGo) {
  Display display = serve(test_options());
  Server server = display.server();
  const auto dead = attach(server);
  dead->throws = true;
  dead->receiver->text(kImageHello);
  EXPECT_TRUE(dead->wait([&] { return dead->destroyed; }));
  const auto silent = attach(server);
  silent->answers_goodbye = false;
  silent->receiver->text("no json");
  EXPECT_EQ(silent->close(), 1007);
  EXPECT_TRUE(silent->wait([&] { return silent->destroyed; }));
  const auto last = attach(server);
  last->answers_goodbye = false;
  EXPECT_LT(time_of_closing(display), kGenerousClose);
  EXPECT_EQ(last->close_code, 1001);
  last->receiver->text(kKey);
}

TEST(ServeTarget, FollowsTheViewOfAViewer) {
  ServeOptions options = test_options();
  options.resize_policy = ResizePolicy::match_client;
  options.resize_debounce = std::chrono::milliseconds(10);
  Display display = serve(std::move(options));
  EXPECT_EQ(display.target_size(), (Size{64, 48}));
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  viewer.send_text(
      R"({"type":"set_viewport","width":321,"height":200,"pwidth":643,"pheight":400,"ratio":2})");
  for (int i = 0; i < 1000 && display.target_size() == Size{64, 48}; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(display.target_size(), (Size{642, 400}));
  EXPECT_EQ(display.target_ratio(), 2);
}

TEST(ServeEventLog, KeepsWhatViewersDid) {
  std::string pattern = (std::filesystem::temp_directory_path() / "pdum-serve-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  const std::string path = (folder / "events.jsonl").string();
  {
    ServeOptions options = test_options();
    options.event_log = path;
    options.clipboard = Clipboard::in;
    Display display = serve(std::move(options));
    WsClient viewer(display.port());
    viewer.send_text(
        R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"extensions":["ui"],"ext":{"ui":{"clipboard_in":true}}})");
    viewer.send_text(kKey);
    viewer.send_text(R"({"type":"paste","text":"a secret"})");
    EXPECT_EQ(gather_events(display, 2).size(), 2U);
  }
  std::ifstream file(path);
  const std::string content(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(contains(content, R"("event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})"))
      << content;
  EXPECT_TRUE(contains(content, R"({"type":"paste","length":8})")) << content;
  EXPECT_FALSE(contains(content, "secret"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pdum::rfb
