#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/adopt.hpp>
#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/display.hpp>
#include <pdum/rfb/error.hpp>
#include <pdum/rfb/message_channel.hpp>
#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

class ServerImpl;

/// Any number of named streams on one port: `http://host:port/<name>` is the page of each. Streams are
/// independent in size, encoder, options and viewers, and come and go while others are watched. The one
/// called `default` is also found at `/`.
///
/// Made by `serve_server`, which owns what it returns: closing or destroying it ends the server and all its
/// streams. `Display::server` gives another handle of a server, whose end changes nothing.
///
/// Thread safety: every member may be called from any thread at any time, callbacks of the library included,
/// except that moving and destroying need the usual exclusive access. A server that was moved from throws
/// `Error(closed)` from every call, and so does the copy in a child process after `fork`. One that has been
/// closed throws it from `add_stream`, `remove_stream` and `attach`.
class Server {
 public:
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();  ///< `close()`, unless this handle came from `Display::server`

  /// Opens a stream. `name`: 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-', and none of the server's own
  /// addresses
  /// (`health`, `metrics`, `streams`, `recorded-events`, `assets`, `demo`). The display owns the stream:
  /// closing or destroying it is `remove_stream`.
  ///
  /// Throws `Error`: `invalid_argument` for a name that is taken or not possible and for an option out of
  /// range, `unavailable` for an encoder that is not there, `closed` after `close`.
  Display add_stream(std::string_view name, const StreamOptions& options = {});
  /// The same with a size in pixels, in place of that in `options`.
  Display add_stream(std::string_view name, int width, int height, StreamOptions options = {});
  /// Closes a stream: its displays return `closed`, its viewers get a goodbye (1001), the name is free again.
  /// Waits a second at most until the viewers have been told. Throws `Error`: `invalid_argument` for an
  /// unknown name, `closed` after `close`.
  void remove_stream(std::string_view name);
  /// Another handle of an open stream, whose end changes nothing. Throws `Error(invalid_argument)` for an
  /// unknown name.
  Display stream(std::string_view name) const;
  std::vector<std::string> streams() const;  ///< names of the open streams, sorted

  /// As `Display::adopt`, for the stream that `options` or the path of the request name.
  void adopt(int socket, std::string_view request, AdoptOptions options = {});
  /// Runs a viewer's session over a transport of the application's own. No request guard has seen it: who
  /// connects to that transport is the application's affair; `authenticate` decides as about others, with
  /// what `context` holds
  /// (`stream`: which one is asked for, empty for `default`; `token` and `hello` are filled in). Any thread,
  /// never waits. Throws `Error`: `invalid_argument` for a null channel, `closed` after `close`; the channel
  /// is then destroyed.
  void attach(std::unique_ptr<MessageChannel> channel, AuthContext context = {});

  int port() const;                 ///< the one really listened on
  std::string url() const;          ///< of the page, for a browser on this machine: "http://127.0.0.1:8765/"
  std::string ws_url() const;       ///< of the WebSocket: "ws://127.0.0.1:8765/"
  bool is_closed() const noexcept;  ///< whether `close` has begun
  /// Ends all streams and the server, as `Display::close` of a display from `serve` does, within 2 s.
  void close() noexcept;

 private:
  friend class DisplayAccess;
  Server(std::shared_ptr<ServerImpl> impl, bool owns) noexcept;
  ServerImpl& impl() const;
  void leave() noexcept;
  std::shared_ptr<ServerImpl> impl_;
  bool owns_ = false;
};

/// Starts a server without streams, listening in the background. Throws what `serve` throws.
Server serve_server(const ServerOptions& options = {});

}  // namespace pdum::rfb
