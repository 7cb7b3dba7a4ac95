#pragma once

#include <functional>
#include <string>

namespace pdum::rfb {

/// How a connection is taken over from another HTTP server, see `Display::adopt`.
struct AdoptOptions {
  /// Name of the stream that is watched; empty: the first part of the request's path names it.
  std::string stream = {};
  /// The other server has sent the answer "101 Switching Protocols" already. Then bytes that came after it
  /// may follow the request, and a refusal is said as a WebSocket close, code 1008.
  bool answered = false;
  /// Called once, when the library has closed its socket, after a refusal as well. For servers that keep the
  /// connection's own socket and gave a duplicate. On a thread of the library's, or inside `close`; must not
  /// throw.
  std::function<void()> on_end = {};
};

}  // namespace pdum::rfb
