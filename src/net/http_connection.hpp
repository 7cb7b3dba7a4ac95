#pragma once

#include <memory>
#include <string>

#include "net/byte_stream.hpp"
#include "net/server_core.hpp"

namespace pdum::rfb {

/// Serves one accepted connection: request after request, until it is closed or becomes a WebSocket. Strand
/// only. An exception (no memory) leaves nothing of it.
void serve_connection(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream);

/// How a connection came from another HTTP server.
struct Handover {
  std::string stream;     ///< name of the one that is watched; empty: as the path says
  bool answered = false;  ///< the 101 has been sent, and `stream` swallows ours
};

/// Serves a connection whose first request another server has read: `request` is its head. Only a WebSocket
/// handshake is taken. Else as above.
void serve_handover(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream, std::string request,
                    Handover handover);

/// Living connections, for tests.
int live_http_connections() noexcept;

}  // namespace pdum::rfb
