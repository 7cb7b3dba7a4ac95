// How much, how long and how many: what connections may take, and who makes room.
#include "http_connection_bench.hpp"

namespace pdum::rfb::testing {
namespace {

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

}  // namespace
}  // namespace pdum::rfb::testing
