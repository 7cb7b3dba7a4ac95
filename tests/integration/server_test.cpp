// A server with several streams over real sockets: each has its page, viewers, input, hook and end.
#include <pdum/rfb.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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

ServerOptions quiet_server() {
  return {.port = 0, .log = [](LogLevel, std::string_view) {}};
}

StreamOptions small(int width = 64, int height = 48) {
  return {.width = width, .height = height};
}

/// The config that a viewer of this stream gets; empty when it is turned away.
std::string config_of(int port, const std::string& path) {
  WsClient viewer(port, {.path = path});
  viewer.send_text(kImageHello);
  const auto config = viewer.receive();
  return config ? config->text : std::string();
}

std::uint16_t close_code_of(int port, const std::string& path) {
  WsClient viewer(port, {.path = path});
  viewer.send_text(kImageHello);
  return viewer.wait_for_close();
}

void expect_error(ErrorCode code, const std::string& part, const std::function<void()>& act) {
  try {
    act();
    ADD_FAILURE() << "accepted, though it should say: " << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_TRUE(contains(error.what(), part)) << error.what();
  }
}

TEST(Server, HasNoStreamsAtFirst) {
  Server server = serve_server(quiet_server());
  EXPECT_GT(server.port(), 0);
  EXPECT_TRUE(server.streams().empty());
  EXPECT_EQ(close_code_of(server.port(), "/"), 4404);
  EXPECT_EQ(http_get(server.port(), "/streams").body, "[]");
  EXPECT_EQ(http_get(server.port(), "/health").status, 200);
}

TEST(Server, StreamsHaveTheirOwnSizesViewersAndInput) {
  Server server = serve_server(quiet_server());
  Display left = server.add_stream("left", 64, 48);
  Display right = server.add_stream("right", small(32, 16));
  EXPECT_EQ(server.streams(), (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(left.url(), server.url() + "left");
  EXPECT_EQ(right.ws_url(), server.ws_url() + "right");
  EXPECT_EQ(right.name(), "right");
  publish_flat(left, 10);
  publish_flat(right, 20, 32, 16);
  WsClient viewer(server.port(), {.path = "/right"});
  viewer.send_text(kImageHello);
  const auto config = viewer.receive();
  ASSERT_TRUE(config);
  EXPECT_TRUE(contains(config->text, R"("width":32,"height":16)")) << config->text;
  ASSERT_TRUE(viewer.receive());
  EXPECT_EQ(right.client_count(), 1);
  EXPECT_EQ(left.client_count(), 0);
  viewer.send_text(R"({"type":"event","event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})");
  EXPECT_EQ(gather_events(right, 1).size(), 1U);
  EXPECT_TRUE(left.poll_events().empty());
  EXPECT_EQ(left.metrics().frames_published, 1U);
  EXPECT_EQ(right.session_metrics().size(), 1U);
  EXPECT_TRUE(left.session_metrics().empty());
  EXPECT_TRUE(contains(http_get(server.port(), "/streams").body, R"("name":"right","width":32,"height":16)"));
}

TEST(Server, ServeIsTheOneStreamCaseAndItsServerTakesMore) {
  Display display = serve(test_options());
  Server server = display.server();
  EXPECT_EQ(server.streams(), std::vector<std::string>{"default"});
  EXPECT_EQ(server.port(), display.port());
  {
    Display more = server.add_stream("more", small());
    EXPECT_TRUE(contains(config_of(server.port(), "/more"), R"("type":"config")"));
  }
  EXPECT_EQ(close_code_of(server.port(), "/more"), 4404) << "its display has gone";
  EXPECT_TRUE(contains(config_of(server.port(), "/"), R"("type":"config")"));
  { Server another = std::move(server); }
  EXPECT_FALSE(display.is_closed()) << "a handle owns nothing";
}

TEST(Server, AHandleOfAStreamOwnsNothing) {
  Server server = serve_server(quiet_server());
  Display owner = server.add_stream("one", small());
  {
    Display handle = server.stream("one");
    EXPECT_EQ(publish_flat(handle, 1), PublishResult::accepted);
  }
  EXPECT_EQ(publish_flat(owner, 2), PublishResult::accepted);
  EXPECT_EQ(owner.metrics().frames_published, 2U);
  server.stream("one").close();
  EXPECT_TRUE(owner.is_closed());
  EXPECT_TRUE(server.streams().empty());
  EXPECT_FALSE(server.is_closed());
}

TEST(Server, RemovingAStreamTellsItsViewersAndNobodyElse) {
  Server server = serve_server(quiet_server());
  Display stays = server.add_stream("stays", small());
  Display goes = server.add_stream("goes", small());
  publish_flat(stays, 1);
  WsClient here(server.port(), {.path = "/stays"});
  WsClient there(server.port(), {.path = "/goes"});
  for (WsClient* viewer : {&here, &there}) {
    viewer->send_text(kImageHello);
    ASSERT_TRUE(viewer->receive());
  }
  server.remove_stream("goes");
  EXPECT_EQ(there.wait_for_close(), 1001);
  EXPECT_EQ(publish_flat(goes, 1), PublishResult::closed);
  EXPECT_TRUE(goes.is_closed());
  EXPECT_TRUE(goes.session_metrics().empty());
  ASSERT_TRUE(here.receive()) << "the picture of the other goes on";
  EXPECT_EQ(publish_flat(stays, 2), PublishResult::accepted);
  EXPECT_EQ(close_code_of(server.port(), "/goes"), 4404);
  goes.close();
  Display again = server.add_stream("goes", small(20, 10));
  EXPECT_TRUE(contains(config_of(server.port(), "/goes"), R"("width":20,"height":10)"));
  goes = server.add_stream("other", small());
  EXPECT_EQ(server.streams(), (std::vector<std::string>{"goes", "other", "stays"}));
}

TEST(Server, EndsAllItsStreams) {
  Server server = serve_server(quiet_server());
  Display one = server.add_stream("one", small());
  Display two = server.add_stream("two", small());
  WsClient viewer(server.port(), {.path = "/two"});
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  std::thread waiting([&] { EXPECT_TRUE(one.wait_events(std::chrono::seconds(30)).empty()); });
  std::thread watching([&] { EXPECT_EQ(viewer.wait_for_close(), 1001); });
  server.close();
  waiting.join();
  watching.join();
  EXPECT_EQ(publish_flat(one, 1), PublishResult::closed);
  EXPECT_EQ(publish_flat(two, 1), PublishResult::closed);
  expect_error(ErrorCode::closed, "has been closed", [&] { server.add_stream("three", small()); });
}

TEST(Server, RefusesWrongNamesAndOptionsWithASentence) {
  Server server = serve_server(quiet_server());
  Display one = server.add_stream("one", small());
  const auto code = ErrorCode::invalid_argument;
  expect_error(code, "already a stream called \"one\"", [&] { server.add_stream("one"); });
  for (const char* name : {"", "a/b", "metrics", "demo", "with space", "\xc3\xa4"}) {
    expect_error(code, "a stream cannot be called", [&] { server.add_stream(name); });
  }
  expect_error(code, "a stream cannot be called", [&] { server.add_stream(std::string(65, 'x')); });
  expect_error(code, "no stream called \"two\"", [&] { server.remove_stream("two"); });
  expect_error(code, "no stream called \"two\"", [&] { server.stream("two"); });
  expect_error(code, "StreamOptions::fps is 0", [&] { server.add_stream("three", {.fps = 0}); });
  expect_error(code, "ServerOptions::port is 70000", [&] { serve_server({.port = 70000}); });
  expect_error(ErrorCode::address_in_use, std::to_string(server.port()), [&] {
    auto options = quiet_server();
    options.port = server.port();
    serve_server(options);
  });
}

TEST(Server, AHookOfAStreamGuardsThatStream) {
  Server server = serve_server(quiet_server());
  Display open = server.add_stream("open", small());
  StreamOptions guarded = small();
  guarded.authenticate = token_authenticator("stream-secret");
  Display shut = server.add_stream("shut", guarded);
  EXPECT_TRUE(contains(config_of(server.port(), "/open"), R"("type":"config")"));
  EXPECT_EQ(close_code_of(server.port(), "/shut"), 4401);
  WsClient viewer(server.port(), {.path = "/shut"});
  viewer.send_text(hello_with_token("stream-secret"));
  EXPECT_TRUE(viewer.receive());
  const std::map<std::string, std::string> bearer{{"Authorization", "Bearer stream-secret"}};
  EXPECT_EQ(http_get(server.port(), "/streams/shut/metrics").status, 401);
  EXPECT_EQ(http_get(server.port(), "/streams/shut/metrics", bearer).status, 200);
  EXPECT_EQ(http_get(server.port(), "/streams/open/metrics").status, 200);
  EXPECT_EQ(http_get(server.port(), "/streams").status, 401) << "it names the guarded stream";
  EXPECT_EQ(http_get(server.port(), "/streams", bearer).status, 200);
}

TEST(Server, TheHookOfTheServerGuardsAllOthers) {
  ServerOptions options = quiet_server();
  options.authenticate = token_authenticator("server-secret");
  Server server = serve_server(options);
  Display plain = server.add_stream("plain", small());
  StreamOptions guarded = small();
  guarded.authenticate = token_authenticator("stream-secret");
  Display own = server.add_stream("own", guarded);
  const auto joins = [&](const std::string& path, const std::string& token) {
    WsClient viewer(server.port(), {.path = path});
    viewer.send_text(hello_with_token(token));
    return viewer.receive().has_value();
  };
  EXPECT_TRUE(joins("/plain", "server-secret"));
  EXPECT_FALSE(joins("/plain", "stream-secret"));
  EXPECT_TRUE(joins("/own", "stream-secret"));
  EXPECT_FALSE(joins("/own", "server-secret"));
  EXPECT_EQ(http_get(server.port(), "/streams", {{"Authorization", "Bearer stream-secret"}}).status, 401);
  EXPECT_EQ(http_get(server.port(), "/streams", {{"Authorization", "Bearer server-secret"}}).status, 200);
  EXPECT_EQ(http_get(server.port(), "/streams/unknown/metrics").status, 401) << "names are not told either";
}

/// A hook that keeps whoever asks until the door is opened, then lets in whose token is "old".
Authenticator slow_hook(const std::shared_ptr<Door>& door) {
  return [door, decide = token_authenticator("old")](const AuthContext& context) {
    door->pass();
    return decide(context);
  };
}

TEST(Server, AnHttpRequestHearsAtOnceThatItsStreamWasRemovedWhileItsHookRan) {
  const auto door = std::make_shared<Door>();
  Server server = serve_server(quiet_server());
  StreamOptions guarded = small();
  guarded.authenticate = slow_hook(door);
  std::optional<Display> display = server.add_stream("goes", guarded);
  HttpAnswer answer;
  std::thread asking([&] {
    answer = http_get(server.port(), "/streams/goes/metrics", {{"Authorization", "Bearer old"}});
  });
  ASSERT_TRUE(door->wait_until_somebody_is_inside());
  const auto before = std::chrono::steady_clock::now();
  display.reset();
  asking.join();
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "[]");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5)) << "the hook still runs";
  door->open();
}

TEST(Server, WhatAHookAllowedIsNotTheAnswerOfANewStreamOfThatName) {
  const auto door = std::make_shared<Door>();
  Server server = serve_server(quiet_server());
  StreamOptions old_options = small();
  old_options.authenticate = slow_hook(door);
  const Display old_one = server.add_stream("name", old_options);
  HttpAnswer answer;
  std::thread asking([&] {
    answer = http_get(server.port(), "/streams/name/metrics", {{"Authorization", "Bearer old"}});
  });
  ASSERT_TRUE(door->wait_until_somebody_is_inside());
  server.remove_stream("name");
  StreamOptions new_options = small();
  new_options.authenticate = token_authenticator("another-token");
  const Display new_one = server.add_stream("name", new_options);
  door->open();
  asking.join();
  EXPECT_NE(answer.status, 200) << answer.body;
}

TEST(Server, StreamsComeAndGoOnManyThreadsWhileViewersJoin) {
  Server server = serve_server(quiet_server());
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 3; ++worker) {
    threads.emplace_back([&, worker] {
      const std::string name = worker == 2 ? "shared" : "own-" + std::to_string(worker);
      for (int turn = 0; turn < 15; ++turn) {
        Display display = server.add_stream(name, small());
        publish_flat(display, static_cast<std::uint8_t>(turn));
        display.poll_events();
        if (turn % 2 == 0) server.remove_stream(name);
      }
    });
  }
  threads.emplace_back([&] {
    while (!over) config_of(server.port(), "/shared");
  });
  for (int worker = 0; worker < 3; ++worker) threads[static_cast<std::size_t>(worker)].join();
  over = true;
  threads.back().join();
  EXPECT_TRUE(server.streams().empty());
  EXPECT_EQ(close_code_of(server.port(), "/shared"), 4404);
}

TEST(Server, AMovedFromServerSaysSo) {
  Server server = serve_server(quiet_server());
  Server moved = std::move(server);
  expect_error(ErrorCode::closed, "moved from", [&] { server.streams(); });
  EXPECT_TRUE(server.is_closed());
  EXPECT_FALSE(moved.is_closed());
}

}  // namespace
}  // namespace pdum::rfb
