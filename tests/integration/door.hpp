#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pdum::rfb::testing {

/// Where a callback stays until the test lets it go. Held by shared pointers: a callback may come back later
/// than its test.
class Door {
 public:
  /// The callback's side.
  void pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++inside_;
    ++passes_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --inside_;
    changed_.notify_all();
  }
  void open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool wait_until_somebody_is_inside() {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [this] { return inside_ > 0; });
  }
  /// How many ever came, once nobody is inside.
  int passes() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [this] { return inside_ == 0; });
    return passes_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  int passes_ = 0;
  bool open_ = false;
};

}  // namespace pdum::rfb::testing
