// Connections of another server's, through the public headers alone.
#include <pdum/rfb.hpp>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <utility>

#include "integration/serve_fixture.hpp"
#include "support/net/raw_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// Both ends of a TCP connection: a client, and the socket that a server accepted.
std::pair<RawClient, int> connection() {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(listening, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(listening, 1);
  ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
  RawClient client(ntohs(address.sin_port));
  const int accepted = ::accept(listening, nullptr, nullptr);
  ::close(listening);
  return {std::move(client), accepted};
}

ServeOptions with_cookie() {
  ServeOptions options = test_options();
  options.authenticate = [](const AuthContext& context) -> std::shared_ptr<const Principal> {
    const auto found = context.cookies.find("session");
    if (found == context.cookies.end() || found->second != "right") return nullptr;
    return std::make_shared<Principal>(Principal{.name = "somebody"});
  };
  return options;
}

TEST(ServeAdopt, TheHookFindsTheCookiesOfTheRequest) {
  Display display = serve(with_cookie());
  publish_flat(display, 100);
  auto [client, socket] = connection();
  display.adopt(socket, ws_request("/deep/inside", "localhost", "Cookie: session=right\r\n"),
                {.stream = "default"});
  ASSERT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  client.send(ws_text(kImageHello));
  EXPECT_TRUE(contains(client.frame()->payload, R"("type":"config")"));
  EXPECT_TRUE(contains(client.frame()->payload, R"("type":"image_frame")"));
  client.send(ws_text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})"));
  const auto events = gather_events(display, 1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].principal->name, "somebody");

  auto [stranger, other] = connection();
  display.adopt(other, ws_request("/", "localhost", "Cookie: session=wrong\r\n"));
  ASSERT_TRUE(stranger.answer().starts_with("HTTP/1.1 101"));
  stranger.send(ws_text(kImageHello));
  EXPECT_EQ(stranger.frame()->close_code(), 4401);
}

TEST(ServeAdopt, TakesConnectionsFromManyThreadsWhileItCloses) {
  std::atomic<int> ends{0};
  constexpr int kThreads = 4;
  constexpr int kEach = 20;
  {
    Display display = serve(test_options());
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          auto [client, socket] = connection();
          display.adopt(socket, ws_request("/", "localhost"), {.on_end = [&ends] { ++ends; }});
        }
      });
    }
    display.close();
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(ends, kThreads * kEach) << "every end is told, when the display is gone at the latest";
}

TEST(ServeAdopt, ADisplayThatWasMovedFromClosesTheSocketAndThrows) {
  Display first = serve(test_options());
  const Display second = std::move(first);
  auto [client, socket] = connection();
  bool ended = false;
  EXPECT_THROW(first.adopt(socket, "", {.on_end = [&] { ended = true; }}), Error);
  EXPECT_TRUE(ended);
  EXPECT_TRUE(client.wait_for_end());
}

}  // namespace
}  // namespace pdum::rfb
