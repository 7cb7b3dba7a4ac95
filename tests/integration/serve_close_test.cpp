// The end of a display over real sockets, with viewers and callbacks that do not cooperate.
#include <pdum/rfb.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "integration/door.hpp"
#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// Makes the strand write a log line.
void make_the_strand_log(const Display& display) {
  EXPECT_EQ(http_get(display.port(), "/health", {{"Host", "evil.example"}}).status, 403);
}

/// Makes a thread of the hook write a log line of another kind, in a display whose hook is `throwing_hook`.
void make_a_hook_log(const Display& display) {
  WsClient viewer(display.port());
  viewer.send_text(hello_with_token("throw"));
  EXPECT_EQ(viewer.wait_for_close(), 4401);
}

std::shared_ptr<const Principal> throwing_hook(const AuthContext& context) {
  if (context.token == "throw") throw std::runtime_error("no database");
  return std::make_shared<const Principal>();
}

TEST(ServeClose, TellsViewersGoodbyeAndEndsEvenWithDeafOnes) {
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
  std::thread closer([&] { EXPECT_LT(time_of_closing(display), kGenerousClose); });
  EXPECT_EQ(polite.wait_for_close(), 1001);
  closer.join();
  EXPECT_TRUE(display.is_closed());
  EXPECT_EQ(publish_flat(display, 6), PublishResult::closed);
  display.close();
}

TEST(ServeClose, PublishingRacesClosingWithoutHarm) {
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

TEST(ServeClose, MayBeClosedFromTheAuthenticateHook) {
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

TEST(ServeClose, StaysWithItsProcessAfterFork) {
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

TEST(ServeClose, EndsInTimeWithARudeViewerAndAHookThatHangs) {
  const auto door = std::make_shared<Door>();
  ServeOptions options = test_options();
  options.authenticate = [door](const AuthContext& context) {
    if (context.token == "hang") door->pass();
    return std::make_shared<const Principal>();
  };
  Display display = serve(options);
  publish_flat(display, 5);
  WsClient rude(display.port());  // answers no close
  rude.send_text(hello_with_token("good"));
  ASSERT_TRUE(rude.receive());
  WsClient hanging(display.port());
  hanging.send_text(hello_with_token("hang"));
  ASSERT_TRUE(door->wait_until_somebody_is_inside());
  EXPECT_LT(time_of_closing(display), kGenerousClose);
  door->open();
  EXPECT_EQ(door->passes(), 1);
}

TEST(ServeClose, ALogFunctionThatBlocksFreezesNobody) {
  const auto door = std::make_shared<Door>();
  ServeOptions options = test_options();
  options.log = [door](LogLevel, std::string_view) { door->pass(); };
  options.authenticate = throwing_hook;
  Display display = serve(options);
  make_the_strand_log(display);
  ASSERT_TRUE(door->wait_until_somebody_is_inside());
  make_a_hook_log(display);
  publish_flat(display, 5);
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  const auto frame = viewer.receive();
  EXPECT_TRUE(frame && frame->binary);
  EXPECT_LT(time_of_closing(display), kGenerousClose);
  door->open();
  EXPECT_EQ(door->passes(), 1) << "a line was logged after close";
}

TEST(ServeClose, ALogFunctionMayWaitForALockOfTheOneThatCloses) {
  const auto application = std::make_shared<std::mutex>();
  const auto waiting = std::make_shared<std::atomic<bool>>(false);
  const auto done = std::make_shared<std::atomic<bool>>(false);
  ServeOptions options = test_options();
  options.log = [=](LogLevel, std::string_view) {
    *waiting = true;
    const std::lock_guard<std::mutex> lock(*application);
    *done = true;
  };
  Display display = serve(options);
  std::unique_lock<std::mutex> lock(*application);
  make_the_strand_log(display);
  while (!*waiting) std::this_thread::yield();
  EXPECT_LT(time_of_closing(display), kGenerousClose);
  EXPECT_FALSE(*done);
  lock.unlock();
  while (!*done) std::this_thread::yield();
}

TEST(ServeClose, HandsOverTheLastLinesAndNoneAfterwards) {
  std::vector<std::string> lines;  // of one thread at a time; read after close
  ServeOptions options = test_options();
  options.log = [&](LogLevel, std::string_view line) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // so that some wait when the end comes
    lines.emplace_back(line);
  };
  options.authenticate = throwing_hook;
  {
    Display display = serve(options);
    make_the_strand_log(display);
    make_a_hook_log(display);
    display.close();
    ASSERT_GE(lines.size(), 2U);
    EXPECT_TRUE(contains(lines[0], "evil.example")) << lines[0];
    EXPECT_EQ(lines[1], "authenticate threw: no database");
    lines.clear();
  }
  EXPECT_TRUE(lines.empty()) << lines.front();
}

TEST(ServeClose, MayBeClosedFromTheLogFunction) {
  std::optional<Display> display;
  std::atomic<bool> asked{false};
  ServeOptions options = test_options();
  options.log = [&](LogLevel, std::string_view) {
    display->close();
    asked = true;
  };
  display.emplace(serve(options));
  make_the_strand_log(*display);
  while (!asked) std::this_thread::yield();
  EXPECT_TRUE(display->is_closed());
  display.reset();
}

TEST(ServeClose, MayBeClosedFromAReleaseCallback) {
  std::optional<Display> display(serve(test_options()));
  const auto pixels = flat_pixels(64, 48, 1);
  const auto wrapped = [&](std::function<void()> release) {
    return Frame::wrap(frame_view(pixels, 64, 48), std::move(release));
  };
  std::atomic<bool> asked{false};
  EXPECT_EQ(display->publish(wrapped([&] {
    display->close();
    asked = true;
  })),
            PublishResult::accepted);
  EXPECT_EQ(display->publish(wrapped([] {})), PublishResult::accepted);
  EXPECT_TRUE(asked);
  EXPECT_TRUE(display->is_closed());
  display.reset();
}

TEST(ServeClose, ItsCopyInAChildEndsAtOnceWhileAThreadOfTheParentWaits) {
  std::optional<Display> display(serve(test_options()));
  std::atomic<bool> waiting{false};
  std::thread loop([&] {
    waiting = true;
    display->wait_events(std::chrono::seconds(30));
  });
  while (!waiting) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // into the wait itself
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(5);  // ends a child that hangs
    display.reset();
    ::_exit(0);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  display->close();
  loop.join();
}

TEST(ServeClose, EveryCallOnADisplayThatWasMovedFromSaysSo) {
  Display before = serve(test_options());
  const Display after = std::move(before);
  EXPECT_TRUE(before.is_closed());  // NOLINT: what a moved-from display does is the point
  EXPECT_THROW(publish_flat(before, 1), Error);
  EXPECT_THROW((void)before.port(), Error);
  before.close();
  EXPECT_FALSE(after.is_closed());
}

}  // namespace
}  // namespace pdum::rfb
