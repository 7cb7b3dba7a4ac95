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

/// The answer that one call of an `AsyncAuthenticator` owes. Copies are about the same question: the first
/// `accept` or `refuse` of any of them counts, later ones do nothing, and when the last copy goes without an
/// answer that refuses.
///
/// Thread safety: any thread, at any time, the display may be gone. Never waits, runs nothing of the
/// application's.
class AuthReply {
 public:
  /// One that tells `answered`, once, null for a refusal: for tests of a hook.
  explicit AuthReply(std::function<void(std::shared_ptr<const Principal>)> answered);

  void accept(Principal principal = {}) const;
  void accept(std::shared_ptr<const Principal> principal) const noexcept;  ///< null refuses
  void refuse() const noexcept;

 private:
  class State;
  std::shared_ptr<State> state_;
};

/// As `Authenticator`, for a check whose result comes later, to a callback of the application's own: it keeps
/// the reply, returns soon and answers from any thread. The context lives as long as the call: copy what is
/// needed later.
///
/// Threads: called as an `Authenticator` is, 8 at once. 72 requests in all may wait for their call or their
/// answer, further ones are told to come back later. The 10 s end at the answer: afterwards the viewer is
/// refused, an answer that comes later is ignored and the request no longer counts. An exception refuses,
/// unless there is an answer already, and is logged. `close` waits for calls only, as for an `Authenticator`,
/// never for answers.
using AsyncAuthenticator = std::function<void(const AuthContext&, AuthReply)>;

/// Lets in whoever shows `token`: viewers in their `hello` (the page takes it from its address,
/// `http://host:port/#token=…`), HTTP routes as `Authorization: Bearer …`. They become `principal`. How long
/// a comparison takes does not tell where two tokens differ. Throws `Error(invalid_argument)` for an empty
/// token.
Authenticator token_authenticator(std::string token, Principal principal = {});

}  // namespace pdum::rfb
