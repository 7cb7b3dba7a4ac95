#include "net/ws_channel.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "support/net/fake_hub.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

SharedPayload payload_of(std::size_t bytes) {
  return std::make_shared<const Bytes>(bytes, std::byte{0x5a});
}

class WsChannelTest : public ::testing::Test {
 protected:
  void open(WsSettings settings = {}) {
    connection =
        make_ws_connection(loop.context(), loop, log, settings, std::make_unique<MemoryStream>(loop, peer),
                           {.on_open =
                                [this](std::unique_ptr<MessageChannel> channel) {
                                  viewer = std::make_shared<EchoViewer>(std::move(channel), AuthContext());
                                  viewer->echo = false;
                                  viewer->channel->start(viewer);
                                },
                            .on_first_message = [this] { ++first_messages; },
                            .on_closing =
                                [this] {
                                  ++closings;
                                  if (abort_when_closing) connection->abort();
                                },
                            .on_gone = [this] { ++gone; }});
    connection->accept(std::string(kWsKey));
    loop.run_ready();
    handshake = peer->take_received();
  }
  MessageChannel& channel() { return *viewer->channel; }
  void send(std::string_view bytes) {
    peer->send(bytes);
    loop.run_ready();
  }
  std::vector<ServerFrame> frames() {
    loop.run_ready();
    received += peer->take_received();
    std::vector<ServerFrame> result;
    while (auto frame = take_frame(received)) result.push_back(std::move(*frame));
    return result;
  }
  void TearDown() override {
    connection.reset();
    viewer.reset();
    loop.advance(seconds(60));
    EXPECT_EQ(live_ws_connections(), 0);
  }

  ManualLoop loop;
  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
  std::shared_ptr<MemoryPeer> peer = std::make_shared<MemoryPeer>();
  std::shared_ptr<WsConnection> connection;
  std::shared_ptr<EchoViewer> viewer;
  std::string handshake;
  std::string received;
  int first_messages = 0;
  int closings = 0;
  bool abort_when_closing = false;
  int gone = 0;
};

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

/// Connect, greet, stream and close, with the operation of that number failing. Returns whether one failed.
bool run_scenario(int fail_at, std::size_t chunk) {
  ManualLoop loop;
  const auto log = std::make_shared<CapturedLog>();
  const auto peer = std::make_shared<MemoryPeer>();
  peer->fail_at = fail_at;
  peer->read_chunk = peer->write_chunk = chunk;
  std::shared_ptr<EchoViewer> viewer;
  int gone = 0;
  {
    const auto connection =
        make_ws_connection(loop.context(), loop, log, {}, std::make_unique<MemoryStream>(loop, peer),
                           {.on_open =
                                [&](std::unique_ptr<MessageChannel> channel) {
                                  viewer = std::make_shared<EchoViewer>(std::move(channel), AuthContext());
                                  viewer->channel->start(viewer);
                                },
                            .on_first_message = [] {},
                            .on_closing = [] {},
                            .on_gone = [&] { ++gone; }});
    connection->accept(std::string(kWsKey));
  }
  const auto act = [&](const std::function<void(MessageChannel&)>& action) {
    loop.run_ready();
    if (viewer) action(*viewer->channel);
    loop.run_ready();
  };
  peer->send(ws_text("hello"));
  act([&](MessageChannel& channel) { channel.send_text("config", SendOrder::after_frames); });
  act([&](MessageChannel& channel) {
    channel.send_frame("head", payload_of(3000));
    channel.send_frame("head", payload_of(300));
    channel.send_text("stats");
  });
  peer->unsent = 20'000;
  act([&](MessageChannel& channel) { channel.send_text("waits until little is unsent"); });
  peer->unsent = 0;
  loop.advance(milliseconds(10));
  peer->send(ws_frame(kPing, "p") + ws_text("ack"));
  act([&](MessageChannel& channel) { channel.close(CloseCode::going_away, "bye"); });
  peer->send(ws_close(1001));
  peer->end();
  loop.advance(seconds(5));
  EXPECT_EQ(gone, 1) << "operation " << fail_at;
  if (viewer) {
    EXPECT_EQ(viewer->closes.size(), 1U) << "operation " << fail_at;
  }
  viewer.reset();
  loop.advance(seconds(60));
  EXPECT_EQ(live_ws_connections(), 0) << "operation " << fail_at;
  return peer->failed;
}

TEST(WsChannelFaults, EveryOperationMayFail) {
  int fail_at = 0;
  while (run_scenario(fail_at, MemoryPeer::kNoLimit)) ++fail_at;
  EXPECT_GT(fail_at, 8) << "the scenario did nothing";
}

TEST(WsChannelFaults, EveryOperationMayFailInShortReadsAndWrites) {
  int fail_at = 0;
  while (run_scenario(fail_at, 97)) ++fail_at;
  EXPECT_GT(fail_at, 40);
}

TEST(WsChannelFaults, WorksOneByteAtATime) {
  EXPECT_FALSE(run_scenario(-1, 1));
}

}  // namespace
}  // namespace pdum::rfb::testing
