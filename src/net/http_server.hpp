#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <pdum/rfb/adopt.hpp>
#include <pdum/rfb/options.hpp>

#include "core/auth_runner.hpp"
#include "core/log.hpp"
#include "hub/hub_service.hpp"
#include "net/io_runtime.hpp"
#include "net/listen_socket.hpp"

namespace pdum::rfb {

/// Listens on one port for the page, the HTTP routes and the viewers' WebSockets; hands each viewer that the
/// request guard lets in to the hub.
///
/// Thread safety: any thread, except that `start` comes first and destroying needs exclusive access. What is
/// passed to the constructor must live until `close` has returned; the runtime longer than this object.
class HttpServer {
 public:
  HttpServer(IoRuntime& runtime, const ServerOptions& options, HubService& hub, AuthRunner& auth,
             std::shared_ptr<LogSink> log);
  ~HttpServer();  ///< `close()`
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds before it returns. Throws `Error` (address_in_use, bind_failed, invalid_argument) that names the
  /// host, the port or the option.
  void start();
  int port() const noexcept;  ///< the one really listened on
  /// Whether only this machine can connect.
  bool loopback_only() const noexcept;
  /// "http://127.0.0.1:8765/" or "https://…": a host that a browser on this machine can open.
  std::string url() const;

  /// Takes over `socket`, whose upgrade request another HTTP server has read, and closes it in every case.
  /// The request passes the guard as any other. Never waits; only allocating can fail.
  void adopt(UniqueFd socket, std::string request, AdoptOptions options);

  /// Stops listening, says 1001 to every viewer that the hub has not closed yet, and cuts those that do not
  /// answer within 1 s. Waits for all that, at most 2 s; called on the strand it only begins it.
  void close() noexcept;

  std::uint64_t accept_errors() const noexcept;      ///< a connection could not be taken at once
  std::uint64_t refused_requests() const noexcept;   ///< by the request guard
  std::uint64_t tls_reload_errors() const noexcept;  ///< changed certificates that could not be used

 private:
  class Impl;
  class Taken;
  std::shared_ptr<Impl> impl_;
};

}  // namespace pdum::rfb
