#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_connection.hpp"
#include "support/net/fake_hub.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {

using std::chrono::seconds;

/// Connections over memory streams to a server with a fake hub; none may be left at the end.
class HttpConnectionTest : public ::testing::Test {
 protected:
  HttpConnectionTest() {
    core->guard.host = "127.0.0.1";
    core->content_security_policy = "default-src 'none'";
    core->hub = &hub;
    core->auth = &auth;
  }
  std::shared_ptr<MemoryPeer> connect() {
    auto peer = std::make_shared<MemoryPeer>();
    serve_connection(core, std::make_unique<MemoryStream>(loop, peer));
    loop.run_ready();
    return peer;
  }
  std::string send(MemoryPeer& peer, std::string_view bytes) {
    peer.send(bytes);
    loop.run_ready();
    return peer.take_received();
  }
  std::string request(std::string_view bytes) { return send(*connect(), bytes); }
  std::string get(std::string_view path, std::string_view fields = {}) {
    return request("GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1:8765\r\n" +
                   std::string(fields) + "\r\n");
  }
  static int status(const std::string& answer) {
    int status = 0;
    if (answer.size() >= 12) std::from_chars(answer.data() + 9, answer.data() + 12, status);
    return status;
  }
  static bool closes(const std::string& answer) {
    return answer.find("\r\nConnection: close\r\n") != std::string::npos;
  }
  static std::string body(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
  }
  void TearDown() override {
    hub.viewers.clear();
    core->connections.abort_all();
    loop.advance(seconds(60));
    EXPECT_EQ(core->connections.size(), 0U);
    EXPECT_EQ(live_http_connections(), 0);
    EXPECT_EQ(live_ws_connections(), 0);
  }

  ManualLoop loop;
  FakeHub hub;
  FakeAuth auth;
  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
  std::shared_ptr<ServerCore> core = std::make_shared<ServerCore>(loop.context(), loop, log);
};

}  // namespace pdum::rfb::testing
