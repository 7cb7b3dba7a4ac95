#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/executor.hpp"
#include "net/byte_stream.hpp"
#include "net/tls_context.hpp"

namespace pdum::rfb {

/// The server's side of TLS over `below`. The first read drives the handshake. `on_failure` hears once, on
/// the strand, why TLS came to nothing: a sentence of ours or OpenSSL's, never bytes of the peer.
std::unique_ptr<ByteStream> make_tls_stream(Executor& executor, const SharedSslContext& context,
                                            std::unique_ptr<ByteStream> below,
                                            std::function<void(std::string_view why)> on_failure);

/// Living ones, for tests.
int live_tls_streams() noexcept;

}  // namespace pdum::rfb
