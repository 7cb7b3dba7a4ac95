#include "encode/worker_pool.hpp"

#include <algorithm>
#include <deque>
#include <list>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <pdum/rfb/error.hpp>

#include "core/blocked_signals.hpp"
#include "core/callback_guard.hpp"
#include "core/mutex.hpp"

namespace pdum::rfb {
namespace {

using Job = std::function<void()>;

/// Jobs of one lane. Guarded by `PoolState::mutex`.
struct LaneState {
  std::deque<Job> jobs;
  bool running = false;  ///< a worker is in a job of this lane
  bool dropped = false;  ///< its handle is gone
};

struct Worker {
  std::thread thread;
  bool ended = false;  ///< touches nothing of the pool any more; guarded by `PoolState::mutex`
};

/// What workers, lanes and the pool share; outlives the pool while a job hangs.
struct PoolState {
  // Constant after construction.
  std::shared_ptr<LogSink> log;
  int wanted = 0;
  int max_replacements = 0;
  // Guarded by mutex.
  Mutex mutex;
  CondVar changed;
  std::deque<std::shared_ptr<LaneState>> ready PDUM_GUARDED_BY(mutex);  ///< lanes with a job that may begin
  std::list<Worker> workers PDUM_GUARDED_BY(mutex);
  int alive PDUM_GUARDED_BY(mutex) = 0;
  int idle PDUM_GUARDED_BY(mutex) = 0;
  int stuck PDUM_GUARDED_BY(mutex) = 0;  ///< workers in a job whose lane was dropped
  bool ended PDUM_GUARDED_BY(mutex) = false;
};

/// The next job of the lane that has waited longest, or null when this worker is to end.
std::shared_ptr<LaneState> wait_for_lane(PoolState& pool, Job& job) {
  const MutexLock lock(pool.mutex);
  ++pool.idle;
  while (!pool.ended && pool.ready.empty() && pool.alive <= pool.wanted + pool.stuck)
    pool.changed.wait(pool.mutex);
  --pool.idle;
  if (pool.ended || pool.ready.empty()) {
    --pool.alive;
    return nullptr;
  }
  std::shared_ptr<LaneState> lane = std::move(pool.ready.front());
  pool.ready.pop_front();
  job = std::move(lane->jobs.front());
  lane->jobs.pop_front();
  lane->running = true;
  return lane;
}

void finish_job(PoolState& pool, const std::shared_ptr<LaneState>& lane) {
  const MutexLock lock(pool.mutex);
  lane->running = false;
  if (lane->dropped) --pool.stuck;
  if (!lane->jobs.empty() && !pool.ended) pool.ready.push_back(lane);
}

void run_worker(const std::shared_ptr<PoolState>& pool, Worker& self) {
  Job job;
  while (const std::shared_ptr<LaneState> lane = wait_for_lane(*pool, job)) {
    run_guarded(*pool->log, "an encode job", job);
    job = nullptr;  // what it captured goes before the lane counts as free, with no lock held
    finish_job(*pool, lane);
  }
  const MutexLock lock(pool->mutex);
  self.ended = true;
  pool->changed.notify_all();
}

bool is_this_thread(const Worker& worker) {
  return worker.thread.get_id() == std::this_thread::get_id();
}

bool start_worker(const std::shared_ptr<PoolState>& pool) PDUM_REQUIRES(pool->mutex) {
  Worker& worker = pool->workers.emplace_back();
  try {
    const BlockedSignals blocked;
    worker.thread = std::thread([pool, &worker] { run_worker(pool, worker); });
    ++pool->alive;
    return true;
  } catch (const std::system_error&) {
    pool->workers.pop_back();
    return false;
  }
}

void join_ended_workers(PoolState& pool) PDUM_REQUIRES(pool.mutex) {
  pool.workers.remove_if([](Worker& worker) {
    if (worker.ended) worker.thread.join();  // it has left the mutex for good or waits only for this one
    return worker.ended;
  });
}

/// Work is due: wakes a worker, or starts one in place of one that is stuck.
void work_is_due(const std::shared_ptr<PoolState>& pool) PDUM_REQUIRES(pool->mutex) {
  pool->changed.notify_one();
  const bool all_busy = pool->idle < static_cast<int>(pool->ready.size());
  if (all_busy && pool->alive < pool->wanted + std::min(pool->stuck, pool->max_replacements)) {
    join_ended_workers(*pool);
    start_worker(pool);
  }
}

class Lane final : public WorkLane {
 public:
  explicit Lane(std::shared_ptr<PoolState> pool) : pool_(std::move(pool)) {}

  ~Lane() override {
    std::deque<Job> unbegun;  // destroyed after the lock is released: jobs own frames and encoders
    const MutexLock lock(pool_->mutex);
    unbegun.swap(state_->jobs);
    std::erase(pool_->ready, state_);
    state_->dropped = true;
    if (!state_->running) return;
    ++pool_->stuck;
    if (!pool_->ready.empty()) work_is_due(pool_);
  }

  void submit(Job job) override {
    Job refused;
    const MutexLock lock(pool_->mutex);
    if (pool_->ended) {
      refused = std::move(job);
      return;
    }
    state_->jobs.push_back(std::move(job));
    if (state_->running || state_->jobs.size() > 1) return;
    pool_->ready.push_back(state_);
    work_is_due(pool_);
  }

 private:
  const std::shared_ptr<PoolState> pool_;
  const std::shared_ptr<LaneState> state_ = std::make_shared<LaneState>();
};

class ThreadedWorkerPool final : public WorkerPool {
 public:
  ThreadedWorkerPool(std::shared_ptr<PoolState> pool, std::chrono::milliseconds shutdown_wait)
      : pool_(std::move(pool)), shutdown_wait_(shutdown_wait) {
    const MutexLock lock(pool_->mutex);
    for (int i = 0; i < pool_->wanted; ++i) start_worker(pool_);
    if (pool_->alive == 0)
      throw Error(ErrorCode::system,
                  "no thread could be started for encoding; raise the limit on processes "
                  "(ulimit -u) or end other programs");
    pool_->wanted = pool_->alive;
  }
  ThreadedWorkerPool(const ThreadedWorkerPool&) = delete;
  ThreadedWorkerPool& operator=(const ThreadedWorkerPool&) = delete;

  ~ThreadedWorkerPool() override { end(shutdown_wait_); }

  void end(Duration wait) noexcept override {
    std::vector<std::deque<Job>> unbegun;  // destroyed after the lock is released
    const MutexLock lock(pool_->mutex);
    pool_->ended = true;
    for (const auto& lane : pool_->ready) unbegun.push_back(std::move(lane->jobs));
    pool_->ready.clear();
    pool_->changed.notify_all();
    pool_->changed.wait_for(pool_->mutex, wait, [this]() PDUM_NO_ANALYSIS {
      return std::all_of(pool_->workers.begin(), pool_->workers.end(), [](const Worker& worker) {
        return worker.ended || !worker.thread.joinable() || is_this_thread(worker);
      });
    });
    for (Worker& worker : pool_->workers) {
      if (!worker.thread.joinable()) continue;  // left behind by an earlier call
      // A job that hangs for ever must not hang the process at its end. Its thread holds only shared `pool_`.
      worker.ended ? worker.thread.join() : worker.thread.detach();
    }
  }

  std::shared_ptr<WorkLane> make_lane() override { return std::make_shared<Lane>(pool_); }

 private:
  const std::shared_ptr<PoolState> pool_;
  const std::chrono::milliseconds shutdown_wait_;
};

}  // namespace

std::unique_ptr<WorkerPool> make_worker_pool(std::shared_ptr<LogSink> log, const WorkerPoolOptions& options) {
  auto pool = std::make_shared<PoolState>();
  const auto processors = static_cast<int>(std::thread::hardware_concurrency());
  pool->log = std::move(log);
  pool->wanted = options.threads > 0 ? options.threads : std::clamp(processors, 1, 4);
  pool->max_replacements = options.replacements;
  return std::make_unique<ThreadedWorkerPool>(std::move(pool), options.shutdown_wait);
}

}  // namespace pdum::rfb
