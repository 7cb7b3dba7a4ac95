#include "net/http_connection.hpp"

#include "http_connection_bench.hpp"

namespace pdum::rfb::testing {
namespace {

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
