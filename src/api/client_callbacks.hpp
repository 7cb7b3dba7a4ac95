#pragma once

#include <functional>
#include <memory>
#include <string>

#include <pdum/rfb/control.hpp>

#include "core/callback_thread.hpp"
#include "core/log.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

/// What the application wants to hear of viewers, and the way to it.
///
/// Thread safety: any thread.
class ClientCallbacks final : public std::enable_shared_from_this<ClientCallbacks> {
 public:
  ClientCallbacks(std::shared_ptr<CallbackThread> thread, std::shared_ptr<LogSink> log);

  // From now on these are called; empty: nobody is.
  void on_joined(ClientFunction callback);
  void on_left(ClientFunction callback);
  void on_control_requested(ControlRequestFunction callback);

  // Never wait for the application.
  void joined(const Client& client);
  void left(const Client& client);
  bool answers_requests() const;
  void control_requested(const Client& client, const std::string& label);

 private:
  template <class Function, class... Arguments>
  void call(const char* name, Function ClientCallbacks::*member, const Arguments&... arguments);

  const std::shared_ptr<CallbackThread> thread_;
  const std::shared_ptr<LogSink> log_;
  mutable Mutex mutex_;
  ClientFunction joined_ PDUM_GUARDED_BY(mutex_);
  ClientFunction left_ PDUM_GUARDED_BY(mutex_);
  ControlRequestFunction control_requested_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb
