#include "api/client_callbacks.hpp"

#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {

ClientCallbacks::ClientCallbacks(std::shared_ptr<CallbackThread> thread, std::shared_ptr<LogSink> log)
    : thread_(std::move(thread)), log_(std::move(log)) {}

// What is replaced may own anything: it goes when the lock is free.
void ClientCallbacks::on_joined(ClientFunction callback) {
  const MutexLock lock(mutex_);
  joined_.swap(callback);
}

void ClientCallbacks::on_left(ClientFunction callback) {
  const MutexLock lock(mutex_);
  left_.swap(callback);
}

void ClientCallbacks::on_control_requested(ControlRequestFunction callback) {
  const MutexLock lock(mutex_);
  control_requested_.swap(callback);
}

/// The callback is looked up when its turn comes: one that was taken away is not called any more.
template <class Function, class... Arguments>
void ClientCallbacks::call(const char* name, Function ClientCallbacks::*member,
                           const Arguments&... arguments) {
  {
    const MutexLock lock(mutex_);
    if (!(this->*member)) return;
  }
  const bool taken = thread_->post([self = shared_from_this(), name, member, arguments...] {
    Function callback;
    {
      const MutexLock lock(self->mutex_);
      callback = (*self).*member;
    }
    if (callback) run_guarded(*self->log_, name, [&] { callback(arguments...); });
  });
  if (taken) return;
  log_->write_limited(LogLevel::warning, name,
                      std::string(name) + " was not called for a viewer: the calls before it take too long.");
}

void ClientCallbacks::joined(const Client& client) {
  call("on_client_joined", &ClientCallbacks::joined_, client);
}

void ClientCallbacks::left(const Client& client) {
  call("on_client_left", &ClientCallbacks::left_, client);
}

bool ClientCallbacks::answers_requests() const {
  const MutexLock lock(mutex_);
  return static_cast<bool>(control_requested_);
}

void ClientCallbacks::control_requested(const Client& client, const std::string& label) {
  call("on_control_requested", &ClientCallbacks::control_requested_, client, label);
}

}  // namespace pdum::rfb
