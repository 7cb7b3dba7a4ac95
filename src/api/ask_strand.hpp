#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "core/mutex.hpp"
#include "net/io_runtime.hpp"

namespace pdum::rfb {

/// Runs `question` on the strand and waits for the answer, at most a second; `fallback` when the strand has
/// ended or is busy.
template <class Question, class Value>
Value ask_strand(IoRuntime& strand, Question question, Value fallback) {
  if (strand.on_strand()) return question();
  struct Answer {
    Mutex mutex;
    CondVar given;
    bool wanted PDUM_GUARDED_BY(mutex) = true;
    std::optional<Value> value PDUM_GUARDED_BY(mutex);
  };
  const auto answer = std::make_shared<Answer>();
  strand.post([answer, question = std::move(question)] {
    const MutexLock lock(
        answer->mutex);  // held while asking, so that the one who waits cannot leave in between
    if (!answer->wanted) return;
    answer->value = question();
    answer->given.notify_all();
  });
  const MutexLock lock(answer->mutex);
  answer->given.wait_for(answer->mutex, std::chrono::seconds(1),
                         [&]() PDUM_NO_ANALYSIS { return answer->value.has_value(); });
  answer->wanted = false;
  return answer->value ? std::move(*answer->value) : std::move(fallback);
}

/// Runs `task` on the strand, in any case, and waits until it has run, at most a second. It must hold what it
/// needs, and throw nothing.
template <class Task>
void run_on_strand(IoRuntime& strand, Task task) {
  if (strand.on_strand()) return task();
  struct Done {
    Mutex mutex;
    CondVar changed;
    bool done PDUM_GUARDED_BY(mutex) = false;
  };
  const auto state = std::make_shared<Done>();
  strand.post([state, task = std::move(task)] {
    task();
    const MutexLock lock(state->mutex);
    state->done = true;
    state->changed.notify_all();
  });
  const MutexLock lock(state->mutex);
  state->changed.wait_for(state->mutex, std::chrono::seconds(1),
                          [&]() PDUM_NO_ANALYSIS { return state->done; });
}

}  // namespace pdum::rfb
