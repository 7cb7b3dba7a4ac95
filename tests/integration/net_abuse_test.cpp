#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <thread>

#include <pdum/rfb/error.hpp>

#include "net/listener.hpp"
#include "net_server_bench.hpp"
#include "support/net/manual_loop.hpp"

namespace pdum::rfb::testing {
namespace {

using NetAbuse = NetServerBench;

milliseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

/// Another limit on open files while it lives.
class FileLimit {
 public:
  static rlimit now() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
  }
  explicit FileLimit(rlim_t files) : before_(now()) {
    const rlimit other{files, before_.rlim_max};
    works_ = ::setrlimit(RLIMIT_NOFILE, &other) == 0;
  }
  ~FileLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  bool works() const noexcept { return works_; }

 private:
  const rlimit before_;
  bool works_ = false;
};

TEST_F(NetAbuse, AGoodViewerJoinsThroughAThousandSlowLoris) {
  constexpr rlim_t kNeeded = 2500;
  const FileLimit all(FileLimit::now().rlim_max);
  if (FileLimit::now().rlim_cur < kNeeded) {
    GTEST_SKIP() << "only " << FileLimit::now().rlim_cur << " files may be open here (ulimit -Hn), not "
                 << kNeeded;
  }
  start();
  std::vector<RawClient> drips;
  for (int i = 0; i < 1000; ++i) {
    drips.emplace_back(port);
    ASSERT_TRUE(drips.back().connected()) << i;
    drips.back().send("GET / HT");
    // Not more at once than the backlog holds, or TCP repeats the rest after a second.
    on_strand([] {});
    const std::size_t oldest = drips.size() - 160;
    ASSERT_TRUE(drips.size() <= 160 || drips[oldest].wait_for_end()) << "the oldest one makes room";
  }
  const auto joining = steady_clock::now();
  RawClient good(port);
  ASSERT_TRUE(good.upgrade());
  good.send(ws_text("hello"));
  EXPECT_EQ(good.frame()->payload, "hello");
  EXPECT_LE(since(joining), seconds(1));
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
  ServerOptions options;
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
  const auto heard = [&] {
    return std::count_if(hub.viewers.begin(), hub.viewers.end(),
                         [](const auto& viewer) { return viewer->texts.size() == 1; });
  };
  ASSERT_TRUE(eventually([&] { return heard() == 100; }));
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

/// So many files as are open now, and `spare` more.
rlim_t open_files_and(unsigned spare) {
  const int probe = ::dup(0);
  ::close(probe);
  return static_cast<rlim_t>(probe) + spare;
}

TEST_F(NetAbuse, AcceptSurvivesRunningOutOfFiles) {
  start();
  RawClient waiting;
  {
    const FileLimit few(open_files_and(1));
    if (!few.works()) GTEST_SKIP() << "setrlimit(RLIMIT_NOFILE) is not allowed here";
    waiting = RawClient(port);
    ASSERT_TRUE(waiting.connected());
    waiting.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return server->accept_errors() >= 1; }));
    const auto starved = steady_clock::now();
    const auto before = server->accept_errors();
    std::this_thread::sleep_for(seconds(1));
    const auto tries = server->accept_errors() - before;
    EXPECT_GE(tries, 3U) << "every 200 ms";
    EXPECT_LE(tries, static_cast<std::uint64_t>(since(starved) / milliseconds(200)) + 1) << "it spins";
  }
  const auto relieved = steady_clock::now();
  EXPECT_TRUE(waiting.answer().starts_with("HTTP/1.1 200")) << log->all();
  EXPECT_LE(since(relieved), seconds(1));
  EXPECT_NE(log->all().find("ulimit -n"), std::string::npos);
}

TEST_F(NetAbuse, AStartWithoutFilesLeftIsAnErrorThatSaysSo) {
  const FileLimit few(open_files_and(1));  // enough for the socket, not for the poller behind it
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
  EXPECT_EQ(listener.accept_errors(), 7U) << "all but ECONNABORTED and EINTR wait for the next try";
  on_strand([&] { listener.close(); });
}

TEST(NetAccept, IsTriedAgainEvery200Milliseconds) {
  ManualLoop loop;
  const auto log = std::make_shared<CapturedLog>();
  int calls = 0;
  bool starved = true;
  Listener listener(loop.context(), loop, log, [&](int fd) {
    ++calls;
    if (!starved) return Listener::accept_socket(fd);
    errno = EMFILE;
    return -1;
  });
  ListenSockets sockets = open_listen_sockets("127.0.0.1", 0);
  const int port = sockets.port;
  int accepted = 0;
  listener.start(std::move(sockets), [&](UniqueFd) { ++accepted; });
  const RawClient client(port);
  loop.run_ready();
  EXPECT_EQ(listener.accept_errors(), 1U);
  loop.advance(seconds(1));
  EXPECT_EQ(listener.accept_errors(), 6U);
  EXPECT_EQ(calls, 6);
  starved = false;
  loop.advance(milliseconds(199));
  EXPECT_EQ(accepted, 0);
  loop.advance(milliseconds(1));
  EXPECT_EQ(accepted, 1);
  listener.close();
}

TEST_F(NetAbuse, AnExceptionOnTheWayToAConnectionLeavesThePortOpen) {
  Listener listener(runtime.context(), runtime, log);
  ListenSockets sockets = open_listen_sockets("127.0.0.1", 0);
  const int free_port = sockets.port;
  int calls = 0;
  std::vector<UniqueFd> accepted;
  on_strand([&] {
    listener.start(std::move(sockets), [&](UniqueFd socket) {
      if (++calls == 1) throw std::bad_alloc();
      accepted.push_back(std::move(socket));
    });
  });
  RawClient unlucky(free_port);
  EXPECT_TRUE(unlucky.wait_for_end()) << "its socket is closed";
  EXPECT_TRUE(eventually([&] { return listener.accept_errors() == 1; }));
  const RawClient next(free_port);
  EXPECT_TRUE(eventually([&] { return accepted.size() == 1; }));
  EXPECT_NE(log->all().find("bad_alloc"), std::string::npos) << log->all();
  on_strand([&] { listener.close(); });
}

}  // namespace
}  // namespace pdum::rfb::testing
