#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <thread>

#include <pdum/rfb/display.hpp>

#include "core/event_sink.hpp"
#include "core/frame_slot.hpp"
#include "core/input_queue.hpp"
#include "core/log_queue.hpp"
#include "core/steady_clock.hpp"
#include "core/threaded_auth_runner.hpp"
#include "encode/encoder_registry.hpp"
#include "hub/hub.hpp"
#include "net/doorbell.hpp"
#include "net/http_server.hpp"
#include "net/io_runtime.hpp"

namespace pdum::rfb {

/// Owns everything behind a display, in the order in which it depends on each other.
///
/// Shutdown, on one thread, once, all within `kCloseLimit`: publishers and pollers see `closed`; the listener
/// stops and viewers get 1001; the strand ends; hooks, encode jobs and the log end. Nothing of ours runs
/// afterwards, but the thread of a callback or an encoder that hangs lives on and touches nothing of ours.
///
/// Never destroyed in a child process: threads, sockets and locks in its copy belong to nobody.
class Display::Impl final : public std::enable_shared_from_this<Impl>, private EventSink {
 public:
  static constexpr Duration kCloseLimit = std::chrono::seconds(2);

  Impl(const ServeOptions& options, EncoderRegistry encoders);
  ~Impl() override;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start();
  PublishResult publish(const FrameView& frame, const PublishOptions& options);
  PublishResult publish(Frame&& frame, const PublishOptions& options);
  /// Throws `Error(invalid_argument)` with what failed.
  void set_ui(UiItem item, std::string_view client_id, Result<std::string> text, std::string plain = {});
  /// Throws the same.
  void set_clipboard(std::string_view text, std::string_view client_id);
  void close() noexcept;
  /// Throws `Error(closed)` in a child process: its copy of the library has no threads.
  void check_process() const;
  bool in_owner_process() const noexcept;
  DisplayMetrics metrics() const;
  std::vector<SessionMetrics> session_metrics();

  FrameSlot& slot() { return slot_; }
  const FrameSlot& slot() const { return slot_; }
  InputQueue& queue() { return queue_; }
  const Hub& hub() const { return *hub_; }
  HttpServer& http() { return *http_; }
  std::string url() const { return http_->url(); }
  const ServeOptions& options() const { return options_; }
  const SteadyClock& clock() const { return *clock_; }
  int port() const { return port_; }
  bool is_closed() const noexcept { return closed_.load(std::memory_order_acquire); }

 private:
  void push(InputEvent event, std::string_view json) override;
  PublishResult count(PublishResult result);
  void complete(DisplayMetrics& metrics) const;
  void start_log();
  void warn_about_exposure() const;
  void refuse_calls() noexcept;
  void say_goodbye() noexcept;
  void shut_down() noexcept;
  void end_log(Duration wait) noexcept PDUM_REQUIRES(closing_);

  // Constant after construction.
  const ServeOptions options_;
  const pid_t process_;
  const std::shared_ptr<SteadyClock> clock_ = std::make_shared<SteadyClock>();
  const std::shared_ptr<LogQueue> log_;
  int port_ = 0;

  // Own synchronization.
  FrameSlot slot_;
  InputQueue queue_;
  std::atomic<bool> closed_{false};
  std::atomic<std::uint64_t> published_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  std::shared_ptr<IoRuntime> io_;
  std::unique_ptr<Doorbell> published_bell_;  ///< tells the hub that there is a new frame
  std::unique_ptr<Doorbell> ui_bell_;         ///< tells the hub that something was set for the pages
  std::unique_ptr<WorkerPool> workers_;
  Mutex closing_;
  std::thread log_thread_ PDUM_GUARDED_BY(closing_);
  bool shut_down_ PDUM_GUARDED_BY(closing_) = false;

  // I/O strand only, between start and shutdown.
  const EncoderRegistry registry_;
  std::unique_ptr<ThreadedAuthRunner> auth_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace pdum::rfb
