#include "core/log.hpp"

#include <cstdio>
#include <map>
#include <utility>

#include "core/callback_guard.hpp"
#include "core/clock.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {
namespace {

constexpr Duration kQuietTime = std::chrono::minutes(1);
constexpr std::size_t kMaxKinds = 256;
constexpr std::size_t kMaxPeerBytes = 200;

void write_to_stderr(LogLevel level, std::string_view line) {
  if (level == LogLevel::info) return;
  const char* name = level == LogLevel::error ? "error" : "warning";
  (void)std::fprintf(stderr, "pdum-rfb: %s: %.*s\n", name, static_cast<int>(line.size()), line.data());
}

class FunctionLogSink final : public LogSink {
 public:
  FunctionLogSink(LogFunction function, std::shared_ptr<const Clock> clock)
      : function_(std::move(function)), clock_(std::move(clock)) {}

  void write(LogLevel level, std::string_view line) override {
    if (!function_) return write_to_stderr(level, line);
    try {
      const CallbackScope scope;
      function_(level, line);
    } catch (...) {  // a log function that throws has nowhere to be reported but here
      write_to_stderr(LogLevel::error, "ServeOptions::log threw an exception; the line was:");
      write_to_stderr(level == LogLevel::info ? LogLevel::warning : level, line);
    }
  }

  void write_limited(LogLevel level, std::string_view kind, std::string_view line) override {
    std::string text(line);
    if (admit(kind, text)) write(level, text);
  }

 private:
  struct Kind {
    TimePoint last;
    unsigned left_out = 0;
  };

  bool admit(std::string_view name, std::string& text) PDUM_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const TimePoint now = clock_->now();
    if (kinds_.size() >= kMaxKinds && !kinds_.contains(std::string(name))) kinds_.clear();
    const auto [entry, is_new] = kinds_.try_emplace(std::string(name), Kind{now});
    if (is_new) return true;
    Kind& kind = entry->second;
    if (now - kind.last < kQuietTime) {
      ++kind.left_out;
      return false;
    }
    if (kind.left_out > 0)
      text += " (and " + std::to_string(kind.left_out) + " more since the last such line)";
    kind = {now};
    return true;
  }

  // Constant after construction.
  const LogFunction function_;
  const std::shared_ptr<const Clock> clock_;
  // Guarded by mutex_.
  Mutex mutex_;
  std::map<std::string, Kind> kinds_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace

std::shared_ptr<LogSink> make_log_sink(LogFunction function, std::shared_ptr<const Clock> clock) {
  return std::make_shared<FunctionLogSink>(std::move(function), std::move(clock));
}

std::string escape_for_log(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string escaped;
  for (const char c : text.substr(0, kMaxPeerBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte <= 0x7e) {
      escaped += c;
    } else {
      escaped += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (text.size() > kMaxPeerBytes) escaped += "…";
  return escaped;
}

}  // namespace pdum::rfb
