#include "net/http_server.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <future>
#include <string>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "core/callback_guard.hpp"
#include "core/mutex.hpp"
#include "net/adopted_stream.hpp"
#include "net/http_connection.hpp"
#include "net/http_head.hpp"
#include "net/http_response.hpp"
#include "net/listen_socket.hpp"
#include "net/listener.hpp"
#include "net/server_core.hpp"
#include "net/tcp_stream.hpp"

namespace pdum::rfb {

namespace {

constexpr Duration kCloseLimit = std::chrono::milliseconds(1900);
constexpr Duration kLastCut = std::chrono::milliseconds(1500);

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

bool wants_tls(const ServerOptions& options) {
  return !options.tls_certificate.empty() || !options.tls_key.empty();
}

GuardOptions make_guard_options(const ServerOptions& options) {
  auto origins = parse_origins(options.origins);
  if (!origins) throw Error(ErrorCode::invalid_argument, origins.error());
  GuardOptions guard;
  guard.host = options.host;
  guard.machine_name = machine_name();
  guard.origins = std::move(*origins);
  guard.tls = wants_tls(options);
  return guard;
}

TrustedProxies proxies_of(const ServerOptions& options) {
  auto proxies = parse_trusted_proxies(options.trusted_proxies);
  if (!proxies) throw Error(ErrorCode::invalid_argument, proxies.error());
  return std::move(*proxies);
}

/// Also for a task that was dropped instead of run.
std::string outcome_of(std::future<std::string> outcome) {
  try {
    return outcome.get();
  } catch (const std::future_error& error) {
    return error.what();
  }
}

}  // namespace

/// A connection on its way from another server. Where it is not served, its end is told all the same.
class HttpServer::Taken {
 public:
  Taken(UniqueFd socket, std::string request, AdoptOptions options, std::shared_ptr<LogSink> log)
      : log_(std::move(log)),
        options_(std::move(options)),
        request_(std::move(request)),
        socket_(std::move(socket)) {
    ::fcntl(socket_.get(), F_SETFD, FD_CLOEXEC);
  }
  ~Taken() {
    socket_ = UniqueFd();
    if (options_.on_end) run_guarded(log_.get(), "AdoptOptions::on_end", options_.on_end);
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

  void serve(const std::shared_ptr<ServerCore>& core) {
    auto tcp = make_tcp_stream(core->context, std::move(socket_));
    if (!tcp) {
      return log_->write_limited(LogLevel::warning, "adopt",
                                 "What was given to adopt is not a connected TCP socket.");
    }
    const std::size_t head = options_.answered ? find_head_end(request_) : 0;
    Adoption adoption{.answered = options_.answered,
                      .early = head > 0 ? request_.substr(head) : std::string(),
                      .on_end = std::exchange(options_.on_end, nullptr)};
    if (head > 0) request_.resize(head);
    auto stream = make_adopted_stream(core->executor, log_, std::move(tcp), std::move(adoption));
    serve_handover(core, std::move(stream), std::move(request_), {options_.stream, options_.answered});
  }

 private:
  const std::shared_ptr<LogSink> log_;
  AdoptOptions options_;
  std::string request_;
  UniqueFd socket_;
};

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(IoRuntime& runtime, const ServerOptions& options, HubService& hub, AuthRunner& auth,
       std::shared_ptr<LogSink> log)
      : runtime_(runtime),
        host_(options.host),
        wanted_port_(options.port),
        core_(std::make_shared<ServerCore>(runtime.context(), runtime, log)),
        listener_(std::make_shared<Listener>(runtime.context(), runtime, std::move(log))) {
    const std::string wrong = check_frame_ancestors(options.frame_ancestors);
    if (!wrong.empty()) throw Error(ErrorCode::invalid_argument, wrong);
    core_->guard = make_guard_options(options);
    core_->trusted_proxies = proxies_of(options);
    if (wants_tls(options))
      core_->tls = make_tls_server({options.tls_certificate, options.tls_key}, runtime, core_->log);
    core_->content_security_policy = content_security_policy(options.frame_ancestors);
    core_->ws.max_message_bytes = options.max_message_bytes;
    core_->ws.ping_interval = std::chrono::duration_cast<Duration>(options.ping_interval);
    core_->hub = &hub;
    core_->auth = &auth;
    core_->accept_errors = [listener = std::weak_ptr<Listener>(listener_)]() -> std::uint64_t {
      const auto alive = listener.lock();
      return alive ? alive->accept_errors() : 0;
    };
  }

  void start();
  void close() noexcept;
  void adopt(UniqueFd socket, std::string request, AdoptOptions options);
  int port() const noexcept { return port_; }
  bool loopback_only() const noexcept { return loopback_only_; }
  std::string url() const { return browser_url(host_, port_, core_->guard.tls); }
  std::uint64_t accept_errors() const noexcept { return listener_->accept_errors(); }
  std::uint64_t refused_requests() const noexcept {
    return core_->refused_requests.load(std::memory_order_relaxed);
  }
  std::uint64_t tls_reload_errors() const noexcept { return core_->tls_reload_errors(); }

 private:
  void start_listening(ListenSockets sockets);
  void listen(ListenSockets sockets);
  void begin_close();
  void on_all_gone();
  void wait_until_gone() noexcept;

  // Constant after the start.
  IoRuntime& runtime_;
  const std::string host_;
  const int wanted_port_;
  int port_ = 0;
  bool loopback_only_ = true;
  bool started_ = false;
  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Listener> listener_;

  // I/O strand only.
  std::unique_ptr<Timer> last_cut_;
  bool closing_ = false;

  // Guarded by mutex_.
  Mutex mutex_;
  CondVar changed_;
  bool gone_ PDUM_GUARDED_BY(mutex_) = false;
};

void HttpServer::Impl::start() {
  ListenSockets sockets = open_listen_sockets(host_, wanted_port_);
  port_ = sockets.port;
  loopback_only_ = sockets.loopback_only;
  core_->guard.bound_beyond_loopback = !loopback_only_;
  started_ = true;
  if (core_->guard.origins.any) {
    core_->log->write(LogLevel::warning, "The option origins holds \"*\": pages of every site may connect.");
  }
  start_listening(std::move(sockets));
}

/// Waits until connections are taken: what the strand cannot set up (no files left for its poller) is an
/// error of the start, not a line in the log of a server that nobody reaches.
void HttpServer::Impl::start_listening(ListenSockets sockets) {
  // std::function wants to be copied, sockets do not.
  auto shared = std::make_shared<ListenSockets>(std::move(sockets));
  // What went wrong, empty for nothing. As text: an exception would be shared by two threads.
  auto outcome = std::make_shared<std::promise<std::string>>();
  std::future<std::string> listening = outcome->get_future();
  runtime_.post([self = shared_from_this(), shared, outcome] {
    std::string problem;
    try {
      if (!self->closing_) self->listen(std::move(*shared));
    } catch (const std::exception& error) {
      problem = error.what();
      if (problem.empty()) problem = "it is not known why";
    }
    outcome->set_value(std::move(problem));
  });
  outcome.reset();
  if (const std::string problem = outcome_of(std::move(listening)); !problem.empty()) {
    throw Error(ErrorCode::system, "The server cannot wait for connections (" + problem +
                                       "); raise the limit on open files (ulimit -n).");
  }
}

void HttpServer::Impl::listen(ListenSockets sockets) {
  listener_->start(std::move(sockets), [core = core_](UniqueFd socket) {
    auto stream = make_tcp_stream(core->context, std::move(socket));
    if (stream && core->tls) stream = core->tls->wrap(std::move(stream));
    if (stream) serve_connection(core, std::move(stream));
  });
}

void HttpServer::Impl::adopt(UniqueFd socket, std::string request, AdoptOptions options) {
  const auto taken =
      std::make_shared<Taken>(std::move(socket), std::move(request), std::move(options), core_->log);
  runtime_.post([self = shared_from_this(), taken] {
    if (!self->closing_) taken->serve(self->core_);
  });
}

void HttpServer::Impl::begin_close() {
  if (std::exchange(closing_, true)) return;
  listener_->close();
  core_->hub = nullptr;
  core_->auth = nullptr;
  core_->connections.on_empty([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_all_gone();
  });
  last_cut_ = runtime_.post_after(kLastCut, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->core_->connections.abort_all();
  });
  core_->connections.shut_down_all();
  if (core_->connections.size() == 0) on_all_gone();
}

void HttpServer::Impl::on_all_gone() {
  last_cut_.reset();
  core_->connections.on_empty(nullptr);
  const MutexLock lock(mutex_);
  gone_ = true;
  changed_.notify_all();
}

void HttpServer::Impl::close() noexcept {
  if (!started_) return;
  if (runtime_.on_strand()) return begin_close();
  runtime_.post([self = shared_from_this()] { self->begin_close(); });
  wait_until_gone();
}

void HttpServer::Impl::wait_until_gone() noexcept {
  // In slices, since a runtime that stops meanwhile closes nothing any more.
  constexpr Duration kSlice = std::chrono::milliseconds(100);
  const auto gone = [this]() PDUM_REQUIRES(mutex_) { return gone_; };
  const MutexLock lock(mutex_);
  for (Duration waited{0}; waited < kCloseLimit && !runtime_.stopped(); waited += kSlice) {
    if (changed_.wait_for(mutex_, kSlice, gone)) return;
  }
}

HttpServer::HttpServer(IoRuntime& runtime, const ServerOptions& options, HubService& hub, AuthRunner& auth,
                       std::shared_ptr<LogSink> log)
    : impl_(std::make_shared<Impl>(runtime, options, hub, auth, std::move(log))) {}

HttpServer::~HttpServer() {
  close();
}

void HttpServer::start() {
  impl_->start();
}

void HttpServer::adopt(UniqueFd socket, std::string request, AdoptOptions options) {
  impl_->adopt(std::move(socket), std::move(request), std::move(options));
}

int HttpServer::port() const noexcept {
  return impl_->port();
}

bool HttpServer::loopback_only() const noexcept {
  return impl_->loopback_only();
}

std::string HttpServer::url() const {
  return impl_->url();
}

void HttpServer::close() noexcept {
  impl_->close();
}

std::uint64_t HttpServer::accept_errors() const noexcept {
  return impl_->accept_errors();
}

std::uint64_t HttpServer::refused_requests() const noexcept {
  return impl_->refused_requests();
}

std::uint64_t HttpServer::tls_reload_errors() const noexcept {
  return impl_->tls_reload_errors();
}

}  // namespace pdum::rfb
