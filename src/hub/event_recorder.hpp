#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/mutex.hpp"

namespace pdum::rfb {

/// The newest raw events, 10,000 of them or 8 MiB, whichever is less.
///
/// Thread safety: any thread.
class EventRecorder {
 public:
  static constexpr std::size_t kMaxEvents = 10'000;
  static constexpr std::size_t kMaxBytes = 8U << 20;

  void record(std::string_view json);
  std::vector<std::string> snapshot() const;  ///< oldest first
  void clear();

 private:
  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::deque<std::string> events_ PDUM_GUARDED_BY(mutex_);
  std::size_t bytes_ PDUM_GUARDED_BY(mutex_) = 0;
};

}  // namespace pdum::rfb
