#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "net_server_bench.hpp"

namespace pdum::rfb::testing {
namespace {

/// Another HTTP server's listening socket.
class OtherServer {
 public:
  OtherServer() : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listening_.get(), 8);
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  int port() const noexcept { return port_; }
  UniqueFd accept() { return UniqueFd(::accept(listening_.get(), nullptr, nullptr)); }

 private:
  UniqueFd listening_;
  int port_ = 0;
};

class NetAdopt : public NetServerBench {
 protected:
  void adopt(std::string request, AdoptOptions options = {}) {
    client = RawClient(other.port());
    options.on_end = [this] { ++ends; };
    server->adopt(other.accept(), std::move(request), std::move(options));
  }
  bool ended() {
    return eventually([this] { return ends == 1; });
  }

  OtherServer other;
  RawClient client;
  std::atomic<int> ends{0};
};

TEST_F(NetAdopt, AnswersTheHandshakeThatAnotherServerRead) {
  start();
  adopt(ws_request("/side", "localhost", "Cookie: session=secret\r\n"));
  EXPECT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  client.send(ws_text("hello"));
  EXPECT_EQ(client.frame()->payload, "hello");
  on_strand([&] {
    const AuthContext& context = hub.viewers.at(0)->context;
    EXPECT_EQ(context.stream, "side");
    EXPECT_EQ(context.remote, "127.0.0.1");
    EXPECT_EQ(context.cookies.at("session"), "secret");
  });
  EXPECT_EQ(ends, 0);
  client.send(ws_close(1000));
  EXPECT_TRUE(client.wait_for_end());
  EXPECT_TRUE(ended());
}

TEST_F(NetAdopt, TheApplicationMayNameTheStream) {
  start();
  adopt(ws_request("/app/live/view", "localhost"), {.stream = "side"});
  EXPECT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  EXPECT_TRUE(eventually([&] { return hub.viewers.size() == 1; }));
  on_strand([&] { EXPECT_EQ(hub.viewers.at(0)->context.stream, "side"); });
}

TEST_F(NetAdopt, GoesOnBehindAnAnswerThatWasSent) {
  start();
  // The first frame came together with the handshake, as far as the other server knows.
  adopt(ws_request("/", "localhost") + ws_text("early"), {.answered = true});
  EXPECT_EQ(client.frame()->payload, "early");
  client.send(ws_text("late"));
  EXPECT_EQ(client.frame()->payload, "late");
  client.close();
  EXPECT_TRUE(ended());
}

TEST_F(NetAdopt, PassesTheSameGuard) {
  start();
  const std::string foreign = ws_request("/", "localhost", "Origin: https://evil.example\r\n");
  adopt(foreign);
  const std::string answer = client.answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403")) << answer;
  EXPECT_NE(answer.find("origins"), std::string::npos) << answer;
  client.close();
  EXPECT_TRUE(ended());

  ends = 0;
  adopt(foreign, {.answered = true});
  const auto frame = client.frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1008);
  EXPECT_NE(frame->payload.find("evil.example"), std::string::npos);
  client.close();
  EXPECT_TRUE(ended());
  EXPECT_TRUE(hub.viewers.empty());
  EXPECT_EQ(server->refused_requests(), 2U);
}

TEST_F(NetAdopt, ItsOwnOriginIsThatOfTheOtherServer) {
  start();
  adopt(ws_request("/", "localhost:8080", "Origin: http://localhost:8080\r\n"));
  EXPECT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
}

TEST_F(NetAdopt, RefusesWhatIsNoHandshake) {
  start();
  const std::pair<std::string, const char*> rows[] = {
      {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "Only a WebSocket handshake"},
      {"GET / HTTP/1.1\r\nHost: local", "does not end with an empty line"},
      {"", "does not end with an empty line"},
      {"nonsense\r\n\r\n", "not an HTTP/1.1 request"},
      {ws_request("/", "localhost") + "more", "Bytes came after"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x') + "\r\n\r\n", "larger than 8192"},
  };
  for (const auto& [request, sentence] : rows) {
    ends = 0;
    adopt(request);
    const std::string answer = client.answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 4")) << answer;
    EXPECT_NE(answer.find(sentence), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
    client.close();
    EXPECT_TRUE(ended());
  }
  for (const auto& [request, sentence] : rows) {
    if (request.ends_with("more")) continue;
    ends = 0;
    adopt(request, {.answered = true});
    EXPECT_EQ(client.frame()->close_code(), 1008) << sentence;
    client.close();
    EXPECT_TRUE(ended());
  }
}

TEST_F(NetAdopt, EndsWithTheServer) {
  start();
  adopt(ws_request("/", "localhost"));
  ASSERT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  std::thread closing([&] { server->close(); });
  EXPECT_EQ(client.frame()->close_code(), 1001);
  client.close();
  closing.join();
  EXPECT_TRUE(ended());
}

TEST_F(NetAdopt, TellsTheEndOfWhatItCannotServe) {
  start();
  server->adopt(UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)), "x", {.on_end = [this] { ++ends; }});
  EXPECT_TRUE(ended());
  EXPECT_NE(log->all().find("not a connected TCP socket"), std::string::npos) << log->all();
  server->close();
  ends = 0;
  adopt(ws_request("/", "localhost"));
  EXPECT_TRUE(client.wait_for_end());
  EXPECT_TRUE(ended());
}

class NetProxies : public NetServerBench {
 protected:
  /// Address that a viewer is known by.
  std::string remote_of(const std::string& fields) {
    RawClient client(port);
    if (!client.upgrade("/", fields)) return "refused";
    EXPECT_TRUE(eventually([&] { return !hub.viewers.empty(); }));
    std::string remote;
    on_strand([&] {
      remote = hub.viewers.back()->context.remote;
      EXPECT_EQ(hub.viewers.back()->channel->remote(), remote);
      hub.viewers.clear();
    });
    return remote;
  }
};

TEST_F(NetProxies, BelievesThoseThatAreNamed) {
  ServerOptions options;
  options.trusted_proxies = {"127.0.0.0/8"};
  start(options);
  EXPECT_EQ(remote_of("X-Forwarded-For: 6.6.6.6, 192.0.2.9\r\n"), "192.0.2.9");
  EXPECT_EQ(remote_of({}), "127.0.0.1");
  EXPECT_EQ(remote_of("Origin: https://127.0.0.1:8443\r\nX-Forwarded-Proto: https\r\n"
                      "X-Forwarded-Host: 127.0.0.1:8443\r\nX-Forwarded-For: 192.0.2.9\r\n"),
            "192.0.2.9");
  EXPECT_EQ(remote_of("X-Forwarded-Host: evil.example\r\n"), "refused");
}

TEST_F(NetProxies, BelievesNobodyByDefault) {
  start();
  EXPECT_EQ(remote_of("X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Host: evil.example\r\n"), "127.0.0.1");
  EXPECT_EQ(remote_of("Origin: https://127.0.0.1:8443\r\nX-Forwarded-Proto: https\r\n"
                      "X-Forwarded-Host: 127.0.0.1:8443\r\n"),
            "refused");
}

}  // namespace
}  // namespace pdum::rfb::testing
