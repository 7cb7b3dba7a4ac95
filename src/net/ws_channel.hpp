#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/executor.hpp"
#include "core/log.hpp"
#include "core/viewer_channel.hpp"
#include "net/byte_stream.hpp"
#include "net/connection_set.hpp"

namespace boost::asio {
class io_context;
}

namespace pdum::rfb {

struct WsSettings {
  std::size_t max_message_bytes = 65536;
  Duration ping_interval = std::chrono::seconds(15);
  std::string remote = {};  ///< numeric address of the viewer; empty: that of the stream
};

/// What the owner of a WebSocket hears of it. Called on the strand.
struct WsEvents {
  std::function<void(std::unique_ptr<ViewerChannel>)> on_open;  ///< the handshake is through
  std::function<void()> on_first_message;                       ///< the handler took it and did not close
  /// From now on it takes up to 1 s and serves nobody. Not for a server that goes away: its viewers hear so,
  /// however many they are.
  std::function<void()> on_closing;
  std::function<void()> on_gone;  ///< last call
};

/// The server's side of one WebSocket. Its life: accepting → open → closing → dead; each edge once. Only this
/// class reads, writes, pings and closes the stream; a close waits for the message being written, and after 1
/// s becomes a closed socket.
class WsConnection : public Connection {
 public:
  /// Answers the handshake and begins. `key` is the value of Sec-WebSocket-Key.
  virtual void accept(const std::string& key) = 0;
};

/// `executor` and `context` are one strand.
std::shared_ptr<WsConnection> make_ws_connection(boost::asio::io_context& context, Executor& executor,
                                                 std::shared_ptr<LogSink> log, const WsSettings& settings,
                                                 std::unique_ptr<ByteStream> stream, WsEvents events);

/// Living connections, for tests.
int live_ws_connections() noexcept;

}  // namespace pdum::rfb
