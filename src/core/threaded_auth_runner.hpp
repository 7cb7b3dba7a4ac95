#pragma once

#include <memory>

#include "core/auth_runner.hpp"
#include "core/executor.hpp"
#include "core/log.hpp"

namespace pdum::rfb {

/// Limits of security: how many hooks run and wait, and how long one may take.
struct AuthLimits {
  std::size_t at_once = 8;
  std::size_t waiting = 64;
  Duration timeout = std::chrono::seconds(10);
};

/// `hook` may be empty: then everyone is accepted. Destroying the runner on the strand drops all verdicts
/// still to come and waits at most a second for hooks that are running; one that hangs longer keeps its
/// thread and touches nothing of ours.
std::unique_ptr<AuthRunner> make_threaded_auth_runner(Authenticator hook, std::shared_ptr<Executor> strand,
                                                      std::shared_ptr<LogSink> log,
                                                      const AuthLimits& limits = {});

}  // namespace pdum::rfb
