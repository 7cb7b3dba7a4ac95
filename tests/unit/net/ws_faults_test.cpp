// Every operation of the stream failing once.
#include <functional>
#include <map>

#include "ws_channel_bench.hpp"

namespace pdum::rfb::testing {
namespace {

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
                                [&](std::unique_ptr<ViewerChannel> channel) {
                                  viewer = std::make_shared<EchoViewer>(std::move(channel), AuthContext());
                                  viewer->channel->start(viewer);
                                },
                            .on_first_message = [] {},
                            .on_closing = [] {},
                            .on_gone = [&] { ++gone; }});
    connection->accept(std::string(kWsKey));
  }
  const auto act = [&](const std::function<void(ViewerChannel&)>& action) {
    loop.run_ready();
    if (viewer) action(*viewer->channel);
    loop.run_ready();
  };
  peer->send(ws_text("hello"));
  act([&](ViewerChannel& channel) { channel.send_text("config", SendOrder::after_frames); });
  act([&](ViewerChannel& channel) {
    channel.send_frame("head", payload_of(3000));
    channel.send_frame("head", payload_of(300));
    channel.send_text("stats");
  });
  peer->unsent = 20'000;
  act([&](ViewerChannel& channel) { channel.send_text("waits until little is unsent"); });
  peer->unsent = 0;
  loop.advance(milliseconds(10));
  peer->send(ws_frame(kPing, "p") + ws_text("ack"));
  act([&](ViewerChannel& channel) { channel.close(CloseCode::going_away, "bye"); });
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
