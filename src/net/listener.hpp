#pragma once

#include <sys/socket.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/executor.hpp"
#include "core/log.hpp"
#include "net/listen_socket.hpp"

namespace boost::asio {
class io_context;
}

namespace pdum::rfb {

/// Accepts for ever: no error of accept(2) ends it, nor an exception of the handler. Strand only, except the
/// counter.
class Listener {
 public:
  /// As accept4(2); a test passes one that fails.
  using AcceptFunction = std::function<int(int fd)>;
  using ConnectionHandler = std::function<void(UniqueFd socket)>;

  /// close-on-exec and non-blocking.
  static int accept_socket(int fd);

  Listener(boost::asio::io_context& context, Executor& executor, std::shared_ptr<LogSink> log,
           AcceptFunction accept = &Listener::accept_socket);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Both families share one listener.
  void start(ListenSockets sockets, ConnectionHandler on_connection);
  void close();
  /// Connections that could not be taken at once. Any thread.
  std::uint64_t accept_errors() const noexcept;

 private:
  class Port;
  struct Shared;
  const std::shared_ptr<Shared> shared_;
};

}  // namespace pdum::rfb
