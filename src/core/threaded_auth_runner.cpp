#include "core/threaded_auth_runner.hpp"

#include <deque>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

using Done = std::function<void(AuthVerdict, std::shared_ptr<const Principal>)>;

/// One question to the hook. `done` and `deadline` are touched on the strand only; `done` empties when it has
/// been called.
struct ThreadedAuthRunner::Request {
  AuthContext context;
  Done done;
  std::unique_ptr<Timer> deadline;

  void answer(AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
    deadline.reset();
    if (const Done call = std::exchange(done, nullptr)) call(verdict, std::move(principal));
  }
};

/// What the threads share with the runner; outlives it while a hook hangs.
struct ThreadedAuthRunner::Shared {
  // Constant after construction.
  Authenticator hook;
  std::shared_ptr<Executor> strand;
  std::shared_ptr<LogSink> log;
  AuthLimits limits;
  // Guarded by mutex.
  Mutex mutex;
  CondVar changed;
  std::deque<std::shared_ptr<Request>> waiting PDUM_GUARDED_BY(mutex);
  std::size_t threads PDUM_GUARDED_BY(mutex) = 0;
  std::size_t asking PDUM_GUARDED_BY(mutex) = 0;  ///< threads inside the hook
  bool ended PDUM_GUARDED_BY(mutex) = false;

  bool has_ended() {
    const MutexLock lock(mutex);
    return ended;
  }
};

std::shared_ptr<ThreadedAuthRunner::Request> ThreadedAuthRunner::next_request(Shared& shared) {
  const MutexLock lock(shared.mutex);
  if (shared.ended || shared.waiting.empty()) {
    --shared.threads;
    shared.changed.notify_all();
    return nullptr;
  }
  std::shared_ptr<Request> request = std::move(shared.waiting.front());
  shared.waiting.pop_front();
  ++shared.asking;
  return request;
}

void ThreadedAuthRunner::post_verdict(const std::shared_ptr<Shared>& shared,
                                      const std::shared_ptr<Request>& request,
                                      std::shared_ptr<const Principal> principal) {
  shared->strand->post([weak = std::weak_ptr<Shared>(shared), request, principal = std::move(principal)] {
    const std::shared_ptr<Shared> alive = weak.lock();
    if (!alive || alive->has_ended()) return;
    request->answer(principal ? AuthVerdict::accepted : AuthVerdict::refused, principal);
  });
}

void ThreadedAuthRunner::run_hooks(const std::shared_ptr<Shared>& shared) {
  while (const std::shared_ptr<Request> request = next_request(*shared)) {
    std::shared_ptr<const Principal> principal;
    run_guarded(*shared->log, "authenticate", [&] { principal = shared->hook(request->context); });
    {
      const MutexLock lock(shared->mutex);
      --shared->asking;
    }
    try {
      post_verdict(shared, request, std::move(principal));
    } catch (const std::bad_alloc&) {  // the deadline refuses the viewer
    }
  }
}

void ThreadedAuthRunner::refuse_late(Shared& shared, const std::shared_ptr<Request>& request) {
  {
    const MutexLock lock(shared.mutex);
    std::erase(shared.waiting, request);
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(shared.limits.timeout);
  shared.log->write_limited(LogLevel::warning, "authenticate-timeout",
                            "the authenticate hook gave no verdict within " +
                                std::to_string(seconds.count()) +
                                " s; the viewer was refused. Make the hook faster or answer from a cache.");
  request->answer(AuthVerdict::refused, nullptr);
}

ThreadedAuthRunner::ThreadedAuthRunner(Authenticator hook, std::shared_ptr<Executor> strand,
                                       std::shared_ptr<LogSink> log, const AuthLimits& limits)
    : shared_(std::make_shared<Shared>()) {
  shared_->hook = std::move(hook);
  shared_->strand = std::move(strand);
  shared_->log = std::move(log);
  shared_->limits = limits;
}

ThreadedAuthRunner::~ThreadedAuthRunner() {
  end(Duration::zero());
}

bool ThreadedAuthRunner::required() const {
  return static_cast<bool>(shared_->hook);
}

void ThreadedAuthRunner::run(AuthContext context, Done done) {
  if (!required())
    return shared_->strand->post([done = std::move(done)] { done(AuthVerdict::accepted, nullptr); });
  const auto request = std::make_shared<Request>(Request{std::move(context), std::move(done), nullptr});
  if (!enqueue(request)) {
    return shared_->strand->post([request] { request->answer(AuthVerdict::busy, nullptr); });
  }
  request->deadline = shared_->strand->post_after(
      shared_->limits.timeout,
      [weak_shared = std::weak_ptr<Shared>(shared_), weak = std::weak_ptr<Request>(request)] {
        const std::shared_ptr<Shared> shared = weak_shared.lock();
        const std::shared_ptr<Request> late = weak.lock();
        if (shared && late) refuse_late(*shared, late);
      });
}

void ThreadedAuthRunner::end(Duration wait) noexcept {
  std::deque<std::shared_ptr<Request>> dropped;  // destroyed after the lock is released
  const MutexLock lock(shared_->mutex);
  shared_->ended = true;
  dropped.swap(shared_->waiting);
  shared_->changed.wait_for(shared_->mutex, wait,
                            [this]() PDUM_NO_ANALYSIS { return shared_->threads == 0; });
}

bool ThreadedAuthRunner::enqueue(const std::shared_ptr<Request>& request) {
  Shared& shared = *shared_;
  const MutexLock lock(shared.mutex);
  if (shared.waiting.size() + shared.asking >= shared.limits.waiting + shared.limits.at_once) return false;
  shared.waiting.push_back(request);
  if (shared.threads >= shared.limits.at_once) return true;
  ++shared.threads;
  if (start_thread(shared_) || --shared.threads > 0) return true;  // one that is there takes it later
  shared.waiting.pop_back();
  return false;
}

bool ThreadedAuthRunner::start_thread(const std::shared_ptr<Shared>& shared) {
  try {
    const BlockedSignals blocked;
    // Not joined: a hook of the application may hang for ever, and closing the display must not. The thread
    // holds `shared` only; `end` waits until `threads` is zero, or its time is up.
    std::thread([shared] { run_hooks(shared); }).detach();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace pdum::rfb
