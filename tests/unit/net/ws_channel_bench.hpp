#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "net/ws_channel.hpp"
#include "support/net/fake_hub.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline SharedPayload payload_of(std::size_t bytes) {
  return std::make_shared<const Bytes>(bytes, std::byte{0x5a});
}

/// A channel over a memory stream, its viewer and its peer.
class WsChannelTest : public ::testing::Test {
 protected:
  void open(WsSettings settings = {}) {
    connection =
        make_ws_connection(loop.context(), loop, log, settings, std::make_unique<MemoryStream>(loop, peer),
                           {.on_open =
                                [this](std::unique_ptr<ViewerChannel> channel) {
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
  ViewerChannel& channel() { return *viewer->channel; }
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

}  // namespace pdum::rfb::testing
