#pragma once

#include <functional>
#include <memory>

#include "core/executor.hpp"
#include "core/log.hpp"

namespace boost::asio {
class io_context;
}

namespace pdum::rfb {

/// The I/O thread: hub, sessions and sockets live on it without locks.
///
/// Everything that holds a socket, a channel or a timer of this runtime goes before the runtime does; tasks
/// and timers that are still waiting when it stops are dropped, not run.
///
/// Thread safety: `post`, `clock` and `stop` from any thread; the rest from the strand.
class IoRuntime final : public Executor {
 public:
  /// Starts the thread, with every signal blocked in it. Throws `Error(system)` when there can be none.
  IoRuntime(std::shared_ptr<const Clock> clock, std::shared_ptr<LogSink> log);
  ~IoRuntime() override;  ///< `stop()`; on the strand itself the thread ends by itself a moment later
  IoRuntime(const IoRuntime&) = delete;
  IoRuntime& operator=(const IoRuntime&) = delete;

  void post(std::function<void()> task) override;
  [[nodiscard]] std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task) override;
  const Clock& clock() const override;

  bool on_strand() const noexcept;
  /// No task begins after this. Waits for the running one, unless called on the strand: then a later call
  /// from another thread, or the destructor, does.
  void stop() noexcept;
  bool stopped() const noexcept;

  /// For the sockets of this room.
  boost::asio::io_context& context() noexcept;

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
};

}  // namespace pdum::rfb
