#include "cli/benchmark/ws_client.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {

bool can_connect_tls() {
  return false;
}

std::unique_ptr<ByteClient> connect_tls(int, const Connecting&) {
  throw Failure("This build speaks no TLS.");
}

}  // namespace pdum::rfb::cli
