#pragma once

#include <chrono>
#include <memory>

#include "core/executor.hpp"
#include "core/log.hpp"

namespace pdum::rfb {

struct WorkerPoolOptions {
  int threads = 0;       ///< 0: as many as there are processors, four at most
  int replacements = 2;  ///< threads that may be added for ones stuck in a job whose lane is gone
  std::chrono::milliseconds shutdown_wait{2000};  ///< how long the destructor waits for running jobs
};

/// The threads on which frames are encoded. All signals are blocked in them.
///
/// Dropping a lane while its job runs writes that job off: should all other threads be busy too when the next
/// job is due, a replacement thread is started, so a job that hangs does not hold up other lanes. A thread
/// whose job comes back after all ends when there are more threads than asked for.
///
/// The destructor drops jobs not begun and joins; a job that is still running after `shutdown_wait` keeps its
/// thread, which then touches nothing but itself. Throws `Error(system)` when not one thread can be started.
///
/// Thread safety: every function from any thread.
std::unique_ptr<WorkerPool> make_worker_pool(std::shared_ptr<LogSink> log,
                                             const WorkerPoolOptions& options = {});

}  // namespace pdum::rfb
