#include "api/display_impl.hpp"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "api/ask_strand.hpp"
#include "api/check_options.hpp"
#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "encode/worker_pool.hpp"

namespace pdum::rfb {
namespace {

/// When the time for closing is used up: still enough for what only has to be told to end.
constexpr Duration kLeastWait = std::chrono::milliseconds(50);

const ServeOptions& checked(const ServeOptions& options) {
  check_options(options);
  return options;
}

}  // namespace

Display::Impl::Impl(const ServeOptions& options, EncoderRegistry encoders)
    : options_(checked(options)),
      process_(::getpid()),
      log_(std::make_shared<LogQueue>(options.log, clock_)),
      slot_(clock_, FrameLimits{.max_side = options.max_side, .max_bytes = options.max_frame_bytes}, log_),
      queue_(options.event_queue_size),
      registry_(std::move(encoders)) {}

Display::Impl::~Impl() {
  shut_down();
}

void Display::Impl::start() {
  start_log();
  io_ = std::make_shared<IoRuntime>(clock_, log_);
  workers_ = make_worker_pool(log_);
  auth_ = std::make_unique<ThreadedAuthRunner>(options_.authenticate, io_, log_);
  hub_ = std::make_unique<Hub>(HubDeps{.executor = *io_,
                                       .workers = *workers_,
                                       .encoders = registry_,
                                       .frames = slot_,
                                       .events = *this,
                                       .auth = *auth_,
                                       .log = *log_,
                                       .options = options_,
                                       .complete_metrics = [this](DisplayMetrics& all) { complete(all); }});
  http_ = std::make_unique<HttpServer>(*io_, options_, *hub_, *auth_, log_);
  published_bell_ = std::make_unique<Doorbell>(*io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->hub_->on_published();
  });
  ui_bell_ = std::make_unique<Doorbell>(*io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->hub_->on_ui_changed();
  });
  http_->start();
  port_ = http_->port();
  warn_about_exposure();
}

void Display::Impl::start_log() {
  const BlockedSignals blocked;
  const MutexLock lock(closing_);
  try {
    log_thread_ = std::thread([log = log_] { log->serve(); });
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::system, std::string("The thread of the log could not be started (") +
                                       error.what() +
                                       "); raise the limit on threads or processes (ulimit -u, pids-limit).");
  }
}

void Display::Impl::warn_about_exposure() const {
  if (http_->loopback_only() || options_.authenticate) return;
  log_->write(LogLevel::warning,
              "anyone who can reach " + options_.host + " port " + std::to_string(port_) +
                  " can watch and act, since no token is asked for. Set "
                  "ServeOptions::authenticate (pdum-rfb: --token-file), or bind 127.0.0.1.");
}

PublishResult Display::Impl::publish(const FrameView& frame, const PublishOptions& options) {
  check_process();
  return count(slot_.publish(frame, options.pixel_ratio, options.color));
}

PublishResult Display::Impl::publish(Frame&& frame, const PublishOptions& options) {
  check_process();
  return count(slot_.publish(std::move(frame), options.pixel_ratio, options.color));
}

void Display::Impl::set_ui(UiItem item, std::string_view client_id, Result<std::string> text,
                           std::string plain) {
  if (!text) throw Error(ErrorCode::invalid_argument, text.error() + ".");
  hub_->ui().set(item, client_id, std::move(*text), std::move(plain));
  ui_bell_->ring();
}

void Display::Impl::set_clipboard(std::string_view text, std::string_view client_id) {
  const Result<std::uint64_t> id = hub_->ui().set_clipboard(client_id, text);
  if (!id) throw Error(ErrorCode::invalid_argument, id.error() + ".");
  ui_bell_->ring();
}

PublishResult Display::Impl::count(PublishResult result) {
  if (result == PublishResult::accepted) {
    published_.fetch_add(1, std::memory_order_relaxed);
    published_bell_->ring();
  } else if (result == PublishResult::unchanged) {
    unchanged_.fetch_add(1, std::memory_order_relaxed);
  }
  return result;
}

void Display::Impl::push(InputEvent event, std::string_view json) {
  if (options_.raw_events) event.json.assign(json);
  queue_.push(std::move(event));
}

void Display::Impl::complete(DisplayMetrics& metrics) const {
  metrics.frames_published = published_.load(std::memory_order_relaxed);
  metrics.frames_unchanged = unchanged_.load(std::memory_order_relaxed);
  metrics.events_dropped = queue_.dropped();
  if (!http_) return;
  metrics.accept_errors = http_->accept_errors();
  metrics.refused_requests = http_->refused_requests();
}

DisplayMetrics Display::Impl::metrics() const {
  DisplayMetrics metrics = hub_->counters();
  complete(metrics);
  return metrics;
}

std::vector<SessionMetrics> Display::Impl::session_metrics() {
  if (is_closed()) return {};
  const auto ask = [this] {
    return hub_->session_metrics("default").value_or(std::vector<SessionMetrics>{});
  };
  return ask_strand(*io_, ask, std::vector<SessionMetrics>{});
}

void Display::Impl::close() noexcept {
  if (!in_owner_process()) return;
  refuse_calls();
  if (!inside_callback() && !io_->on_strand()) return shut_down();
  try {  // a callback cannot wait for the thread it runs on: another one ends the display
    const BlockedSignals blocked;
    // Not joined: nobody is left to join it. It holds the display's state, and ends when all other threads
    // have.
    std::thread([self = shared_from_this()] { self->shut_down(); }).detach();
  } catch (const std::exception&) {  // no thread to be had, or no memory for one: the destructor does it
  }
}

void Display::Impl::refuse_calls() noexcept {
  slot_.close();
  queue_.close();
  closed_.store(true, std::memory_order_release);
}

void Display::Impl::say_goodbye() noexcept {
  try {
    io_->post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->hub_->shutdown();
    });
  } catch (const std::bad_alloc&) {  // the viewers see the connection end
  }
}

void Display::Impl::shut_down() noexcept {
  const MutexLock lock(closing_);
  if (std::exchange(shut_down_, true)) return;
  const TimePoint limit = clock_->now() + kCloseLimit;
  const auto left = [&] { return std::max(limit - clock_->now(), kLeastWait); };
  refuse_calls();
  if (hub_) say_goodbye();
  if (http_) http_->close();
  if (io_) io_->stop();
  if (auth_) auth_->end(left());
  if (workers_) workers_->end(left());
  end_log(left());
}

void Display::Impl::end_log(Duration wait) noexcept {
  if (!log_thread_.joinable()) return;
  // A log function that hangs must not hang the process at its end. Its thread holds the queue only.
  log_->end(wait) ? log_thread_.join() : log_thread_.detach();
}

void Display::Impl::check_process() const {
  if (in_owner_process()) return;
  throw Error(ErrorCode::closed,
              "this display belongs to the process that called serve(); a child made by fork() cannot use "
              "it. Call serve() "
              "in the child, or exec another program.");
}

bool Display::Impl::in_owner_process() const noexcept {
  return ::getpid() == process_;
}

}  // namespace pdum::rfb
