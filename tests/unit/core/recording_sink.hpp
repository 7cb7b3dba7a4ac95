#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb::testing {

/// Keeps what is logged. Thread safety: any thread.
class RecordingSink final : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override {
    const MutexLock lock(mutex_);
    lines_.emplace_back(line);
  }
  void write_limited(LogLevel level, std::string_view, std::string_view line) override { write(level, line); }
  std::vector<std::string> lines() const {
    const MutexLock lock(mutex_);
    return lines_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<std::string> lines_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb::testing
