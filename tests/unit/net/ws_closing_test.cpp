// How a WebSocket ends, whoever ends it and however.
#include "ws_channel_bench.hpp"

namespace pdum::rfb::testing {
namespace {

TEST_F(WsChannelTest, AFirstMessageThatIsAnsweredWithACloseDoesNotCount) {
  open();
  viewer->answer_with_close = CloseCode::not_hello;
  send(ws_text("x"));
  EXPECT_EQ(viewer->texts.size(), 1U);
  EXPECT_EQ(first_messages, 0);
  EXPECT_EQ(closings, 1);
}

TEST_F(WsChannelTest, SaysWhenItsEndBeginsUnlessTheServerGoes) {
  open();
  channel().close(CloseCode::going_away, {});
  EXPECT_EQ(closings, 0);
  peer = std::make_shared<MemoryPeer>();
  open();
  send(ws_close(1001));
  EXPECT_EQ(closings, 1);
  peer = std::make_shared<MemoryPeer>();
  open({.max_message_bytes = 1000});
  send(ws_text(std::string(1001, 'x')));
  EXPECT_EQ(closings, 2);
}

TEST_F(WsChannelTest, MayBeAbortedWhileItsEndBegins) {
  abort_when_closing = true;
  open();
  channel().close(CloseCode::policy, {});
  loop.run_ready();
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
  EXPECT_TRUE(peer->was_reset);
  for (const std::string& last : {ws_close(1000), ws_text(std::string(70'000, 'x'))}) {
    peer = std::make_shared<MemoryPeer>();
    open();
    send(last);
    EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
    EXPECT_TRUE(peer->was_reset);
  }
}

TEST_F(WsChannelTest, APeerThatStaysAfterItsErrorIsCutInASecond) {
  open({.max_message_bytes = 1000});
  send(ws_text(std::string(1001, 'x')));
  EXPECT_TRUE(viewer->closes.empty());
  loop.advance(milliseconds(1100));
  EXPECT_EQ(viewer->closes.size(), 1U);
  EXPECT_TRUE(peer->closed);
}

TEST_F(WsChannelTest, AnswersThePeersClose) {
  open();
  send(ws_close(1001));
  peer->end();
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 1001);
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::going_away});
}

TEST_F(WsChannelTest, APeerThatVanishesIsAbnormal) {
  open();
  peer->end();
  loop.run_ready();
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
}

TEST_F(WsChannelTest, CloseSendsCodeAndReasonAndEndsWithThePeersAnswer) {
  open();
  channel().close(CloseCode::no_hello, "no hello in time");
  auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 4408);
  EXPECT_EQ(out[0].payload.substr(2), "no hello in time");
  EXPECT_TRUE(viewer->closes.empty());
  send(ws_close(4408));
  peer->end();
  loop.run_ready();
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::no_hello});
  EXPECT_EQ(gone, 1);
}

TEST_F(WsChannelTest, AnUnansweredCloseEndsAfterOneSecond) {
  open();
  channel().close(CloseCode::going_away, std::string(500, 'r'));
  channel().close(CloseCode::policy, "again");
  loop.advance(milliseconds(900));
  EXPECT_TRUE(viewer->closes.empty());
  loop.advance(milliseconds(200));
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::going_away});
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].payload.size(), 125U);
}

TEST_F(WsChannelTest, ACloseBehindAStuckWriteBecomesAReset) {
  open();
  peer->take_bytes(false);
  peer->unacked = 100'000;
  channel().send_frame("x", payload_of(100'000));
  channel().close(CloseCode::going_away, {});
  loop.advance(milliseconds(1100));
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::going_away});
  EXPECT_TRUE(peer->was_reset);
}

TEST_F(WsChannelTest, ThePeersCloseBehindAStuckWriteEndsInASecondToo) {
  open();
  peer->take_bytes(false);
  channel().send_frame("x", payload_of(100'000));
  send(ws_close(1000));
  loop.advance(milliseconds(1100));
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::normal});
  EXPECT_TRUE(peer->closed);
}

TEST_F(WsChannelTest, NothingIsDeliveredAfterClose) {
  open();
  peer->send(ws_text("one") + ws_text("two"));
  channel().close(CloseCode::policy, {});
  loop.run_ready();
  EXPECT_TRUE(viewer->texts.empty());
  channel().send_text("never");
  channel().send_frame("never", payload_of(1));
  for (const auto& frame : frames()) EXPECT_EQ(frame.opcode, kClose);
}

TEST_F(WsChannelTest, DestroyingTheChannelSaysGoodbye) {
  open();
  viewer->channel.reset();
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 1001);
}

TEST_F(WsChannelTest, PingsAndKeepsAPeerThatAnswers) {
  open();
  for (int i = 0; i < 8; ++i) {
    loop.advance(seconds(15));
    const auto out = frames();
    ASSERT_EQ(out.size(), 1U) << i;
    EXPECT_EQ(out[0].opcode, kPing);
    send(ws_frame(kPong, out[0].payload));
  }
  EXPECT_TRUE(viewer->closes.empty());
}

TEST_F(WsChannelTest, ASilentPeerIsCutAfterTwoPingIntervals) {
  open();
  loop.advance(seconds(29));
  EXPECT_TRUE(viewer->closes.empty());
  loop.advance(seconds(2));
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
  EXPECT_TRUE(peer->was_reset);
}

TEST_F(WsChannelTest, AStoppedProcessCondemnsNobody) {
  open();
  loop.advance(seconds(14));
  loop.jump(seconds(100));
  EXPECT_TRUE(viewer->closes.empty());
  loop.advance(seconds(31));
  EXPECT_EQ(viewer->closes.size(), 1U) << "but it has to be heard then";
}

TEST_F(WsChannelTest, APeerThatTakesNothingFor20SecondsIsReset) {
  open();
  peer->take_bytes(false);
  peer->unacked = 5000;
  channel().send_frame("x", payload_of(100'000));
  for (int i = 0; i < 19; ++i) {
    loop.advance(seconds(1));
    send(ws_frame(kPong, ""));
  }
  EXPECT_TRUE(viewer->closes.empty());
  loop.advance(seconds(6));
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
  EXPECT_TRUE(peer->was_reset);
}

}  // namespace
}  // namespace pdum::rfb::testing
