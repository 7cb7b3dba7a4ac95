#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// What an authenticate hook may look at. All of it comes from the peer, except `remote` and `stream`.
struct AuthContext {
  std::string token;                           ///< `hello.token`; empty for HTTP routes and when absent
  std::map<std::string, std::string> headers;  ///< request headers, names in lower case
  std::map<std::string, std::string> cookies;
  std::string path;    ///< request path without the query string
  std::string query;   ///< without the question mark
  std::string remote;  ///< numeric address of the peer
  std::string hello;   ///< JSON text of the `hello` message; empty for HTTP routes
  std::string stream;  ///< name of the stream that is asked for
};

/// Decides who may watch. Returns null to refuse (close code 4401, HTTP 401). Runs on a thread of the
/// library's own, not more than 8 at once, without any lock held; an exception or more than 10 s refuses.
using Authenticator = std::function<std::shared_ptr<const Principal>(const AuthContext&)>;

}  // namespace pdum::rfb
