#pragma once

#include <exception>
#include <string>
#include <utility>

#include "core/log.hpp"

namespace pdum::rfb {

/// True while this thread runs a callback of the application.
bool inside_callback() noexcept;

/// Marks this thread as running a callback of the application.
class CallbackScope {
 public:
  CallbackScope() noexcept;
  ~CallbackScope();
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;
};

/// Runs a callback of the application; what it throws ends here, in one log line that names the callback, or
/// unheard when `log` is null. The caller holds no lock. Returns false when it threw.
template <class Callback>
bool run_guarded(LogSink* log, const char* name, Callback&& callback) noexcept {
  const auto report = [&](const char* what) noexcept {
    if (log == nullptr) return;
    try {
      log->write_limited(LogLevel::error, name, std::string(name) + " threw: " + escape_for_log(what));
    } catch (...) {  // no memory for the line: there is nobody left to tell
    }
  };
  try {
    const CallbackScope scope;
    std::forward<Callback>(callback)();
    return true;
  } catch (const std::exception& error) {
    report(error.what());
  } catch (...) {
    report("something that is not a std::exception");
  }
  return false;
}

template <class Callback>
bool run_guarded(LogSink& log, const char* name, Callback&& callback) noexcept {
  return run_guarded(&log, name, std::forward<Callback>(callback));
}

}  // namespace pdum::rfb
