#include "core/callback_thread.hpp"

#include <deque>
#include <exception>
#include <thread>
#include <utility>

#include "core/blocked_signals.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {

struct CallbackThread::Shared {
  Mutex mutex;
  CondVar changed;
  std::deque<std::function<void()>> tasks PDUM_GUARDED_BY(mutex);
  std::thread thread PDUM_GUARDED_BY(mutex);
  bool ending PDUM_GUARDED_BY(mutex) = false;
  bool ended PDUM_GUARDED_BY(mutex) = false;  ///< no task runs or begins
};

CallbackThread::CallbackThread() : shared_(std::make_shared<Shared>()) {}

CallbackThread::~CallbackThread() {
  end(Duration::zero());
}

bool CallbackThread::post(std::function<void()> task) noexcept {
  const MutexLock lock(shared_->mutex);
  if (shared_->ending || shared_->tasks.size() >= kMaxTasks) return false;
  try {
    if (!shared_->thread.joinable()) {
      const BlockedSignals blocked;
      shared_->thread = std::thread([shared = shared_] { run(shared); });
    }
    shared_->tasks.push_back(std::move(task));
  } catch (const std::exception&) {
    return false;
  }
  shared_->changed.notify_all();
  return true;
}

void CallbackThread::run(const std::shared_ptr<Shared>& shared) noexcept {
  for (;;) {
    std::function<void()> task;
    {
      const MutexLock lock(shared->mutex);
      while (!shared->ending && shared->tasks.empty()) shared->changed.wait(shared->mutex);
      if (shared->ending) {
        shared->ended = true;
        shared->changed.notify_all();
        return;
      }
      task = std::move(shared->tasks.front());
      shared->tasks.pop_front();
    }
    task();
  }
}

void CallbackThread::end(Duration wait) noexcept {
  std::thread thread;
  bool ended = false;
  {
    std::deque<std::function<void()>> dropped;  // goes without the lock: it holds what others own
    const MutexLock lock(shared_->mutex);
    shared_->ending = true;
    dropped.swap(shared_->tasks);
    thread = std::move(shared_->thread);
    if (!thread.joinable()) return;
    shared_->changed.notify_all();
    ended =
        shared_->changed.wait_for(shared_->mutex, wait, [&]() PDUM_NO_ANALYSIS { return shared_->ended; });
  }
  ended ? thread.join() : thread.detach();
}

}  // namespace pdum::rfb
