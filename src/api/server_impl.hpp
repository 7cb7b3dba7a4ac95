#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <pdum/rfb/server.hpp>

#include "core/callback_thread.hpp"
#include "core/log_queue.hpp"
#include "core/mutex.hpp"
#include "core/steady_clock.hpp"
#include "core/threaded_auth_runner.hpp"
#include "encode/encoder_registry.hpp"
#include "hub/hub.hpp"
#include "net/doorbell.hpp"
#include "net/http_server.hpp"
#include "net/io_runtime.hpp"

namespace pdum::rfb {

class DisplayState;
class Stream;

/// Owns everything behind a server, in the order in which it depends on each other
/// (docs/decisions/0009-hub.md).
///
/// Shutdown, on one thread, once, all within `kCloseLimit`: publishers and pollers see `closed`; the listener
/// stops and viewers get 1001; the strand ends; hooks, encode jobs and the log end. Nothing of ours runs
/// afterwards, but the thread of a callback or an encoder that hangs lives on and touches nothing of ours.
///
/// Never destroyed in a child process: threads, sockets and locks in its copy belong to nobody.
class ServerImpl final : public std::enable_shared_from_this<ServerImpl> {
 public:
  static constexpr Duration kCloseLimit = std::chrono::seconds(2);

  ServerImpl(const ServerOptions& options, EncoderRegistry encoders);
  ~ServerImpl();
  ServerImpl(const ServerImpl&) = delete;
  ServerImpl& operator=(const ServerImpl&) = delete;

  /// Threads and hub; nobody can connect yet.
  void prepare();
  /// Begins to take connections. `must_listen` calls come after this.
  void listen();

  /// Throws `Error(invalid_argument)` for a name that is taken or not possible. `options` are checked.
  std::shared_ptr<DisplayState> add_stream(std::string_view name, const StreamOptions& options);
  /// Nothing happens when the stream is no longer there.
  void remove_stream(const std::shared_ptr<DisplayState>& state) noexcept;
  std::shared_ptr<DisplayState> stream(std::string_view name) const;  ///< null: unknown
  std::vector<std::string> streams() const;

  /// Runs `act` on the strand, later, if the stream is then still open. Never waits.
  void on_stream(const std::shared_ptr<DisplayState>& state, std::function<void(Stream&)> act);
  /// A viewer that did not come over the network; `context.stream` names what it asks for.
  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context);
  void attach(std::unique_ptr<MessageChannel> channel, AuthContext context);
  void ring_published() noexcept { published_bell_->ring(); }
  void ring_ui() noexcept { ui_bell_->ring(); }
  void close() noexcept;
  /// Throws `Error(closed)` in a child process: its copy of the library has no threads.
  void check_process() const;
  bool in_owner_process() const noexcept;
  /// Throws `Error(closed)` once `close` has begun, with what follows from that.
  void check_open(const char* consequence) const;
  bool is_closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  int port() const { return port_; }
  std::string url() const { return http_->url(); }
  const std::shared_ptr<SteadyClock>& clock() const { return clock_; }
  const std::shared_ptr<IoRuntime>& io() const { return io_; }
  const std::shared_ptr<LogQueue>& log() const { return log_; }
  const std::shared_ptr<CallbackThread>& callbacks() const { return callbacks_; }
  HttpServer& http() { return *http_; }
  const EncoderRegistry& encoders() const { return registry_; }
  /// Strand, or after shutdown.
  Hub& hub() { return *hub_; }
  /// What the network counts. Any thread.
  void complete(DisplayMetrics& metrics) const;

 private:
  using States = std::map<std::string, std::shared_ptr<DisplayState>, std::less<>>;

  void start_log();
  void warn_about_exposure() const;
  bool open_on_strand(const std::shared_ptr<DisplayState>& state);
  void refuse_calls() noexcept;
  void say_goodbye() noexcept;
  void shut_down() noexcept;
  void end_log(Duration wait) noexcept PDUM_REQUIRES(closing_);
  States states() const;
  /// Those that were removed and are still held somewhere, too.
  std::vector<std::shared_ptr<DisplayState>> all_states() const;

  // Constant after construction.
  const ServerOptions options_;
  const pid_t process_;
  const std::shared_ptr<SteadyClock> clock_ = std::make_shared<SteadyClock>();
  const std::shared_ptr<LogQueue> log_;
  const std::shared_ptr<CallbackThread> callbacks_ = std::make_shared<CallbackThread>();
  int port_ = 0;

  // Own synchronization.
  std::atomic<bool> closed_{false};
  std::shared_ptr<IoRuntime> io_;
  std::unique_ptr<Doorbell> published_bell_;  ///< tells the hub that there is a new frame
  std::unique_ptr<Doorbell> ui_bell_;         ///< tells the hub that something was set for the pages
  std::unique_ptr<WorkerPool> workers_;
  Mutex closing_;
  std::thread log_thread_ PDUM_GUARDED_BY(closing_);
  bool shut_down_ PDUM_GUARDED_BY(closing_) = false;
  mutable Mutex opening_;
  States states_ PDUM_GUARDED_BY(opening_);
  std::vector<std::weak_ptr<DisplayState>> removed_ PDUM_GUARDED_BY(opening_);

  // I/O strand only, between start and shutdown.
  const EncoderRegistry registry_;
  std::unique_ptr<ThreadedAuthRunner> auth_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace pdum::rfb
