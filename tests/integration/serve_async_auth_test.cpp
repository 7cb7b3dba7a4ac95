#include <pdum/rfb.hpp>

#include <any>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb::testing {
namespace {

/// An event loop as an application has it: checks are answered on its thread, those of "never" are kept.
class Checks {
 public:
  Checks() : thread_([this] { run(); }) {}
  ~Checks() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Checks(const Checks&) = delete;
  Checks& operator=(const Checks&) = delete;

  AsyncAuthenticator hook() {
    return [this](const AuthContext& context, AuthReply reply) {
      const auto field = context.headers.find("authorization");
      const std::string who =
          context.token.empty() && field != context.headers.end() ? field->second : context.token;
      if (who == "throw") throw std::runtime_error("no database");
      const std::lock_guard lock(mutex_);
      ++asked_;
      (who == "never" ? kept_ : waiting_).emplace_back(who, std::move(reply));
      changed_.notify_all();
    };
  }
  bool wait_for_kept(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return kept_.size() >= count; });
  }
  std::vector<std::pair<std::string, AuthReply>> take_kept() {
    const std::lock_guard lock(mutex_);
    return std::exchange(kept_, {});
  }
  int asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return over_ || !waiting_.empty(); });
      if (over_) return;
      const auto checks = std::exchange(waiting_, {});
      lock.unlock();
      for (const auto& [who, reply] : checks) {
        if (who == "good") reply.accept({.name = "ada", .value = 7});
        if (who == "bad") reply.refuse();
      }  // what is neither goes without an answer
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<std::string, AuthReply>> waiting_;
  std::vector<std::pair<std::string, AuthReply>> kept_;
  int asked_ = 0;
  bool over_ = false;
  std::thread thread_;
};

std::unique_ptr<WsClient> viewer_of(const Display& display, const std::string& token) {
  auto viewer = std::make_unique<WsClient>(display.port());
  viewer->send_text(hello_with_token(token));
  return viewer;
}

TEST(ServeAsyncAuth, AnswersOfAnotherThreadDecideAboutViewers) {
  Checks checks;
  ServeOptions options = test_options();
  options.authenticate_async = checks.hook();
  Display display = serve(options);
  for (const std::string token : {"bad", "dropped", "throw"})
    EXPECT_EQ(viewer_of(display, token)->wait_for_close(), 4401) << token;
  const auto viewer = viewer_of(display, "good");
  ASSERT_TRUE(viewer->receive());
  viewer->send_text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":0}})");
  const auto events = gather_events(display, 1);
  ASSERT_EQ(events.size(), 1U);
  ASSERT_NE(events[0].principal, nullptr);
  EXPECT_EQ(events[0].principal->name, "ada");
  EXPECT_EQ(std::any_cast<int>(events[0].principal->value), 7);
  EXPECT_EQ(checks.asked(), 3) << "without the one that threw";
}

TEST(ServeAsyncAuth, AnswersOfAnotherThreadDecideAboutHttpRoutes) {
  Checks checks;
  ServeOptions options = test_options();
  options.authenticate_async = checks.hook();
  const Display display = serve(options);
  EXPECT_EQ(http_get(display.port(), "/streams", {{"Authorization", "good"}}).status, 200);
  EXPECT_EQ(http_get(display.port(), "/streams", {{"Authorization", "bad"}}).status, 401);
  EXPECT_EQ(http_get(display.port(), "/streams", {{"Authorization", "dropped"}}).status, 401);
  EXPECT_EQ(http_get(display.port(), "/health").status, 200);
}

TEST(ServeAsyncAuth, AHookOfAStreamGuardsThatStream) {
  Checks checks;
  ServerOptions quiet{.port = 0};
  quiet.log = [](LogLevel, std::string_view) {};
  Server server = serve_server(quiet);
  StreamOptions guarded;
  guarded.authenticate_async = checks.hook();
  std::optional<Display> display = server.add_stream("own", 64, 48, guarded);
  const auto joins = [&](const std::string& token) {
    WsClient viewer(server.port(), {.path = "/own"});
    viewer.send_text(hello_with_token(token));
    return viewer.receive().has_value();
  };
  EXPECT_TRUE(joins("good"));
  EXPECT_FALSE(joins("bad"));
  HttpAnswer answer;
  std::thread asking([&] {
    answer = http_get(server.port(), "/streams/own/metrics", {{"Authorization", "never"}});
  });
  EXPECT_TRUE(checks.wait_for_kept(1));
  const auto before = std::chrono::steady_clock::now();
  display.reset();
  asking.join();
  EXPECT_EQ(answer.status, 404) << "a stream that goes takes its hook with it";
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  for (const auto& [who, reply] : checks.take_kept()) reply.accept();
}

TEST(ServeAsyncAuth, AnAnswerThatNeverComesRefusesAfterTenSeconds) {
  Checks checks;
  ServeOptions options = test_options();
  options.authenticate_async = checks.hook();
  Display display = serve(options);
  const auto before = std::chrono::steady_clock::now();
  const auto viewer = viewer_of(display, "never");
  EXPECT_EQ(viewer->wait_for_close(std::chrono::seconds(30)), 4401);
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::seconds(9));
  for (const auto& [who, reply] : checks.take_kept()) reply.accept();
  EXPECT_TRUE(viewer_of(display, "good")->receive());
  EXPECT_LE(display.client_count(), 1) << "the late answer let somebody in";
}

TEST(ServeAsyncAuth, ClosesInTimeWithAnswersOutstandingWhichMayComeLater) {
  Checks checks;
  std::vector<std::unique_ptr<WsClient>> viewers;
  {
    ServeOptions options = test_options();
    options.authenticate_async = checks.hook();
    Display display = serve(options);
    for (int i = 0; i < 20; ++i) viewers.push_back(viewer_of(display, "never"));
    ASSERT_TRUE(checks.wait_for_kept(20)) << "more than eight owe an answer at once";
    const auto early = checks.take_kept();
    std::thread answering([&] {  // while it closes
      for (const auto& [who, reply] : early) reply.accept();
    });
    viewers.push_back(viewer_of(display, "never"));
    EXPECT_TRUE(checks.wait_for_kept(1));
    EXPECT_LT(time_of_closing(display), kGenerousClose);
    answering.join();
  }
  for (const auto& [who, reply] : checks.take_kept()) reply.accept();  // nobody is there
}

TEST(ServeAsyncAuth, MayCloseTheDisplayFromTheThreadThatAnswers) {
  Checks checks;
  ServeOptions options = test_options();
  options.authenticate_async = checks.hook();
  std::optional<Display> display(serve(options));
  const auto viewer = viewer_of(*display, "never");
  ASSERT_TRUE(checks.wait_for_kept(1));
  const auto kept = checks.take_kept();
  std::thread([&] {
    kept[0].second.accept();
    display.reset();
    kept[0].second.refuse();
  }).join();
  viewer->wait_for_close();
}

TEST(ServeAsyncAuth, TakesOneFormOfTheHookOnly) {
  ServeOptions options = test_options();
  options.authenticate = token_authenticator("secret");
  options.authenticate_async = [](const AuthContext&, const AuthReply& reply) { reply.accept(); };
  EXPECT_THROW(serve(options), Error);
}

}  // namespace
}  // namespace pdum::rfb::testing
