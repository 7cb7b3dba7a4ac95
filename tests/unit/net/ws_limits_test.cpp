// What one peer may send, how much and how fast.
#include "ws_channel_bench.hpp"

namespace pdum::rfb::testing {
namespace {

TEST_F(WsChannelTest, AnOversizedMessageCloses1009) {
  open({.max_message_bytes = 1000});
  send(ws_text(std::string(1001, 'x')));
  peer->end();
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 1009);
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::too_big});
  EXPECT_TRUE(viewer->texts.empty());
}

TEST_F(WsChannelTest, AnOversizedMessageInFragmentsCloses1009) {
  open({.max_message_bytes = 1000});
  send(ws_frame(kText, std::string(600, 'x'), false) + ws_frame(kContinuation, std::string(600, 'x')));
  peer->end();
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 1009);
}

TEST_F(WsChannelTest, TextThatIsNotUtf8Closes1007) {
  open();
  send(ws_text("\xff\xfe"));
  peer->end();
  const auto out = frames();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].close_code(), 1007);
  EXPECT_EQ(viewer->closes, std::vector{CloseCode::bad_text});
}

TEST_F(WsChannelTest, AMessageOfExactlyTheLimitIsDelivered) {
  for (const std::size_t chunk : {MemoryPeer::kNoLimit, std::size_t{1}, std::size_t{300}}) {
    peer = std::make_shared<MemoryPeer>();
    peer->read_chunk = chunk;
    open({.max_message_bytes = 1000});
    const std::string limit(1000, 'x');
    send(ws_text(limit));
    send(ws_frame(kText, limit, false) + ws_frame(kContinuation, ""));
    send(ws_frame(kText, limit.substr(1), false) + ws_frame(kContinuation, "", false) +
         ws_frame(kContinuation, "x"));
    EXPECT_EQ(viewer->texts, (std::vector<std::string>{limit, limit, limit})) << chunk;
    EXPECT_TRUE(viewer->closes.empty()) << chunk;
  }
}

TEST_F(WsChannelTest, OneByteMoreThanTheLimitCloses1009) {
  const std::string limit(1000, 'x');
  for (const std::string& message :
       {ws_text(limit + 'x'), ws_frame(kText, limit, false) + ws_frame(kContinuation, "x"),
        ws_frame(kText, limit, false) + ws_frame(kContinuation, "", false) + ws_frame(kContinuation, "x")}) {
    peer = std::make_shared<MemoryPeer>();
    open({.max_message_bytes = 1000});
    send(message);
    peer->end();
    const auto out = frames();
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].close_code(), 1009);
    EXPECT_EQ(viewer->closes, std::vector{CloseCode::too_big});
    EXPECT_TRUE(viewer->texts.empty());
  }
}

TEST_F(WsChannelTest, APeerThatDoesNotTakeTheHandshakeIsResetAfter10Seconds) {
  peer->take_bytes(false);
  open();
  loop.advance(milliseconds(9900));
  EXPECT_FALSE(peer->closed);
  loop.advance(milliseconds(200));
  EXPECT_TRUE(peer->was_reset);
  EXPECT_EQ(gone, 1);
  EXPECT_FALSE(viewer);
}

TEST_F(WsChannelTest, TheDeadlineOfTheHandshakeEndsWithIt) {
  open({.ping_interval = Duration(0)});
  loop.advance(seconds(30));
  EXPECT_FALSE(peer->closed);
}

TEST_F(WsChannelTest, TooManyMessagesPauseReadingAndCloseNothing) {
  open();
  std::string burst;
  for (int i = 0; i < 10'000; ++i) burst += ws_text("m");
  send(burst);
  const auto at_once = viewer->texts.size();
  EXPECT_GE(at_once, 4000U);
  EXPECT_LE(at_once, 4500U);
  loop.advance(seconds(1));
  EXPECT_GE(viewer->texts.size(), at_once + 1500);
  EXPECT_LE(viewer->texts.size(), at_once + 2500);
  loop.advance(seconds(5));
  EXPECT_EQ(viewer->texts.size(), 10'000U);
  EXPECT_TRUE(viewer->closes.empty());
}

TEST_F(WsChannelTest, TooManyBytesPauseReadingAndCloseNothing) {
  open();
  constexpr std::size_t kMessage = 50'000;
  constexpr std::size_t kMiB = 1024 * 1024;
  constexpr std::size_t kSlack = 2 * kMessage;  // what was read when the budget ended is delivered later
  std::string burst;
  for (int i = 0; i < 100; ++i) burst += ws_frame(kBinary, std::string(kMessage, 'b'));
  send(burst);
  const auto at_once = viewer->binary_bytes;
  EXPECT_GE(at_once, 2 * kMiB - kSlack);
  EXPECT_LE(at_once, 2 * kMiB + kSlack);
  loop.advance(seconds(1));
  EXPECT_GE(viewer->binary_bytes, at_once + kMiB - kSlack);
  EXPECT_LE(viewer->binary_bytes, at_once + kMiB + kSlack);
  loop.advance(seconds(3));
  EXPECT_EQ(viewer->binary_bytes, 100 * kMessage);
  EXPECT_TRUE(viewer->closes.empty());
}

TEST_F(WsChannelTest, HandlesAtMost64MessagesInOneTurn) {
  struct TurnCounter final : ChannelHandler {
    explicit TurnCounter(const ManualLoop& loop_in) : loop(loop_in) {}
    void on_text(std::string_view) override { ++messages[loop.turns()]; }
    void on_binary(std::size_t) override {}
    void on_writable() override {}
    void on_closed(CloseCode) override {}
    const ManualLoop& loop;
    std::map<std::size_t, int> messages;  ///< by turn
  };
  open();
  const auto counter = std::make_shared<TurnCounter>(loop);
  channel().start(counter);
  std::string burst;
  for (int i = 0; i < 1000; ++i) burst += ws_text("m");
  send(burst);
  int all = 0;
  for (const auto& [turn, count] : counter->messages) {
    EXPECT_LE(count, 64) << turn;
    all += count;
  }
  EXPECT_EQ(all, 1000);
}

TEST_F(WsChannelTest, PingsAndEmptyFragmentsSpendTheBudgetToo) {
  open();
  std::string flood = ws_frame(kText, "", false);
  for (int i = 0; i < 4000; ++i) flood += ws_frame(kPing, "") + ws_frame(kContinuation, "", false);
  send(flood + ws_frame(kContinuation, "behind the flood"));
  EXPECT_TRUE(viewer->texts.empty());
  loop.advance(seconds(3));
  EXPECT_EQ(viewer->texts, std::vector<std::string>{"behind the flood"});
  EXPECT_TRUE(viewer->closes.empty());
}

}  // namespace
}  // namespace pdum::rfb::testing
