#include "core/threaded_auth_runner.hpp"

#include <deque>
#include <exception>
#include <map>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {
namespace {

/// A request without a verdict.
struct Question {
  AuthRunner::Done done;
  std::unique_ptr<Timer> deadline;
};
using Questions = std::map<std::uint64_t, Question>;

/// What a request takes up, until it is settled and not inside the hook.
struct Place {
  bool inside = false;   ///< the call has not returned
  bool settled = false;  ///< it was answered, or its time is up
};

}  // namespace

/// A request whose call has not begun.
struct ThreadedAuthRunner::Waiting {
  std::uint64_t id = 0;
  AuthContext context;
};

/// What threads and replies share with the runner; outlives it while a hook hangs. Without the hook, so that
/// what that holds is never destroyed inside a reply.
struct ThreadedAuthRunner::Shared {
  // Constant after construction.
  std::shared_ptr<Executor> strand;
  std::shared_ptr<LogSink> log;
  AuthLimits limits;
  // Strand only.
  const std::shared_ptr<Questions> questions = std::make_shared<Questions>();
  std::uint64_t last_id = 0;
  // Guarded by mutex.
  Mutex mutex;
  CondVar changed;
  std::deque<Waiting> waiting PDUM_GUARDED_BY(mutex);
  std::map<std::uint64_t, Place> places PDUM_GUARDED_BY(mutex);
  std::size_t threads PDUM_GUARDED_BY(mutex) = 0;
  bool ended PDUM_GUARDED_BY(mutex) = false;

  bool has_ended() {
    const MutexLock lock(mutex);
    return ended;
  }
  /// The request whose turn it is; none: the thread that asks ends.
  std::optional<Waiting> begin_next() {
    const MutexLock lock(mutex);
    if (ended || waiting.empty()) {
      --threads;
      changed.notify_all();
      return std::nullopt;
    }
    std::optional<Waiting> next(std::move(waiting.front()));
    waiting.pop_front();
    if (const auto place = places.find(next->id); place != places.end()) place->second.inside = true;
    return next;
  }
  void call_returned(std::uint64_t id) {
    const MutexLock lock(mutex);
    const auto place = places.find(id);
    if (place == places.end()) return;
    place->second.inside = false;
    if (place->second.settled) places.erase(place);
  }
  void settle(std::uint64_t id) {
    const MutexLock lock(mutex);
    std::erase_if(waiting, [id](const Waiting& each) { return each.id == id; });
    const auto place = places.find(id);
    if (place == places.end()) return;
    place->second.settled = true;
    if (!place->second.inside) places.erase(place);
  }
  /// Strand only. The first verdict counts.
  void conclude(std::uint64_t id, AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
    if (has_ended()) return;
    auto found = questions->extract(id);
    if (!found) return;
    found.mapped().deadline.reset();
    found.mapped().done(verdict, std::move(principal));
  }
};

AsyncAuthenticator asynchronous(Authenticator hook) {
  if (!hook) return {};
  return [hook = std::move(hook)](const AuthContext& context, const AuthReply& reply) {
    reply.accept(hook(context));
  };
}

void ThreadedAuthRunner::run_hooks(const std::shared_ptr<Shared>& shared, const AsyncAuthenticator& hook) {
  while (const std::optional<Waiting> request = shared->begin_next()) {
    try {
      ask(shared, hook, *request);
    } catch (const std::bad_alloc&) {  // the deadline refuses the viewer
    }
    shared->call_returned(request->id);
  }
}

void ThreadedAuthRunner::ask(const std::shared_ptr<Shared>& shared, const AsyncAuthenticator& hook,
                             const Waiting& request) {
  const AuthReply reply([weak = std::weak_ptr<Shared>(shared), id = request.id](auto principal) {
    on_answer(weak, id, std::move(principal));
  });
  if (!run_guarded(*shared->log, "authenticate", [&] { hook(request.context, reply); })) reply.refuse();
}

/// On whatever thread the application answers. Holds nothing of the runner, which may have ended.
void ThreadedAuthRunner::on_answer(const std::weak_ptr<Shared>& weak, std::uint64_t id,
                                   std::shared_ptr<const Principal> principal) {
  const std::shared_ptr<Shared> shared = weak.lock();
  if (!shared) return;
  shared->settle(id);
  shared->strand->post([weak, id, principal = std::move(principal)] {
    const std::shared_ptr<Shared> alive = weak.lock();
    if (alive) alive->conclude(id, principal ? AuthVerdict::accepted : AuthVerdict::refused, principal);
  });
}

void ThreadedAuthRunner::refuse_late(Shared& shared, std::uint64_t id) {
  shared.settle(id);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(shared.limits.timeout);
  shared.log->write_limited(LogLevel::warning, "authenticate-timeout",
                            "the authenticate hook gave no verdict within " +
                                std::to_string(seconds.count()) +
                                " s; the viewer was refused. Make the hook faster or answer from a cache.");
  shared.conclude(id, AuthVerdict::refused, nullptr);
}

ThreadedAuthRunner::ThreadedAuthRunner(AsyncAuthenticator hook, std::shared_ptr<Executor> strand,
                                       std::shared_ptr<LogSink> log, const AuthLimits& limits)
    : shared_(std::make_shared<Shared>()),
      hook_(std::make_shared<const AsyncAuthenticator>(std::move(hook))) {
  shared_->strand = std::move(strand);
  shared_->log = std::move(log);
  shared_->limits = limits;
}

ThreadedAuthRunner::~ThreadedAuthRunner() {
  end(Duration::zero());
}

bool ThreadedAuthRunner::required() const {
  return static_cast<bool>(*hook_);
}

void ThreadedAuthRunner::run(AuthContext context, Done done) {
  Shared& shared = *shared_;
  if (!required())
    return shared.strand->post([done = std::move(done)] { done(AuthVerdict::accepted, nullptr); });
  const std::uint64_t id = ++shared.last_id;
  const std::weak_ptr<Shared> weak = shared_;
  auto deadline = shared.strand->post_after(shared.limits.timeout, [weak, id] {
    if (const auto alive = weak.lock()) refuse_late(*alive, id);
  });
  shared.questions->emplace(id, Question{std::move(done), std::move(deadline)});
  if (enqueue({id, std::move(context)})) return;
  shared.strand->post([weak, id] {
    if (const auto alive = weak.lock()) alive->conclude(id, AuthVerdict::busy, nullptr);
  });
}

void ThreadedAuthRunner::end(Duration wait) noexcept {
  std::deque<Waiting> dropped;  // destroyed after the lock is released
  {
    const MutexLock lock(shared_->mutex);
    shared_->ended = true;
    dropped.swap(shared_->waiting);
    shared_->changed.wait_for(shared_->mutex, wait,
                              [this]() PDUM_NO_ANALYSIS { return shared_->threads == 0; });
  }
  try {  // the strand may still run, and what it alone touches goes there
    shared_->strand->post([questions = shared_->questions] { questions->clear(); });
  } catch (const std::bad_alloc&) {  // they go with the last who shares them
  }
}

bool ThreadedAuthRunner::enqueue(Waiting request) {
  Shared& shared = *shared_;
  const std::uint64_t id = request.id;
  const MutexLock lock(shared.mutex);
  if (shared.places.size() >= shared.limits.waiting + shared.limits.at_once) return false;
  shared.places.emplace(id, Place{});
  shared.waiting.push_back(std::move(request));
  if (shared.threads >= shared.limits.at_once) return true;
  ++shared.threads;
  if (start_thread() || --shared.threads > 0) return true;  // one that is there takes it later
  shared.waiting.pop_back();
  shared.places.erase(id);
  return false;
}

bool ThreadedAuthRunner::start_thread() {
  try {
    const BlockedSignals blocked;
    // Not joined: a hook of the application may hang for ever, and closing the display must not. The thread
    // holds `shared` and the hook only; `end` waits until `threads` is zero, or its time is up.
    std::thread([shared = shared_, hook = hook_] { run_hooks(shared, *hook); }).detach();
    return true;
  } catch (const std::exception&) {  // no thread to be had, or no memory for one
    return false;
  }
}

}  // namespace pdum::rfb
