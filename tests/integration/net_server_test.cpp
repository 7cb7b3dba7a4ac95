#include "net_server_bench.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <set>
#include <thread>

#include <pdum/rfb/error.hpp>

#include "net/listen_socket.hpp"

namespace pdum::rfb::testing {
namespace {

using NetServer = NetServerBench;

TEST_F(NetServer, ServesThePageHealthAndStreams) {
  start();
  const auto page = get("/");
  EXPECT_TRUE(page.starts_with("HTTP/1.1 200")) << page;
  EXPECT_NE(page.find("Content-Type: text/html"), std::string::npos);
  EXPECT_NE(page.find("Content-Security-Policy: default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("<!doctype html>"), std::string::npos) << page;
  EXPECT_TRUE(get("/health").ends_with("\r\n\r\nok\n"));
  EXPECT_NE(get("/streams").find("\"name\":\"default\""), std::string::npos);
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(port) + "/");
  EXPECT_TRUE(server->loopback_only());
}

TEST_F(NetServer, EchoesThroughAWebSocket) {
  start();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  client.send(ws_text("hello"));
  EXPECT_EQ(client.frame()->payload, "hello");
  on_strand([&] {
    EXPECT_EQ(hub.viewers.at(0)->channel->remote(), "127.0.0.1");
    EXPECT_TRUE(hub.viewers.at(0)->channel->min_rtt().has_value());
  });
  client.close();
  EXPECT_TRUE(eventually([&] { return hub.viewers.at(0)->closes.size() == 1; }));
}

TEST_F(NetServer, CarriesBigFramesAndSaysWhenTheyAreGone) {
  start();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  const auto payload = std::make_shared<const Bytes>(8'000'000, std::byte{7});
  ASSERT_TRUE(eventually([&] { return hub.viewers.size() == 1; }));
  on_strand([&] {
    hub.viewers[0]->channel->send_frame("head", payload);
    EXPECT_GT(hub.viewers[0]->channel->unsent_bytes(), 1'000'000U);
    EXPECT_GT(hub.viewers[0]->channel->unacked_bytes(), 1'000'000U);
  });
  const auto frame = client.frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->payload.size(), 8'000'004U);
  EXPECT_TRUE(eventually([&] { return hub.viewers[0]->writable == 1; }));
  on_strand([&] { EXPECT_EQ(hub.viewers[0]->channel->unsent_bytes(), 0U); });
}

TEST_F(NetServer, TellsViewersThatItGoesAway) {
  start();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  ASSERT_TRUE(eventually([&] { return hub.viewers.size() == 1; }));
  std::thread closing([&] { server->close(); });
  const auto frame = client.frame();
  closing.join();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1001);
  on_strand([&] { EXPECT_EQ(hub.viewers.at(0)->closes.size(), 1U); });
}

TEST_F(NetServer, CloseOnTheStrandOnlyBegins) {
  start();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  on_strand([&] { server->close(); });
  EXPECT_TRUE(client.wait_for_end());
  EXPECT_FALSE(RawClient(port).connected());
}

TEST_F(NetServer, APortThatIsTakenIsAnError) {
  start();
  ServerOptions options;
  options.port = port;
  HttpServer second(runtime, options, hub, auth, log);
  try {
    second.start();
    FAIL() << "the port was taken twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), make_error_code(ErrorCode::address_in_use));
    EXPECT_NE(std::string(error.what()).find(std::to_string(port)), std::string::npos) << error.what();
  }
}

TEST_F(NetServer, HostsThatDoNotExistAreErrors) {
  // None of them makes the resolver ask the network.
  const std::string too_long = std::string(64, 'x') + ".invalid";
  for (const std::string& host : {std::string("192.0.2.1"), std::string("fe80::1%no-such-port"), too_long}) {
    ServerOptions options;
    options.host = host;
    options.port = 0;
    HttpServer other(runtime, options, hub, auth, log);
    try {
      other.start();
      FAIL() << host;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), make_error_code(ErrorCode::bind_failed)) << error.what();
      EXPECT_NE(std::string(error.what()).find(host), std::string::npos) << error.what();
    }
  }
}

TEST_F(NetServer, BadOptionsAreErrors) {
  ServerOptions options;
  options.origins = {"not an origin"};
  EXPECT_THROW(HttpServer(runtime, options, hub, auth, log), Error);
  options.origins = {};
  options.frame_ancestors = {"'self'; script-src *"};
  EXPECT_THROW(HttpServer(runtime, options, hub, auth, log), Error);
}

bool can_bind_loopback_v6() {
  const UniqueFd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  return fd && ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

TEST_F(NetServer, LocalhostIsBothFamiliesOnOnePort) {
  ServerOptions options;
  options.host = "localhost";
  start(options);
  EXPECT_TRUE(server->loopback_only());
  EXPECT_TRUE(RawClient(port, "127.0.0.1").connected());
  if (!can_bind_loopback_v6()) GTEST_SKIP() << "this machine has no ::1 to listen on";
  EXPECT_TRUE(RawClient(port, "::1").connected());
}

TEST_F(NetServer, EveryInterfaceIsNotLoopbackOnly) {
  ServerOptions options;
  options.host = "0.0.0.0";
  start(options);
  EXPECT_FALSE(server->loopback_only());
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(port) + "/");
}

std::set<int> open_sockets() {
  std::set<int> fds;
  DIR* folder = ::opendir("/dev/fd");
  while (const dirent* entry = ::readdir(folder)) {
    int fd = -1;
    std::from_chars(entry->d_name, entry->d_name + std::strlen(entry->d_name), fd);
    int type = 0;
    socklen_t size = sizeof(type);
    if (fd >= 0 && ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0) fds.insert(fd);
  }
  ::closedir(folder);
  return fds;
}

TEST_F(NetServer, NoSocketIsInheritedByChildren) {
  const auto before = open_sockets();
  start();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  int checked = 0;
  for (const int fd : open_sockets()) {
    if (before.contains(fd) || fd == client.fd()) continue;
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
    EXPECT_NE(::fcntl(fd, F_GETFL) & O_NONBLOCK, 0) << fd;
    ++checked;
  }
  EXPECT_EQ(checked, 2) << "the listener and the viewer";
}

TEST_F(NetServer, ViewersSocketsAreSetUpForFrames) {
  start();
  const auto listening = open_sockets();
  RawClient client(port);
  ASSERT_TRUE(client.upgrade());
  int checked = 0;
  for (const int fd : open_sockets()) {
    if (listening.contains(fd) || fd == client.fd()) continue;
    ++checked;
    const auto option = [&](int level, int name) {
      int value = -1;
      socklen_t size = sizeof(value);
      ::getsockopt(fd, level, name, &value, &size);
      return value;
    };
    EXPECT_EQ(option(IPPROTO_TCP, TCP_NODELAY), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 20'000);
    EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 15);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPINTVL), 5);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPCNT), 3);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_NOTSENT_LOWAT), 16 * 1024);
  }
  EXPECT_EQ(checked, 1) << "the viewer";
}

}  // namespace
}  // namespace pdum::rfb::testing
