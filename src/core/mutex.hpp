#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#if defined(__clang__)
#define PDUM_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define PDUM_THREAD_ANNOTATION(x)
#endif
#define PDUM_CAPABILITY(x) PDUM_THREAD_ANNOTATION(capability(x))
#define PDUM_SCOPED_CAPABILITY PDUM_THREAD_ANNOTATION(scoped_lockable)
#define PDUM_GUARDED_BY(x) PDUM_THREAD_ANNOTATION(guarded_by(x))
#define PDUM_REQUIRES(...) PDUM_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define PDUM_ACQUIRE(...) PDUM_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define PDUM_RELEASE(...) PDUM_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define PDUM_EXCLUDES(...) PDUM_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define PDUM_NO_ANALYSIS PDUM_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace pdum::rfb {

/// `std::mutex` that clang's thread-safety analysis understands.
class PDUM_CAPABILITY("mutex") Mutex {
 public:
  void lock() PDUM_ACQUIRE() { mutex_.lock(); }
  void unlock() PDUM_RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class PDUM_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) PDUM_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() PDUM_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Condition variable for `Mutex`; the caller holds the mutex.
class CondVar {
 public:
  void wait(Mutex& mutex) PDUM_REQUIRES(mutex) PDUM_NO_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  /// False when `timeout` passed first.
  template <class Rep, class Period, class Predicate>
  bool wait_for(Mutex& mutex, std::chrono::duration<Rep, Period> timeout, Predicate done)
      PDUM_REQUIRES(mutex) PDUM_NO_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool in_time = condition_.wait_for(lock, timeout, std::move(done));
    lock.release();
    return in_time;
  }
  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace pdum::rfb
