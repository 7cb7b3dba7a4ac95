#pragma once

#include <memory>

#include "net/byte_stream.hpp"
#include "net/listen_socket.hpp"

namespace boost::asio {
class io_context;
}

namespace pdum::rfb {

/// An accepted TCP socket, set up for interactive frames: no delay, little unsent in the kernel, dead peers
/// found by keep-alive and user timeout. Null when the socket died meanwhile.
std::unique_ptr<ByteStream> make_tcp_stream(boost::asio::io_context& context, UniqueFd socket);

}  // namespace pdum::rfb
