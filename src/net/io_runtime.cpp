#include "net/io_runtime.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "core/blocked_signals.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

namespace asio = boost::asio;

/// The thread holds its loop, so an `IoRuntime` may be destroyed by one of its own tasks.
class IoRuntime::Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(std::shared_ptr<const Clock> clock, std::shared_ptr<LogSink> log)
      : clock_(std::move(clock)), log_(std::move(log)), work_(asio::make_work_guard(context_)) {}

  void start_thread();
  void post(std::function<void()> task);
  std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task);
  void stop() noexcept;
  void leave() noexcept;

  bool on_strand() const noexcept { return context_.get_executor().running_in_this_thread(); }
  bool stopped() const noexcept { return stopped_.load(std::memory_order_acquire); }
  const Clock& clock() const noexcept { return *clock_; }
  asio::io_context& context() noexcept { return context_; }

 private:
  class PendingTimer;

  void run() noexcept;
  void run_posted();
  void drop_posted() noexcept;
  void report(const char* what) noexcept;

  // Constant after construction.
  const std::shared_ptr<const Clock> clock_;
  const std::shared_ptr<LogSink> log_;

  // Own synchronization.
  mutable asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::atomic<bool> stopped_{false};

  // Guarded by mutex_.
  Mutex mutex_;
  std::deque<std::function<void()>> posted_ PDUM_GUARDED_BY(mutex_);
  bool wake_up_pending_ PDUM_GUARDED_BY(mutex_) = false;

  // Guarded by join_mutex_.
  Mutex join_mutex_;
  std::thread thread_ PDUM_GUARDED_BY(join_mutex_);
};

/// Asio's queue holds timers weakly and tasks not at all: what a task captures (sessions, sockets) never
/// lives until the io_context is destroyed.
class IoRuntime::Loop::PendingTimer final : public Timer {
 public:
  PendingTimer(std::shared_ptr<Loop> loop, Duration delay, std::function<void()> task)
      : loop_(std::move(loop)), state_(std::make_shared<State>(loop_->context(), std::move(task))) {
    state_->timer.expires_after(delay);
    state_->timer.async_wait(
        [weak = std::weak_ptr<State>(state_), loop = std::weak_ptr<Loop>(loop_)](const auto& error) {
          const auto state = weak.lock();
          const auto running = loop.lock();
          if (error || !state || !running || running->stopped()) return;
          const auto due = std::exchange(state->task, nullptr);
          if (due) due();
        });
  }

 private:
  struct State {
    State(asio::io_context& context, std::function<void()> task_in)
        : timer(context), task(std::move(task_in)) {}
    asio::steady_timer timer;
    std::function<void()> task;
  };
  // The timer goes before the context it belongs to.
  const std::shared_ptr<Loop> loop_;
  const std::shared_ptr<State> state_;
};

void IoRuntime::Loop::start_thread() {
  const BlockedSignals blocked;
  const MutexLock lock(join_mutex_);
  try {
    thread_ = std::thread([loop = shared_from_this()] { loop->run(); });
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::system, std::string("The I/O thread could not be started (") + error.what() +
                                       "); raise the limit on threads or processes (ulimit -u, pids-limit).");
  }
}

void IoRuntime::Loop::post(std::function<void()> task) {
  bool wake_up = false;
  {
    const MutexLock lock(mutex_);
    if (stopped()) return;
    posted_.push_back(std::move(task));
    wake_up = !std::exchange(wake_up_pending_, true);
  }
  if (!wake_up) return;
  try {
    asio::post(context_, [weak = weak_from_this()] {
      if (const auto loop = weak.lock()) loop->run_posted();
    });
  } catch (
      const std::exception&) {  // no memory: the task waits for the next wake-up, which must not be left out
    const MutexLock lock(mutex_);
    wake_up_pending_ = false;
    throw;
  }
}

void IoRuntime::Loop::run_posted() {
  std::deque<std::function<void()>> batch;
  {
    const MutexLock lock(mutex_);
    batch.swap(posted_);
    wake_up_pending_ = false;
  }
  for (auto& task : batch) {
    if (stopped()) return;
    try {
      task();
    } catch (const std::exception& error) {
      report(error.what());
    }
    task = nullptr;
  }
}

std::unique_ptr<Timer> IoRuntime::Loop::post_after(Duration delay, std::function<void()> task) {
  return std::make_unique<PendingTimer>(shared_from_this(), delay, std::move(task));
}

void IoRuntime::Loop::run() noexcept {
  while (!stopped()) {
    try {
      context_.run();
    } catch (const std::exception& error) {
      report(error.what());
    } catch (...) {  // the thread outlives every task
      report("something that is not a std::exception");
    }
  }
  drop_posted();
}

void IoRuntime::Loop::drop_posted() noexcept {
  std::deque<std::function<void()>> dropped;  // destroyed after the lock is released
  const MutexLock lock(mutex_);
  dropped.swap(posted_);
}

void IoRuntime::Loop::report(const char* what) noexcept {
  try {
    log_->write_limited(LogLevel::error, "I/O task",
                        std::string("A task of the I/O thread failed: ") + escape_for_log(what));
  } catch (...) {  // no memory for the line: there is nobody left to tell
  }
}

void IoRuntime::Loop::stop() noexcept {
  {
    const MutexLock lock(mutex_);
    stopped_.store(true, std::memory_order_release);
  }
  context_.stop();
  if (on_strand()) return;
  const MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void IoRuntime::Loop::leave() noexcept {
  stop();
  if (!on_strand()) return;
  const MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.detach();  // it holds the loop and ends after the running task
}

IoRuntime::IoRuntime(std::shared_ptr<const Clock> clock, std::shared_ptr<LogSink> log)
    : loop_(std::make_shared<Loop>(std::move(clock), std::move(log))) {
  loop_->start_thread();
}

IoRuntime::~IoRuntime() {
  loop_->leave();
}

void IoRuntime::post(std::function<void()> task) {
  loop_->post(std::move(task));
}

std::unique_ptr<Timer> IoRuntime::post_after(Duration delay, std::function<void()> task) {
  return loop_->post_after(delay, std::move(task));
}

const Clock& IoRuntime::clock() const {
  return loop_->clock();
}

bool IoRuntime::on_strand() const noexcept {
  return loop_->on_strand();
}

void IoRuntime::stop() noexcept {
  loop_->stop();
}

bool IoRuntime::stopped() const noexcept {
  return loop_->stopped();
}

boost::asio::io_context& IoRuntime::context() noexcept {
  return loop_->context();
}

}  // namespace pdum::rfb
