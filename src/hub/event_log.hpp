#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <pdum/rfb/event.hpp>

#include "core/callback_thread.hpp"
#include "core/log.hpp"

namespace pdum::rfb {

/// Appends what viewers did to a file, one JSON object a line:
/// `{"client_id":…,"principal":…,"received_us":…,"event":{…}}`. Written on a thread of its own; lines that
/// come faster than the disk takes them are lost, and said in the log. Readable by its owner only: it holds
/// keystrokes.
///
/// Thread safety: `append` from any thread.
class EventLog {
 public:
  static constexpr std::size_t kMaxWaitingBytes = 8U << 20;

  /// Throws `Error(system)` naming the file and why it cannot be written.
  EventLog(const std::string& path, std::shared_ptr<LogSink> log);
  ~EventLog();

  /// `json`: the event object as received, or as it may be recorded.
  void append(const InputEvent& event, std::string_view json);
  /// Waits, at most `wait`, until what was appended is written.
  void end(Duration wait) noexcept;

 private:
  struct File;
  const std::shared_ptr<LogSink> log_;
  const std::shared_ptr<File> file_;
  CallbackThread thread_;
};

}  // namespace pdum::rfb
