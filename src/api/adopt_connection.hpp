#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <pdum/rfb/adopt.hpp>

#include "net/http_server.hpp"

namespace pdum::rfb {

/// Hands a connection over; where `server` throws instead of telling which one serves it, the socket is
/// closed and its end told before the exception goes on.
template <class GetServer>
void adopt_connection(UniqueFd socket, std::string_view request, AdoptOptions options, GetServer server) {
  HttpServer* found = nullptr;
  try {
    found = server();
  } catch (const std::exception&) {
    socket = UniqueFd();
    if (options.on_end) options.on_end();
    throw;
  }
  found->adopt(std::move(socket), std::string(request), std::move(options));
}

}  // namespace pdum::rfb
