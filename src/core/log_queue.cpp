#include "core/log_queue.hpp"

#include <cstdio>
#include <new>
#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {
namespace {

void write_to_stderr(LogLevel level, std::string_view line) {
  if (level == LogLevel::info) return;
  const char* name = level == LogLevel::error ? "error" : "warning";
  (void)std::fprintf(stderr, "pdum-rfb: %s: %.*s\n", name, static_cast<int>(line.size()), line.data());
}

/// Hears what a log function throws, which has nowhere else to be reported.
class StandardError final : public LogSink {
 public:
  void write(LogLevel level, std::string_view line) override { write_to_stderr(level, line); }
  void write_limited(LogLevel level, std::string_view, std::string_view line) override { write(level, line); }
};

}  // namespace

LogQueue::LogQueue(LogFunction function, std::shared_ptr<const Clock> clock)
    : function_(std::move(function)), clock_(std::move(clock)) {}

void LogQueue::write(LogLevel level, std::string_view line) {
  Line copy{level, std::string(line)};
  const MutexLock lock(mutex_);
  if (ending_) return;
  if (lines_.size() >= kMaxLines) {
    ++lost_;
    return;
  }
  lines_.push_back(std::move(copy));
  changed_.notify_all();
}

void LogQueue::write_limited(LogLevel level, std::string_view kind, std::string_view line) {
  std::string text(line);
  {
    const MutexLock lock(mutex_);
    if (!limiter_.admit(kind, clock_->now(), text)) return;
  }
  write(level, text);
}

void LogQueue::serve() noexcept {
  for (bool more = true; more;) {
    try {
      Line line;
      more = next(line);
      if (more) hand_over(line);
    } catch (const std::bad_alloc&) {  // that line is lost, the next one may find memory
    }
  }
  const MutexLock lock(mutex_);
  served_ = true;
  changed_.notify_all();
}

bool LogQueue::end(Duration wait) noexcept {
  std::deque<Line> lost;  // destroyed after the lock is released
  const MutexLock lock(mutex_);
  ending_ = true;
  changed_.notify_all();
  const bool in_time = changed_.wait_for(mutex_, wait, [this]() PDUM_NO_ANALYSIS { return served_; });
  lines_.swap(lost);
  lost_ = 0;
  return in_time;
}

bool LogQueue::next(Line& line) {
  const MutexLock lock(mutex_);
  while (lines_.empty() && lost_ == 0 && !ending_) changed_.wait(mutex_);
  if (!lines_.empty()) {
    line = std::move(lines_.front());
    lines_.pop_front();
    return true;
  }
  if (lost_ == 0) return false;
  const std::uint64_t lost = std::exchange(lost_, 0);
  line = {LogLevel::warning,
          std::to_string(lost) + " log lines were lost: the function ServeOptions::log takes too long."};
  return true;
}

void LogQueue::hand_over(const Line& line) const {
  if (!function_) return write_to_stderr(line.level, line.text);
  StandardError standard_error;
  if (run_guarded(standard_error, "ServeOptions::log", [&] { function_(line.level, line.text); })) return;
  write_to_stderr(line.level == LogLevel::info ? LogLevel::warning : line.level,
                  "the line was: " + line.text);
}

}  // namespace pdum::rfb
