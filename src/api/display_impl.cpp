#include "api/display_impl.hpp"

#include <unistd.h>

#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "api/ask_strand.hpp"
#include "api/check_options.hpp"
#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "core/threaded_auth_runner.hpp"
#include "encode/worker_pool.hpp"

namespace pdum::rfb {
namespace {

const ServeOptions& checked(const ServeOptions& options) {
  check_options(options);
  return options;
}

}  // namespace

Display::Impl::Impl(const ServeOptions& options)
    : options_(checked(options)),
      process_(::getpid()),
      log_(make_log_sink(options.log, clock_)),
      slot_(clock_, FrameLimits{.max_side = options.max_side, .max_bytes = options.max_frame_bytes}),
      queue_(options.event_queue_size),
      registry_(EncoderRegistry::with_builtin()) {}

Display::Impl::~Impl() {
  if (in_owner_process()) {
    shut_down();
  } else {  // the child's copy: threads, sockets and locks in it belong to nobody
    (void)http_.release();
    (void)hub_.release();
    (void)auth_.release();
    (void)workers_.release();
    new std::shared_ptr<IoRuntime>(std::move(io_));
  }
}

void Display::Impl::start() {
  io_ = std::make_shared<IoRuntime>(clock_, log_);
  workers_ = make_worker_pool(log_);
  auth_ = make_threaded_auth_runner(options_.authenticate, io_, log_);
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
  http_->start();
  port_ = http_->port();
  warn_about_exposure();
}

void Display::Impl::warn_about_exposure() const {
  if (http_->loopback_only() || options_.authenticate) return;
  log_->write(LogLevel::warning, "anyone who can reach " + options_.host + " port " + std::to_string(port_) +
                                     " can watch and act: no authenticate hook is set. Set "
                                     "ServeOptions::authenticate, or bind 127.0.0.1.");
}

PublishResult Display::Impl::publish(const FrameView& frame, const PublishOptions& options) {
  check_process();
  return count(slot_.publish(frame, options.pixel_ratio));
}

PublishResult Display::Impl::publish(Frame&& frame, const PublishOptions& options) {
  check_process();
  return count(slot_.publish(std::move(frame), options.pixel_ratio));
}

PublishResult Display::Impl::count(PublishResult result) {
  if (result == PublishResult::accepted) {
    published_.fetch_add(1, std::memory_order_relaxed);
    wake_hub();
  } else if (result == PublishResult::unchanged) {
    unchanged_.fetch_add(1, std::memory_order_relaxed);
  }
  return result;
}

void Display::Impl::wake_hub() {
  if (wake_pending_.exchange(true, std::memory_order_acq_rel)) return;
  io_->post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->wake_pending_.store(
        false, std::memory_order_release);  // before looking: a publish from now on posts again
    self->hub_->on_published();
  });
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
  slot_.close();
  queue_.close();
  closed_.store(true, std::memory_order_release);
  if (!inside_callback() && !io_->on_strand()) return shut_down();
  try {  // a callback cannot wait for the thread it runs on: another one ends the display
    const BlockedSignals blocked;
    // Not joined: nobody is left to join it. It holds the display's state, and ends when all other threads
    // have.
    std::thread([self = shared_from_this()] { self->shut_down(); }).detach();
  } catch (const std::system_error&) {  // no thread to be had: the destructor does it
  }
}

void Display::Impl::shut_down() noexcept {
  const MutexLock lock(closing_);
  if (shut_down_) return;
  shut_down_ = true;
  slot_.close();
  queue_.close();
  closed_.store(true, std::memory_order_release);
  if (hub_ && io_)
    io_->post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->hub_->shutdown();
    });
  if (http_) http_->close();
  if (io_) io_->stop();
  auth_.reset();
  if (workers_) workers_.reset();
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
