#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pdum/rfb/error.hpp>

#include "net/listener.hpp"
#include "net_server_bench.hpp"

namespace pdum::rfb::testing {
namespace {

using NetAbuse = NetServerBench;

milliseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

TEST_F(NetAbuse, AGoodViewerJoinsThroughAThousandSlowLoris) {
  start();
  std::vector<RawClient> drips;
  for (int i = 0; i < 900; ++i) {
    drips.emplace_back(port);
    if (!drips.back().connected()) break;
    drips.back().send("GET / HT");
  }
  ASSERT_GE(drips.size(), 200U) << "too few file descriptors for this test";
  RawClient good(port);
  ASSERT_TRUE(good.upgrade());
  good.send(ws_text("hello"));
  EXPECT_EQ(good.frame()->payload, "hello");
  EXPECT_TRUE(drips.front().wait_for_end()) << "the oldest one makes room";
}

TEST_F(NetAbuse, HalfOpenUpgradesMakeRoomToo) {
  start();
  std::vector<RawClient> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(port);
    silent.back().upgrade();
  }
  RawClient good(port);
  ASSERT_TRUE(good.upgrade());
  good.send(ws_text("hello"));
  EXPECT_EQ(good.frame()->payload, "hello");
  EXPECT_TRUE(silent.front().wait_for_end());
}

TEST_F(NetAbuse, APeerThatNeverReadsHoldsUpNobody) {
  start();
  RawClient stalled(port);
  RawClient good(port);
  ASSERT_TRUE(stalled.upgrade());
  ASSERT_TRUE(good.upgrade("/", "Cookie: good=1\r\n"));
  ASSERT_TRUE(eventually([&] { return hub.viewers.size() == 2; }));
  const auto payload = std::make_shared<const Bytes>(4'000'000, std::byte{1});
  for (int round = 0; round < 5; ++round) {
    on_strand([&] {
      for (const auto& viewer : hub.viewers) {
        const bool is_good = viewer->context.cookies.contains("good");
        if (is_good || round < 2) viewer->channel->send_frame("f", payload);
      }
    });
    ASSERT_TRUE(good.frame()) << round;
  }
  on_strand([&] {
    EXPECT_TRUE(hub.viewers[0]->closes.empty()) << "one in write and one waiting is within the limits";
    for (const auto& viewer : hub.viewers) {
      if (!viewer->context.cookies.contains("good")) viewer->channel->send_frame("over", payload);
    }
  });
  EXPECT_TRUE(stalled.wait_for_end());
  good.send(ws_text("still here"));
  EXPECT_EQ(good.frame()->payload, "still here");
}

TEST_F(NetAbuse, OversizedMessagesAndLateBytesAreRefused) {
  start();
  RawClient big(port);
  ASSERT_TRUE(big.upgrade());
  big.send(ws_text(std::string(70'000, 'x')));
  const auto frame = big.frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1009);
  RawClient early(port);
  early.send(ws_request("/", "localhost") + ws_text("early"));
  const auto answer = early.answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << answer;
  EXPECT_TRUE(early.wait_for_end());
}

TEST_F(NetAbuse, SilentViewersAreFoundByPings) {
  ServeOptions options;
  options.ping_interval = std::chrono::milliseconds(100);
  start(options);
  RawClient silent(port);
  ASSERT_TRUE(silent.upgrade());
  const auto ping = silent.frame();
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->opcode, kPing);
  EXPECT_TRUE(silent.wait_for_end(seconds(5)));
  EXPECT_TRUE(eventually([&] { return hub.viewers.at(0)->closes.size() == 1; }));
}

TEST_F(NetAbuse, ClosesWithin2SecondsWhateverTheViewersDo) {
  start();
  std::vector<RawClient> rude;
  for (int i = 0; i < 100; ++i) {
    rude.emplace_back(port);
    ASSERT_TRUE(rude.back().upgrade());
    rude.back().send(ws_text("hello"));
  }
  const auto payload = std::make_shared<const Bytes>(3'000'000, std::byte{1});
  on_strand([&] {
    for (std::size_t i = 0; i < hub.viewers.size(); i += 2) hub.viewers[i]->channel->send_frame("f", payload);
  });
  const auto start_of_close = steady_clock::now();
  server->close();
  EXPECT_LE(since(start_of_close), milliseconds(2200));
  on_strand([&] {
    for (const auto& viewer : hub.viewers) EXPECT_EQ(viewer->closes.size(), 1U);
  });
}

/// Lowers the limit on open files to what is open now and `spare` more.
class FewFiles {
 public:
  explicit FewFiles(unsigned spare) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int probe = ::dup(0);
    ::close(probe);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(probe) + spare;
    works_ = probe > 0 && ::setrlimit(RLIMIT_NOFILE, &few) == 0;
  }
  ~FewFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewFiles(const FewFiles&) = delete;
  FewFiles& operator=(const FewFiles&) = delete;
  bool works() const noexcept { return works_; }

 private:
  rlimit before_{};
  bool works_ = false;
};

TEST_F(NetAbuse, AcceptSurvivesRunningOutOfFiles) {
  start();
  RawClient waiting;
  {
    const FewFiles few(1);
    if (!few.works()) GTEST_SKIP() << "setrlimit(RLIMIT_NOFILE) is not allowed here";
    waiting = RawClient(port);
    ASSERT_TRUE(waiting.connected());
    waiting.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return server->accept_errors() >= 2; }));
    EXPECT_LE(server->accept_errors(), 60U) << "it spins";
  }
  EXPECT_TRUE(waiting.answer().starts_with("HTTP/1.1 200")) << log->all();
  EXPECT_NE(log->all().find("ulimit -n"), std::string::npos);
}

TEST_F(NetAbuse, AStartWithoutFilesLeftIsAnErrorThatSaysSo) {
  const FewFiles few(1);  // enough for the socket, not for the poller behind it
  if (!few.works()) GTEST_SKIP() << "setrlimit(RLIMIT_NOFILE) is not allowed here";
  try {
    start();
    FAIL() << "it started";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), make_error_code(ErrorCode::system));
    EXPECT_NE(std::string(error.what()).find("ulimit -n"), std::string::npos) << error.what();
  }
}

TEST_F(NetAbuse, NoErrorOfAcceptEndsTheListener) {
  const int errors[] = {ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTO, EINTR, EPERM, EINVAL};
  std::atomic<std::size_t> call{0};
  std::atomic<int> accepted{0};
  Listener listener(runtime.context(), runtime, log, [&](int fd) {
    const std::size_t at = call++;
    if (at >= std::size(errors)) return Listener::accept_socket(fd);
    errno = errors[at];
    return -1;
  });
  ListenSockets sockets = open_listen_sockets("127.0.0.1", 0);
  const int free_port = sockets.port;
  on_strand([&] { listener.start(std::move(sockets), [&](UniqueFd) { ++accepted; }); });
  RawClient client(free_port);
  EXPECT_TRUE(eventually([&] { return accepted == 1; }));
  EXPECT_EQ(listener.accept_errors(), 5U) << "five of them are for want of a resource";
  on_strand([&] { listener.close(); });
}

}  // namespace
}  // namespace pdum::rfb::testing
