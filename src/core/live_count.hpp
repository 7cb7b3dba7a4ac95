#pragma once

#include <atomic>

namespace pdum::rfb {

/// Base that counts the living objects of `T`; tests check that the count is zero at the end.
template <class T>
class LiveCount {
 public:
  static int count() noexcept { return count_.load(std::memory_order_relaxed); }

 protected:
  LiveCount() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  LiveCount(const LiveCount&) noexcept : LiveCount() {}
  LiveCount& operator=(const LiveCount&) noexcept = default;
  ~LiveCount() { count_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  static inline std::atomic<int> count_{0};
};

}  // namespace pdum::rfb
