#include "net/http_connection.hpp"

#include <gtest/gtest.h>

#include <charconv>

#include "net/http_response.hpp"
#include "support/net/fake_hub.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {
namespace {

using std::chrono::seconds;

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

TEST_F(HttpConnectionTest, AnswersAndKeepsTheConnection) {
  const auto peer = connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = send(*peer, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status(answer), 200);
    EXPECT_EQ(body(answer), "ok\n");
    EXPECT_FALSE(closes(answer));
  }
}

TEST_F(HttpConnectionTest, AnswersPipelinedRequestsInOrder) {
  const std::string one = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const auto answers = request(one + "GET /streams HTTP/1.1\r\nHost: localhost\r\n\r\n" + one);
  const auto streams = answers.find("\"side\"");
  ASSERT_NE(streams, std::string::npos);
  EXPECT_LT(answers.find("ok\n"), streams);
  EXPECT_GT(answers.rfind("ok\n"), streams);
}

TEST_F(HttpConnectionTest, EveryRouteRefusesAForeignHostBeforeAnythingElse) {
  for (const char* path : {"/", "/default", "/health", "/streams", "/streams/default/metrics", "/metrics",
                           "/recorded-events", "/recorded-events/reset", "/assets/x.js", "/no/such/thing"}) {
    const auto answer = request("GET " + std::string(path) + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_EQ(status(answer), 403) << path;
    EXPECT_TRUE(closes(answer)) << path;
  }
  EXPECT_EQ(status(request(ws_request("/", "evil.example"))), 403);
  EXPECT_EQ(core->refused_requests, 11U);
  EXPECT_TRUE(hub.viewers.empty());
  EXPECT_NE(log->all().find("192.0.2.7"), std::string::npos);
}

TEST_F(HttpConnectionTest, RefusesAForeignOriginOfAnUpgrade) {
  EXPECT_EQ(status(request(ws_request("/", "127.0.0.1:8765", "Origin: http://evil.example\r\n"))), 403);
  EXPECT_TRUE(hub.viewers.empty());
}

TEST_F(HttpConnectionTest, GivesCorsFieldsToListedOriginsOnly) {
  auto origins = parse_origins(std::vector<std::string>{"https://app.example"});
  ASSERT_TRUE(origins);
  core->guard.origins = *origins;
  const auto listed = get("/streams", "Origin: https://app.example\r\n");
  EXPECT_EQ(status(listed), 200);
  EXPECT_NE(listed.find("Access-Control-Allow-Origin: https://app.example\r\n"), std::string::npos) << listed;
  EXPECT_NE(listed.find("Vary: Origin\r\n"), std::string::npos);
  EXPECT_EQ(get("/streams").find("Access-Control"), std::string::npos);
}

TEST_F(HttpConnectionTest, TakesNoBody) {
  EXPECT_EQ(status(get("/health", "Content-Length: 5\r\n")), 400);
  EXPECT_EQ(status(get("/health", "Transfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(status(get("/health", "Transfer-Encoding: identity\r\n")), 400);
  EXPECT_EQ(status(get("/health", "Content-Length: 0\r\n")), 200);
  EXPECT_EQ(status(get("/health", "Content-Length: 0\r\nContent-Length: 3\r\n")), 400);
  EXPECT_TRUE(closes(get("/health", "Content-Length: 5\r\n")));
}

TEST_F(HttpConnectionTest, ATargetHas2048BytesAtMost) {
  const auto target = [](std::size_t bytes) { return "/health?" + std::string(bytes - 8, 'a'); };
  EXPECT_EQ(status(get(target(2048))), 200);
  EXPECT_EQ(status(get(target(2049))), 414);
}

TEST_F(HttpConnectionTest, ARequestHas64FieldsAtMost) {
  std::string fields;  // the host is one as well
  for (int i = 1; i < 64; ++i) fields += "X-Field-" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(status(get("/health", fields)), 200);
  EXPECT_EQ(status(get("/health", fields + "X-Field-64: 1\r\n")), 431);
}

TEST_F(HttpConnectionTest, AHeadHas8192BytesAtMost) {
  const auto head = [](std::size_t bytes) {
    const std::string text = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: \r\n\r\n";
    return std::string(text).insert(text.size() - 4, std::string(bytes - text.size(), 'a'));
  };
  EXPECT_EQ(status(request(head(8192))), 200);
  EXPECT_EQ(status(request(head(8193))), 431);
}

TEST_F(HttpConnectionTest, AHeadWithoutAnEndIsRefusedAtTheLimit) {
  const auto peer = connect();
  const auto endless = send(*peer, "GET /health HTTP/1.1\r\nX: " + std::string(10'000, 'a'));
  EXPECT_EQ(status(endless), 431);
  EXPECT_TRUE(closes(endless));
}

TEST_F(HttpConnectionTest, RefusesWhatIsNotHttp) {
  for (const char* text :
       {"\x16\x03\x01 tls\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET http://evil/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
    const auto answer = request(text);
    EXPECT_EQ(status(answer), 400) << text;
    EXPECT_TRUE(closes(answer)) << text;
  }
}

TEST_F(HttpConnectionTest, OldHttpGetsAnAnswerAndNoUpgrade) {
  const auto answer = request("GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(status(answer), 200);
  EXPECT_TRUE(closes(answer));
  std::string upgrade = ws_request("/", "localhost");
  upgrade.replace(upgrade.find("HTTP/1.1"), 8, "HTTP/1.0");
  EXPECT_EQ(status(request(upgrade)), 400);
}

TEST_F(HttpConnectionTest, ClosesAfterAHundredRequests) {
  const auto peer = connect();
  for (int i = 1; i <= 100; ++i) {
    const auto answer = send(*peer, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_EQ(status(answer), 200) << i;
    ASSERT_EQ(closes(answer), i == 100) << i;
  }
  EXPECT_TRUE(peer->send_was_shut);
}

TEST_F(HttpConnectionTest, NoByteExtendsTheDeadlineOfTheHead) {
  const auto peer = connect();
  for (int i = 0; i < 9; ++i) {
    loop.advance(seconds(1));
    send(*peer, "G");
    ASSERT_FALSE(peer->closed);
  }
  loop.advance(seconds(2));
  EXPECT_TRUE(peer->closed);
}

TEST_F(HttpConnectionTest, IdleConnectionsEndAfter15Seconds) {
  const auto peer = connect();
  send(*peer, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  loop.advance(seconds(14));
  EXPECT_FALSE(peer->closed);
  loop.advance(seconds(2));
  EXPECT_TRUE(peer->closed);
}

TEST_F(HttpConnectionTest, AReaderThatTakesNothingIsCut) {
  const auto peer = connect();
  peer->take_bytes(false);
  send(*peer, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  loop.advance(seconds(21));
  EXPECT_TRUE(peer->was_reset);
}

TEST_F(HttpConnectionTest, TheOldestPendingConnectionMakesRoom) {
  std::vector<std::shared_ptr<MemoryPeer>> peers;
  for (int i = 0; i < 130; ++i) peers.push_back(connect());
  EXPECT_TRUE(peers[0]->was_reset);
  EXPECT_TRUE(peers[1]->was_reset);
  EXPECT_FALSE(peers[2]->closed);
  EXPECT_EQ(core->connections.size(), 128U);
  EXPECT_EQ(status(send(*peers[2], "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")), 200);
  peers.push_back(connect());
  EXPECT_FALSE(peers[2]->closed) << "it has made a whole request and is young again";
  EXPECT_TRUE(peers[3]->was_reset);
}

TEST_F(HttpConnectionTest, UpgradedViewersAreNoLongerPendingOnceTheySpoke) {
  const auto silent = connect();
  send(*silent, ws_request("/", "localhost"));
  const auto viewer = connect();
  send(*viewer, ws_request("/", "localhost"));
  send(*viewer, ws_text("hello"));
  for (int i = 0; i < 140; ++i) connect();
  EXPECT_TRUE(silent->was_reset);
  EXPECT_FALSE(viewer->closed);
}

TEST_F(HttpConnectionTest, AnUpgradeCostsNobodyItsPlace) {
  std::vector<std::shared_ptr<MemoryPeer>> peers;
  for (int i = 0; i < 128; ++i) peers.push_back(connect());
  EXPECT_EQ(status(send(*peers[5], ws_request("/", "localhost"))), 101);
  for (const auto& peer : peers) EXPECT_FALSE(peer->was_reset);
  EXPECT_EQ(core->connections.size(), 128U);
}

TEST_F(HttpConnectionTest, ViewersClosedForTheirFirstMessageArePendingStill) {
  hub.on_accept = [](EchoViewer& viewer) { viewer.answer_with_close = CloseCode::not_hello; };
  std::vector<std::shared_ptr<MemoryPeer>> peers;
  for (int i = 0; i < 140; ++i) {
    peers.push_back(connect());
    send(*peers.back(), ws_request("/", "localhost"));
    send(*peers.back(), ws_text("x"));
  }
  EXPECT_EQ(core->connections.size(), 128U) << "each close takes a second and a descriptor";
  for (std::size_t i = 0; i < peers.size(); ++i) EXPECT_EQ(peers[i]->was_reset, i < 12) << i;
}

TEST_F(HttpConnectionTest, ViewersThatEndArePendingAgain) {
  std::vector<std::shared_ptr<MemoryPeer>> peers;
  for (int i = 0; i < 140; ++i) {
    peers.push_back(connect());
    send(*peers.back(), ws_request("/", "localhost"));
    send(*peers.back(), ws_text("hello"));
  }
  EXPECT_EQ(core->connections.size(), 140U);
  for (std::size_t i = 0; i < 70; ++i) send(*peers[i], ws_close(1000));
  for (std::size_t i = 70; i < 140; ++i) hub.viewers[i]->channel->close(CloseCode::policy, {});
  loop.run_ready();
  EXPECT_EQ(core->connections.size(), 128U);
  EXPECT_TRUE(peers[0]->was_reset);
  EXPECT_FALSE(peers[139]->was_reset);
}

TEST_F(HttpConnectionTest, AServerThatGoesAwaySaysSoToEveryViewer) {
  std::vector<std::shared_ptr<MemoryPeer>> peers;
  for (int i = 0; i < 140; ++i) {
    peers.push_back(connect());
    send(*peers.back(), ws_request("/", "localhost"));
    send(*peers.back(), ws_text("hello"));
    peers.back()->take_received();
  }
  core->connections.shut_down_all();
  loop.run_ready();
  for (const auto& peer : peers) {
    const auto frame = take_frame(peer->received);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->close_code(), 1001);
    EXPECT_FALSE(peer->was_reset);
  }
}

TEST_F(HttpConnectionTest, AConnectionThatCannotBeSetUpLeavesNothing) {
  const auto peer = std::make_shared<MemoryPeer>();
  loop.refuse_timers(true);
  EXPECT_THROW(serve_connection(core, std::make_unique<MemoryStream>(loop, peer)), std::bad_alloc);
  loop.refuse_timers(false);
  EXPECT_TRUE(peer->closed);
  EXPECT_EQ(core->connections.size(), 0U);
}

TEST_F(HttpConnectionTest, OfferedCompressionIsNotTaken) {
  const auto answer = request(ws_request(
      "/", "localhost", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
  EXPECT_EQ(status(answer), 101);
  EXPECT_EQ(answer.find("Extensions"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("deflate"), std::string::npos) << answer;
}

TEST_F(HttpConnectionTest, TwoAnswersWithRecordedEventsAreUnderWayAtMost) {
  hub.records = true;
  constexpr std::string_view kRequest = "GET /recorded-events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::vector<std::shared_ptr<MemoryPeer>> slow = {connect(), connect()};
  for (const auto& peer : slow) {
    peer->take_bytes(false);
    send(*peer, kRequest);
  }
  const auto third = connect();
  const auto refused = send(*third, kRequest);
  EXPECT_EQ(status(refused), 503);
  EXPECT_NE(refused.find("Retry-After: "), std::string::npos);
  EXPECT_NE(body(refused).find("try again"), std::string::npos);
  slow[0]->take_bytes(true);
  loop.run_ready();
  EXPECT_EQ(status(slow[0]->take_received()), 200);
  EXPECT_EQ(status(send(*third, kRequest)), 200);
  loop.advance(seconds(21));
  EXPECT_TRUE(slow[1]->was_reset);
  EXPECT_EQ(status(get("/recorded-events")), 200) << "whoever is cut makes room as well";
}

TEST_F(HttpConnectionTest, HandsTheUpgradeToTheHub) {
  const auto peer = connect();
  const auto answer = send(*peer, ws_request("/side/more?a=1&b", "localhost",
                                             "Cookie: session=secret; x=1\r\nX-Twice: 1\r\nX-Twice: 2\r\n"));
  EXPECT_EQ(status(answer), 101);
  ASSERT_EQ(hub.viewers.size(), 1U);
  const AuthContext& context = hub.viewers[0]->context;
  EXPECT_EQ(context.stream, "side");
  EXPECT_EQ(context.path, "/side/more");
  EXPECT_EQ(context.query, "a=1&b");
  EXPECT_EQ(context.remote, "192.0.2.7");
  EXPECT_EQ(context.cookies.at("session"), "secret");
  EXPECT_EQ(context.headers.at("x-twice"), "1, 2");
  std::string echo = send(*peer, ws_text("hello"));
  EXPECT_EQ(take_frame(echo)->payload, "hello");
}

TEST_F(HttpConnectionTest, TheEmptyPathIsTheDefaultStream) {
  request(ws_request("/", "localhost"));
  ASSERT_EQ(hub.viewers.size(), 1U);
  EXPECT_EQ(hub.viewers[0]->context.stream, "default");
}

TEST_F(HttpConnectionTest, ANameThatNoStreamCanHaveIsTheHubsToRefuse) {
  for (const char* path : {"/health", "/bad%20name", "//"}) {
    hub.viewers.clear();
    request(ws_request(path, "localhost"));
    ASSERT_EQ(hub.viewers.size(), 1U) << path;
    EXPECT_EQ(hub.viewers[0]->context.stream, "") << path;
  }
}

TEST_F(HttpConnectionTest, RefusesBrokenHandshakesAndClosesThem) {
  const auto check = [&](std::string text, int expected) {
    const auto answer = request(text);
    EXPECT_EQ(status(answer), expected) << text;
    EXPECT_TRUE(closes(answer)) << text;
  };
  const std::string good = ws_request("/", "localhost");
  const auto without = [&](std::string_view line, std::string_view instead = {}) {
    std::string text = good;
    return text.replace(text.find(line), line.size(), instead);
  };
  check(without("Sec-WebSocket-Version: 13\r\n"), 426);
  check(without("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"), 426);
  check(without("Sec-WebSocket-Key: dGhl", "Sec-WebSocket-Key: "), 400);
  check(without("Connection: Upgrade\r\n"), 400);
  check(without("Upgrade: websocket", "Upgrade: h2c"), 400);
  check(without("GET", "POST"), 400);
  check(good + ws_text("too early"), 400);
  EXPECT_TRUE(hub.viewers.empty());
}

TEST_F(HttpConnectionTest, TheHookGuardsEverythingButHealthAndThePage) {
  auth.is_required = true;
  hub.records = true;
  for (const char* path : {"/streams", "/streams/default/metrics", "/metrics", "/metrics?format=prometheus",
                           "/recorded-events", "/recorded-events/reset", "/no/such/thing"}) {
    const auto refused = get(path);
    EXPECT_EQ(status(refused), 401) << path;
    EXPECT_NE(refused.find("WWW-Authenticate: Bearer"), std::string::npos);
    EXPECT_NE(status(get(path, "Authorization: Bearer secret\r\n")), 401) << path;
    EXPECT_NE(status(get(path, "Cookie: a=b; session=secret\r\n")), 401) << path;
  }
  const int runs = auth.runs;
  EXPECT_EQ(status(get("/health")), 200);
  EXPECT_EQ(status(get("/")), 200);
  EXPECT_EQ(status(get("/assets/none.js")), 404);
  EXPECT_EQ(auth.runs, runs);
  auth.busy = true;
  EXPECT_EQ(status(get("/streams")), 503);
}

TEST_F(HttpConnectionTest, HeadHasTheLengthAndNoBody) {
  const auto answer = request("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(status(answer), 200);
  EXPECT_NE(answer.find("Content-Length: 3\r\n"), std::string::npos);
  EXPECT_EQ(body(answer), "");
}

TEST_F(HttpConnectionTest, AClosingServerAnswersNobody) {
  core->hub = nullptr;
  core->auth = nullptr;
  EXPECT_EQ(status(get("/streams")), 503);
  EXPECT_EQ(status(request(ws_request("/", "localhost"))), 503);
}

TEST_F(HttpConnectionTest, EveryOperationMayFail) {
  for (int fail_at = 0;; ++fail_at) {
    const auto peer = std::make_shared<MemoryPeer>();
    peer->fail_at = fail_at;
    peer->read_chunk = peer->write_chunk = 60;
    serve_connection(core, std::make_unique<MemoryStream>(loop, peer));
    send(*peer, "GET /streams HTTP/1.1\r\nHost: localhost\r\n\r\n");
    send(*peer, ws_request("/", "localhost"));
    send(*peer, ws_text("hello") + ws_close(1000));
    peer->end();
    loop.advance(seconds(5));
    EXPECT_TRUE(peer->closed) << fail_at;
    EXPECT_EQ(core->connections.size(), 0U) << fail_at;
    if (!peer->failed) break;
  }
  for (const auto& viewer : hub.viewers) EXPECT_EQ(viewer->closes.size(), 1U);
  EXPECT_FALSE(hub.viewers.empty());
}

}  // namespace
}  // namespace pdum::rfb::testing
