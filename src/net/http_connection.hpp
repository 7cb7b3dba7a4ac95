#pragma once

#include <memory>

#include "net/byte_stream.hpp"
#include "net/server_core.hpp"

namespace pdum::rfb {

/// Serves one accepted connection: request after request, until it is closed or becomes a WebSocket. Strand
/// only. An exception (no memory) leaves nothing of it.
void serve_connection(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream);

/// Living connections, for tests.
int live_http_connections() noexcept;

}  // namespace pdum::rfb
