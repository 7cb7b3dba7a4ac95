#pragma once

#include <csignal>

namespace pdum::rfb {

/// Blocks all signals in this thread while it lives, so that a thread started meanwhile never runs the
/// application's signal handlers. (SIGSEGV and friends raised by a thread itself are delivered all the same.)
class BlockedSignals {
 public:
  BlockedSignals() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace pdum::rfb
