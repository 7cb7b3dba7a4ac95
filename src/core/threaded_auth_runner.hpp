#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/auth_runner.hpp"
#include "core/executor.hpp"
#include "core/log.hpp"

namespace pdum::rfb {

/// Limits of security: how many hooks run and wait, and how long a viewer waits for its verdict.
struct AuthLimits {
  std::size_t at_once = 8;   ///< calls of the hook
  std::size_t waiting = 64;  ///< beyond those, for their call or, after it, for their answer
  Duration timeout = std::chrono::seconds(10);  ///< from the request on, the wait for a thread included
};

/// A hook that answers before it returns. Empty for an empty one.
AsyncAuthenticator asynchronous(Authenticator hook);

/// Runs hooks on threads of its own, in order of the requests. A request whose time is up is refused: one
/// that still waits gives up its place and its hook never runs, a verdict that comes later is ignored. Every
/// request has a place until it is answered or its time is up, and its call has returned.
///
/// Thread safety: `run` on the strand, `end` and destroying on one thread when no `run` can happen any more.
class ThreadedAuthRunner final : public AuthRunner {
 public:
  /// `hook` may be empty: then everyone is accepted.
  ThreadedAuthRunner(AsyncAuthenticator hook, std::shared_ptr<Executor> strand, std::shared_ptr<LogSink> log,
                     const AuthLimits& limits = {});
  ~ThreadedAuthRunner() override;  ///< `end`, without waiting
  ThreadedAuthRunner(const ThreadedAuthRunner&) = delete;
  ThreadedAuthRunner& operator=(const ThreadedAuthRunner&) = delete;

  bool required() const override;
  void run(AuthContext context,
           std::function<void(AuthVerdict, std::shared_ptr<const Principal>)> done) override;
  /// Drops what waits and all verdicts still to come, and waits, at most `wait`, for hooks that run; one that
  /// hangs longer keeps its thread, which touches nothing of ours afterwards. Waits for no answers.
  void end(Duration wait) noexcept;

 private:
  struct Waiting;
  struct Shared;
  static void run_hooks(const std::shared_ptr<Shared>& shared, const AsyncAuthenticator& hook);
  static void ask(const std::shared_ptr<Shared>& shared, const AsyncAuthenticator& hook,
                  const Waiting& request);
  static void on_answer(const std::weak_ptr<Shared>& weak, std::uint64_t id,
                        std::shared_ptr<const Principal> principal);
  static void refuse_late(Shared& shared, std::uint64_t id);
  bool enqueue(Waiting request);
  bool start_thread();

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<const AsyncAuthenticator> hook_;  ///< shared with the threads
};

}  // namespace pdum::rfb
