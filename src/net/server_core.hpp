#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/auth_runner.hpp"
#include "core/executor.hpp"
#include "core/log.hpp"
#include "hub/hub_service.hpp"
#include "net/connection_set.hpp"
#include "net/metrics_prometheus.hpp"
#include "net/recorded_events.hpp"
#include "net/request_guard.hpp"
#include "net/tls.hpp"
#include "net/trusted_proxies.hpp"
#include "net/ws_channel.hpp"

namespace pdum::rfb {

/// What all connections of one server share.
struct ServerCore {
  ServerCore(boost::asio::io_context& context_in, Executor& executor_in, std::shared_ptr<LogSink> log_in)
      : context(context_in), executor(executor_in), log(std::move(log_in)) {}

  // Constant after the start.
  boost::asio::io_context& context;
  Executor& executor;
  const std::shared_ptr<LogSink> log;
  GuardOptions guard;
  TrustedProxies trusted_proxies;
  std::string content_security_policy;
  WsSettings ws;
  std::shared_ptr<TlsServer> tls;  ///< null: plain TCP. Used on the strand, but for its counter

  // I/O strand only. Hub and runner are null once the server closes.
  HubService* hub = nullptr;
  AuthRunner* auth = nullptr;
  ConnectionSet connections;
  RecordedEvents recorded_events;
  std::function<std::uint64_t()> accept_errors;

  // Own synchronization.
  std::atomic<std::uint64_t> refused_requests{0};

  std::uint64_t tls_reload_errors() const noexcept { return tls ? tls->reload_errors() : 0; }
};

}  // namespace pdum::rfb
