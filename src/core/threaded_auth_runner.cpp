#include "core/threaded_auth_runner.hpp"

#include <deque>
#include <thread>
#include <utility>

#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {
namespace {

using Done = std::function<void(AuthVerdict, std::shared_ptr<const Principal>)>;

/// One question to the hook. `done` is touched on the strand only and empties when it has been called.
struct Request {
  AuthContext context;
  Done done;
  std::unique_ptr<Timer> deadline;

  void answer(AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
    deadline.reset();
    if (const Done call = std::exchange(done, nullptr)) call(verdict, std::move(principal));
  }
};

/// What the threads share with the runner; outlives it while a hook hangs.
struct Shared {
  // Constant after construction.
  Authenticator hook;
  std::shared_ptr<Executor> strand;
  std::shared_ptr<LogSink> log;
  AuthLimits limits;
  // Guarded by mutex.
  Mutex mutex;
  CondVar changed;
  std::deque<std::shared_ptr<Request>> waiting PDUM_GUARDED_BY(mutex);
  std::size_t running PDUM_GUARDED_BY(mutex) = 0;
  bool ended PDUM_GUARDED_BY(mutex) = false;
};

std::shared_ptr<Request> next_request(Shared& shared) {
  const MutexLock lock(shared.mutex);
  if (shared.ended || shared.waiting.empty()) {
    --shared.running;
    shared.changed.notify_all();
    return nullptr;
  }
  std::shared_ptr<Request> request = std::move(shared.waiting.front());
  shared.waiting.pop_front();
  return request;
}

void post_verdict(const std::shared_ptr<Shared>& shared, const std::shared_ptr<Request>& request,
                  std::shared_ptr<const Principal> principal) {
  shared->strand->post([request, principal = std::move(principal)]() mutable {
    const AuthVerdict verdict = principal ? AuthVerdict::accepted : AuthVerdict::refused;
    request->answer(verdict, std::move(principal));
  });
}

void run_hooks(const std::shared_ptr<Shared>& shared) {
  while (const std::shared_ptr<Request> request = next_request(*shared)) {
    std::shared_ptr<const Principal> principal;
    run_guarded(*shared->log, "authenticate", [&] { principal = shared->hook(request->context); });
    post_verdict(shared, request, std::move(principal));
  }
}

class ThreadedAuthRunner final : public AuthRunner {
 public:
  explicit ThreadedAuthRunner(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  ~ThreadedAuthRunner() override {
    const MutexLock lock(shared_->mutex);
    shared_->ended = true;
    shared_->waiting.clear();
    shared_->changed.wait_for(shared_->mutex, std::chrono::seconds(1),
                              [this]() PDUM_NO_ANALYSIS { return shared_->running == 0; });
  }

  bool required() const override { return static_cast<bool>(shared_->hook); }

  void run(AuthContext context, Done done) override {
    if (!required())
      return shared_->strand->post([done = std::move(done)] { done(AuthVerdict::accepted, nullptr); });
    const auto request = std::make_shared<Request>(Request{std::move(context), std::move(done), nullptr});
    if (!enqueue(request)) {
      return shared_->strand->post([request] { request->answer(AuthVerdict::busy, nullptr); });
    }
    const std::weak_ptr<Request> waiting = request;
    request->deadline = shared_->strand->post_after(shared_->limits.timeout, [waiting, log = shared_->log] {
      const std::shared_ptr<Request> late = waiting.lock();
      if (!late) return;
      log->write_limited(
          LogLevel::warning, "authenticate-timeout",
          "the authenticate hook took longer than 10 s; the viewer was refused. Make the hook faster or "
          "answer from a cache.");
      late->answer(AuthVerdict::refused, nullptr);
    });
  }

 private:
  bool enqueue(const std::shared_ptr<Request>& request) {
    const MutexLock lock(shared_->mutex);
    if (shared_->waiting.size() >= shared_->limits.waiting) return false;
    shared_->waiting.push_back(request);
    if (shared_->running < shared_->limits.at_once && !start_thread() && shared_->running == 0) {
      shared_->waiting.pop_back();
      return false;
    }
    return true;
  }

  bool start_thread() PDUM_REQUIRES(shared_->mutex) {
    try {
      const BlockedSignals blocked;
      // Not joined: a hook of the application may hang for ever, and closing the display must not. The thread
      // holds `shared` only; the destructor waits until `running` is zero, or a second.
      std::thread([shared = shared_] { run_hooks(shared); }).detach();
      ++shared_->running;
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  const std::shared_ptr<Shared> shared_;
};

}  // namespace

std::unique_ptr<AuthRunner> make_threaded_auth_runner(Authenticator hook, std::shared_ptr<Executor> strand,
                                                      std::shared_ptr<LogSink> log,
                                                      const AuthLimits& limits) {
  auto shared = std::make_shared<Shared>();
  shared->hook = std::move(hook);
  shared->strand = std::move(strand);
  shared->log = std::move(log);
  shared->limits = limits;
  return std::make_unique<ThreadedAuthRunner>(std::move(shared));
}

}  // namespace pdum::rfb
