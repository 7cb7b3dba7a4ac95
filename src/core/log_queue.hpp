#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "core/clock.hpp"
#include "core/line_limiter.hpp"
#include "core/log.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

/// Log lines on their way to the application's function, which may block: writers leave a line here and go
/// on, a thread of its own hands them over one at a time. Lines beyond the limit are lost, and counted in a
/// line of their own once the function has caught up.
///
/// Thread safety: any thread; `serve` on one.
class LogQueue final : public LogSink {
 public:
  static constexpr std::size_t kMaxLines = 1024;

  /// Without a function, warnings and errors go to standard error.
  LogQueue(LogFunction function, std::shared_ptr<const Clock> clock);

  void write(LogLevel level, std::string_view line) override;
  void write_limited(LogLevel level, std::string_view kind, std::string_view line) override;

  /// Hands lines over until `end`: the body of the thread. Returns once no call of the function will begin.
  void serve() noexcept;
  /// Takes no further line and waits, at most `wait`, until `serve` has handed over what is here and has
  /// returned. False: it has not, since the function hangs; lines that waited are lost, and no call of the
  /// function begins any more.
  bool end(Duration wait) noexcept;

 private:
  struct Line {
    LogLevel level = LogLevel::info;
    std::string text;
  };
  bool next(Line& line) PDUM_EXCLUDES(mutex_);
  void hand_over(const Line& line) const;

  // Constant after construction.
  const LogFunction function_;
  const std::shared_ptr<const Clock> clock_;
  // Guarded by mutex_.
  Mutex mutex_;
  CondVar changed_;
  LineLimiter limiter_ PDUM_GUARDED_BY(mutex_);
  std::deque<Line> lines_ PDUM_GUARDED_BY(mutex_);
  std::uint64_t lost_ PDUM_GUARDED_BY(mutex_) = 0;
  bool ending_ PDUM_GUARDED_BY(mutex_) = false;  ///< no further line is taken
  bool served_ PDUM_GUARDED_BY(mutex_) = false;  ///< `serve` has returned
};

}  // namespace pdum::rfb
