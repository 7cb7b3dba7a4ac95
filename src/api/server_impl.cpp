#include "api/server_impl.hpp"

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
#include "api/attached_channel.hpp"
#include "api/display_state.hpp"
#include "api/hook_of.hpp"
#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "encode/worker_pool.hpp"
#include "hub/stream.hpp"
#include "net/routes.hpp"

namespace pdum::rfb {
namespace {

/// When the time for closing is used up: still enough for what only has to be told to end.
constexpr Duration kLeastWait = std::chrono::milliseconds(50);

}  // namespace

ServerImpl::ServerImpl(const ServerOptions& options, EncoderRegistry encoders)
    : options_(options),
      process_(::getpid()),
      log_(std::make_shared<LogQueue>(options.log, clock_)),
      registry_(std::move(encoders)) {}

ServerImpl::~ServerImpl() {
  shut_down();
}

void ServerImpl::prepare() {
  start_log();
  io_ = std::make_shared<IoRuntime>(clock_, log_);
  workers_ = make_worker_pool(log_);
  auth_ = std::make_unique<ThreadedAuthRunner>(hook_of(options_), io_, log_);
  hub_ = std::make_unique<Hub>(HubDeps{*io_, *workers_, registry_, *log_});
  http_ = std::make_unique<HttpServer>(*io_, options_, *hub_, *auth_, log_);
  published_bell_ = std::make_unique<Doorbell>(*io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->hub_->on_published();
  });
  ui_bell_ = std::make_unique<Doorbell>(*io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->hub_->on_ui_changed();
  });
}

void ServerImpl::listen() {
  http_->start();
  port_ = http_->port();
  warn_about_exposure();
}

void ServerImpl::start_log() {
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

void ServerImpl::warn_about_exposure() const {
  if (http_->loopback_only() || auth_->required()) return;
  log_->write(
      LogLevel::warning,
      "anyone who can reach " + options_.host + " port " + std::to_string(port_) +
          " can watch and act on streams without a hook of their own, since no token is asked for. Set "
          "ServeOptions::authenticate (pdum-rfb: --token-file), or bind 127.0.0.1.");
}

std::shared_ptr<DisplayState> ServerImpl::add_stream(std::string_view name, const StreamOptions& options) {
  if (!is_stream_name(name)) {
    throw Error(
        ErrorCode::invalid_argument,
        "a stream cannot be called \"" + escape_for_log(name.substr(0, 80)) +
            "\": give 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-', and none of the server's own addresses "
            "(health, metrics, streams, recorded-events, assets, demo)");
  }
  // Not made under the lock, which callers of `stream` wait for.
  auto state = std::make_shared<DisplayState>(std::string(name), options, *this);
  {
    const MutexLock lock(opening_);
    check_open("streams cannot be added");
    if (!states_.try_emplace(std::string(name), state).second) {
      throw Error(ErrorCode::invalid_argument, "there is already a stream called \"" + std::string(name) +
                                                   "\"; remove it first or choose another name");
    }
  }
  if (!open_on_strand(state)) {
    remove_stream(state);
    throw std::bad_alloc();
  }
  return state;
}

/// False: there was no memory for it. When the strand is busy for longer than it is waited for, the stream
/// opens a little later.
bool ServerImpl::open_on_strand(const std::shared_ptr<DisplayState>& state) {
  const auto failed = std::make_shared<std::atomic<bool>>(false);
  run_on_strand(*io_, [weak = weak_from_this(), state, failed] {
    const auto self = weak.lock();
    if (!self || state->is_closed()) return;  // it was removed again before it opened
    try {
      self->hub_->remove(state->name());  // one that the application has removed a moment ago
      self->hub_->add(state->name(), state->parts(*self->auth_, [weak](DisplayMetrics& metrics) {
        if (const auto server = weak.lock()) server->complete(metrics);
      }));
    } catch (const std::bad_alloc&) {
      *failed = true;
    }
  });
  return !*failed;
}

void ServerImpl::remove_stream(const std::shared_ptr<DisplayState>& state) noexcept {
  state->refuse_calls();
  try {
    {
      const MutexLock lock(opening_);
      const auto found = states_.find(state->name());
      if (found == states_.end() || found->second != state) return;
      states_.erase(found);
      std::erase_if(removed_, [](const std::weak_ptr<DisplayState>& each) { return each.expired(); });
      removed_.push_back(state);
    }
    run_on_strand(*io_, [weak = weak_from_this(), state] {
      const auto self = weak.lock();
      // Another stream may have got the name meanwhile.
      if (self && self->hub_->owner(state->name()) == state.get()) self->hub_->remove(state->name());
    });
    state->end_event_log(std::chrono::seconds(1));
  } catch (const std::bad_alloc&) {  // it goes with the server
  }
}

void ServerImpl::on_stream(const std::shared_ptr<DisplayState>& state, std::function<void(Stream&)> act) {
  io_->post([weak = weak_from_this(), state, act = std::move(act)] {
    const auto self = weak.lock();
    if (!self || self->hub_->owner(state->name()) != state.get()) return;
    act(*self->hub_->find(state->name()));
  });
}

void ServerImpl::accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) {
  const auto held = std::make_shared<std::unique_ptr<ViewerChannel>>(std::move(channel));  // tasks are copied
  io_->post([weak = weak_from_this(), held, context = std::move(context)] {
    if (const auto self = weak.lock()) self->hub_->accept(std::move(*held), context);
  });
}

void ServerImpl::attach(std::unique_ptr<MessageChannel> channel, AuthContext context) {
  auto attached =
      make_attached_channel(std::move(channel), context.remote, options_.max_message_bytes, io_, log_);
  accept(std::move(attached), std::move(context));
}

std::shared_ptr<DisplayState> ServerImpl::stream(std::string_view name) const {
  const MutexLock lock(opening_);
  const auto found = states_.find(name);
  return found == states_.end() ? nullptr : found->second;
}

std::vector<std::string> ServerImpl::streams() const {
  std::vector<std::string> names;
  for (const auto& [name, state] : states()) names.push_back(name);
  return names;
}

ServerImpl::States ServerImpl::states() const {
  const MutexLock lock(opening_);
  return states_;
}

std::vector<std::shared_ptr<DisplayState>> ServerImpl::all_states() const {
  std::vector<std::shared_ptr<DisplayState>> all;
  const MutexLock lock(opening_);
  for (const auto& [name, state] : states_) all.push_back(state);
  for (const auto& weak : removed_) {
    if (auto state = weak.lock()) all.push_back(std::move(state));
  }
  return all;
}

void ServerImpl::complete(DisplayMetrics& metrics) const {
  if (!http_) return;
  metrics.accept_errors = http_->accept_errors();
  metrics.refused_requests = http_->refused_requests();
  metrics.tls_reload_errors = http_->tls_reload_errors();
}

void ServerImpl::close() noexcept {
  if (!in_owner_process()) return;
  refuse_calls();
  if (!inside_callback() && !io_->on_strand()) return shut_down();
  try {  // a callback cannot wait for the thread it runs on: another one ends the server
    const BlockedSignals blocked;
    // Not joined: nobody is left to join it. It holds the server's state, and ends when all other threads
    // have.
    std::thread([self = shared_from_this()] { self->shut_down(); }).detach();
  } catch (const std::exception&) {  // no thread to be had, or no memory for one: the destructor does it
  }
}

void ServerImpl::refuse_calls() noexcept {
  const MutexLock lock(opening_);
  closed_.store(true, std::memory_order_release);
  for (const auto& [name, state] : states_) state->refuse_calls();
}

void ServerImpl::say_goodbye() noexcept {
  try {
    io_->post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->hub_->shutdown();
    });
  } catch (const std::bad_alloc&) {  // the viewers see the connection end
  }
}

void ServerImpl::shut_down() noexcept {
  const MutexLock lock(closing_);
  if (std::exchange(shut_down_, true)) return;
  const TimePoint limit = clock_->now() + kCloseLimit;
  const auto left = [&] { return std::max(limit - clock_->now(), kLeastWait); };
  refuse_calls();
  if (hub_) say_goodbye();
  if (http_) http_->close();
  if (io_) io_->stop();
  if (auth_) auth_->end(left());
  for (const auto& state : all_states()) {  // without the lock: a hook may want it
    state->end_hooks(left());
    state->end_event_log(left());
  }
  callbacks_->end(left());
  if (workers_) workers_->end(left());
  end_log(left());
}

void ServerImpl::end_log(Duration wait) noexcept {
  if (!log_thread_.joinable()) return;
  // A log function that hangs must not hang the process at its end. Its thread holds the queue only.
  log_->end(wait) ? log_thread_.join() : log_thread_.detach();
}

void ServerImpl::check_open(const char* consequence) const {
  if (!is_closed()) return;
  throw Error(ErrorCode::closed, std::string("the server has been closed; ") + consequence +
                                     ". Start another one with serve or serve_server.");
}

void ServerImpl::check_process() const {
  if (in_owner_process()) return;
  throw Error(ErrorCode::closed,
              "this display belongs to the process that called serve(); a child made by fork() cannot use "
              "it. Call serve() "
              "in the child, or exec another program.");
}

bool ServerImpl::in_owner_process() const noexcept {
  return ::getpid() == process_;
}

}  // namespace pdum::rfb
