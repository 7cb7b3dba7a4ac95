#include "ws_channel_bench.hpp"

namespace pdum::rfb::testing {
namespace {

TEST_F(WsChannelTest, AnswersTheHandshakeWithoutExtensions) {
  open();
  EXPECT_EQ(handshake.substr(0, 12), "HTTP/1.1 101");
  EXPECT_NE(handshake.find(kWsAccept), std::string::npos) << handshake;
  EXPECT_EQ(handshake.find("Extensions"), std::string::npos);
  ASSERT_TRUE(viewer);
  EXPECT_EQ(channel().remote(), "192.0.2.7");
  EXPECT_EQ(channel().min_rtt(), Duration(1500));
}

TEST_F(WsChannelTest, CarriesTextsBothWays) {
  open();
  viewer->echo = true;
  send(ws_text("hello") + ws_text(""));
  EXPECT_EQ(viewer->texts, (std::vector<std::string>{"hello", ""}));
  EXPECT_EQ(first_messages, 1);
  const auto out = frames();
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].opcode, kText);
  EXPECT_EQ(out[0].payload, "hello");
}

TEST_F(WsChannelTest, CountsBinaryMessagesOfThePeer) {
  open();
  send(ws_frame(kBinary, "12345"));
  EXPECT_EQ(viewer->binary_bytes, 5U);
  EXPECT_TRUE(viewer->texts.empty());
}

TEST_F(WsChannelTest, SendsPrefixAndPayloadAsOneUnfragmentedBinaryMessage) {
  open();
  const auto payload = payload_of(200'000);
  channel().send_frame("head", payload);
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].opcode, kBinary);
  EXPECT_TRUE(out[0].fin);
  EXPECT_EQ(out[0].payload.size(), 200'004U);
  EXPECT_EQ(out[0].payload.substr(0, 5), "headZ");
  EXPECT_EQ(payload.use_count(), 1) << "the payload is held after it was written";
}

TEST_F(WsChannelTest, ControlMessagesOvertakeTheWaitingFrame) {
  open();
  peer->take_bytes(false);
  channel().send_frame("A", payload_of(1));
  channel().send_frame("B", payload_of(1));
  channel().send_text("behind", SendOrder::after_frames);
  channel().send_text("ahead");
  peer->take_bytes(true);
  const auto out = frames();
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[0].payload, "AZ");
  EXPECT_EQ(out[1].payload, "ahead");
  EXPECT_EQ(out[2].payload, "BZ");
  EXPECT_EQ(out[3].payload, "behind");
}

TEST_F(WsChannelTest, ASecondWaitingFrameEndsThisViewerOutsideTheCall) {
  open();
  peer->take_bytes(false);
  for (int i = 0; i < 3; ++i) channel().send_frame("x", payload_of(10));
  EXPECT_TRUE(viewer->closes.empty());
  loop.run_ready();
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
  EXPECT_TRUE(peer->was_reset);
  EXPECT_EQ(gone, 1);
}

TEST_F(WsChannelTest, ControlMessagesBeyond256KiBEndThisViewer) {
  open();
  peer->take_bytes(false);
  const std::string kilobyte(1024, 'x');
  for (int i = 0; i < 257; ++i) channel().send_text(kilobyte);  // one is being written
  loop.run_ready();
  EXPECT_TRUE(viewer->closes.empty());
  channel().send_text(kilobyte);
  loop.run_ready();
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal});
}

TEST_F(WsChannelTest, CountsWhatWaitsHereAndInTheKernel) {
  open();
  EXPECT_EQ(channel().unsent_bytes(), 0U);
  peer->take_bytes(false);
  peer->unsent = 100;
  peer->unacked = 300;
  channel().send_frame("ab", payload_of(1000));
  channel().send_text("xyz");
  EXPECT_EQ(channel().unsent_bytes(), 100U + 1002 + 3);
  EXPECT_EQ(channel().unacked_bytes(), 300U + 1002 + 3);
}

TEST_F(WsChannelTest, SaysWritableOnceWhenLittleIsLeft) {
  open();
  peer->unsent = 100'000;
  channel().send_text("x");
  loop.advance(milliseconds(100));
  EXPECT_EQ(viewer->writable, 0);
  peer->unsent = 16 * 1024 - 2;
  loop.advance(milliseconds(100));
  EXPECT_EQ(viewer->writable, 1);
  peer->unsent = 0;
  channel().send_text("x");
  loop.advance(milliseconds(100));
  EXPECT_EQ(viewer->writable, 1) << "it was never above the limit";
}

TEST_F(WsChannelTest, AStreamThatCannotBeWaitedForEndsItsViewer) {
  open();
  peer->unsent = 100'000;
  peer->fail_at = peer->operations + 1;  // the write before it works
  channel().send_text("x");
  loop.advance(milliseconds(100));
  EXPECT_TRUE(peer->failed);
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::abnormal}) << "and not one that never becomes writable";
}

TEST_F(WsChannelTest, SaysWritableAfterAMessageThatWaitedHere) {
  open();
  peer->take_bytes(false);
  channel().send_frame("x", payload_of(50'000));
  peer->take_bytes(true);
  loop.advance(milliseconds(10));
  EXPECT_EQ(viewer->writable, 1);
}

TEST_F(WsChannelTest, AnExceptionOfTheHandlerEndsItsViewerOnly) {
  open();
  struct Thrower final : ChannelHandler {
    void on_text(std::string_view) override { throw std::bad_alloc(); }
    void on_binary(std::size_t) override {}
    void on_writable() override {}
    void on_closed(CloseCode) override { ++closed; }
    int closed = 0;
  };
  const auto thrower = std::make_shared<Thrower>();
  channel().start(thrower);
  send(ws_text("boom"));
  EXPECT_EQ(thrower->closed, 1);
  EXPECT_NE(log->all().find("could not be handled"), std::string::npos);
}

}  // namespace
}  // namespace pdum::rfb::testing
