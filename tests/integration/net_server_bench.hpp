#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <utility>

#include "core/steady_clock.hpp"
#include "net/http_connection.hpp"
#include "net/http_server.hpp"
#include "support/net/fake_hub.hpp"
#include "support/net/raw_client.hpp"

namespace pdum::rfb::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// A real server on a free port of 127.0.0.1, with a hub that echoes.
class NetServerBench : public ::testing::Test {
 protected:
  ~NetServerBench() override { stop(); }
  void start(ServerOptions options = {}) {
    options.port = 0;
    server = std::make_unique<HttpServer>(runtime, options, hub, auth, log);
    server->start();
    port = server->port();
  }
  /// What the end of a display does.
  void stop() {
    if (server) server->close();
    on_strand([this] { hub.viewers.clear(); });
    // A closed socket's operations hold its connection until they have ended as well.
    EXPECT_TRUE(eventually([] { return live_http_connections() + live_ws_connections() == 0; }));
    runtime.stop();
    server.reset();
  }
  template <class Function>
  void on_strand(Function function) {
    if (runtime.stopped()) return function();
    // Shared: it still runs for a moment after the future is ready.
    const auto task = std::make_shared<std::packaged_task<void()>>(std::move(function));
    std::future<void> done = task->get_future();
    runtime.post([task] { (*task)(); });
    done.get();
  }
  /// Until `condition`, asked on the strand, holds.
  template <class Condition>
  bool eventually(Condition condition, milliseconds timeout = seconds(10)) {
    const auto until = steady_clock::now() + timeout;
    for (bool holds = false; steady_clock::now() < until; ::usleep(2000)) {
      on_strand([&] { holds = condition(); });
      if (holds) return true;
    }
    return false;
  }
  std::string get(const std::string& path, const std::string& fields = {}) {
    RawClient client(port);
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    return client.answer();
  }

  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
  FakeHub hub;
  FakeAuth auth;
  IoRuntime runtime{std::make_shared<SteadyClock>(), log};
  std::unique_ptr<HttpServer> server;
  int port = 0;
};

}  // namespace pdum::rfb::testing
