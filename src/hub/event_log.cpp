#include "hub/event_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "core/mutex.hpp"
#include "protocol/message_text.hpp"

namespace pdum::rfb {

struct EventLog::File {
  explicit File(int descriptor) : fd(descriptor) {}
  ~File() { ::close(fd); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Empty: written.
  std::string write(std::string_view line) const {
    while (!line.empty()) {
      const ssize_t written = ::write(fd, line.data(), line.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return std::generic_category().message(errno);
      line.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  const int fd;
  std::atomic<std::size_t> waiting{0};  ///< bytes
};

namespace {

int open_to_append(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0600;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly);
  if (fd >= 0) return fd;
  throw Error(ErrorCode::system, "The event log " + path + " cannot be written (" +
                                     std::generic_category().message(errno) +
                                     "); choose another file for the option event_log.");
}

}  // namespace

EventLog::EventLog(const std::string& path, std::shared_ptr<LogSink> log)
    : log_(std::move(log)), file_(std::make_shared<File>(open_to_append(path))) {}

EventLog::~EventLog() = default;

void EventLog::append(const InputEvent& event, std::string_view json) {
  ObjectText line;
  line.string("client_id", event.client_id);
  if (event.principal) line.string("principal", event.principal->name);
  // Line breaks may stand between the members of an object, and would make one line look like several.
  std::string one_line(json);
  std::replace_if(
      one_line.begin(), one_line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  line.integer("received_us", event.received.count()).raw("event", one_line);
  std::string text = line.take() + '\n';
  const std::size_t bytes = text.size();
  const bool has_room = file_->waiting.fetch_add(bytes) + bytes <= kMaxWaitingBytes;
  const bool taken = has_room && thread_.post([file = file_, log = log_, text = std::move(text)] {
    const std::string problem = file->write(text);
    file->waiting -= text.size();
    if (!problem.empty()) {
      log->write_limited(LogLevel::warning, "event log", "The event log could not be written: " + problem);
    }
  });
  if (taken) return;
  file_->waiting -= bytes;
  log_->write_limited(LogLevel::warning, "event log lost",
                      "Lines of the event log were lost: events come faster than the disk takes them.");
}

void EventLog::end(Duration wait) noexcept {
  const auto written = std::make_shared<std::pair<Mutex, CondVar>>();
  const auto done = std::make_shared<bool>(false);
  const MutexLock lock(written->first);
  const bool asked = thread_.post([written, done] {
    const MutexLock inner(written->first);
    *done = true;
    written->second.notify_all();
  });
  if (asked) written->second.wait_for(written->first, wait, [&] { return *done; });
}

}  // namespace pdum::rfb
