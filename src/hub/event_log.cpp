#include "hub/event_log.hpp"

#include <fcntl.h>
#include <unistd.h>

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
  line.integer("received_us", event.received.count()).raw("event", json);
  const bool taken = thread_.post([file = file_, log = log_, text = line.take() + '\n'] {
    const std::string problem = file->write(text);
    if (!problem.empty()) {
      log->write_limited(LogLevel::warning, "event log", "The event log could not be written: " + problem);
    }
  });
  if (taken) return;
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
