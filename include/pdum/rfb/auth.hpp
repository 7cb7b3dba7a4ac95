#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// What an authenticate hook may look at. All of it comes from the peer and may be a lie, except `remote` and
/// `stream`.
struct AuthContext {
  std::string token = {};                           ///< `hello.token`; empty for HTTP routes and when absent
  std::map<std::string, std::string> headers = {};  ///< request headers, names in lower case
  std::map<std::string, std::string> cookies = {};  ///< of the request, by name
  std::string path = {};                            ///< request path without the query string
  std::string query = {};                           ///< without the question mark
  std::string remote = {};                          ///< numeric address of the viewer, see `trusted_proxies`
  std::string hello = {};   ///< JSON text of the `hello` message; empty for HTTP routes
  std::string stream = {};  ///< name of the stream that is asked for
};

/// Decides who may watch, for every viewer's `hello` and every HTTP route with something to hide. Returns
/// null to refuse (close code 4401, HTTP 401).
///
/// Threads: runs on threads of the library's own, 8 at once, so it must be safe to call concurrently; no lock
/// of the library is held. 64 more requests wait, further ones are told to come back later (1013, HTTP 503).
/// The time from a request to its verdict is limited to 10 s: afterwards the viewer is refused, a verdict
/// that comes later is ignored, and a request that still waited is never asked about. An exception refuses
/// and is logged. May call any member of the display, `close` included; `close` waits for hooks only within
/// its 2 s.
using Authenticator = std::function<std::shared_ptr<const Principal>(const AuthContext&)>;

/// Lets in whoever shows `token`: viewers in their `hello` (the page takes it from its address,
/// `http://host:port/#token=…`), HTTP routes as `Authorization: Bearer …`. They become `principal`. How long
/// a comparison takes does not tell where two tokens differ. Throws `Error(invalid_argument)` for an empty
/// token.
Authenticator token_authenticator(std::string token, Principal principal = {});

}  // namespace pdum::rfb
