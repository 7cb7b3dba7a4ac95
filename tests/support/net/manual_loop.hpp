#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "core/executor.hpp"

namespace boost::asio {
class io_context;
}

namespace pdum::rfb::testing {

/// A strand whose time the test moves. Runs on the test's own thread.
class ManualLoop final : public Executor {
 public:
  ManualLoop();
  ~ManualLoop() override;

  void post(std::function<void()> task) override;
  [[nodiscard]] std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task) override;
  const Clock& clock() const override { return clock_; }
  boost::asio::io_context& context() { return *context_; }

  /// Tasks and handlers that have run: each is a turn of the strand.
  std::size_t turns() const noexcept { return turns_; }
  /// Timers cannot be had, as without memory.
  void refuse_timers(bool refuse) noexcept { refuses_timers_ = refuse; }

  /// Runs what is ready until nothing is.
  void run_ready();
  /// Moves the clock on, firing each timer at its time.
  void advance(Duration duration);
  /// Moves the clock in one jump, as a stopped process sees it; then what is due fires.
  void jump(Duration duration);

 private:
  struct ManualClock final : Clock {
    TimePoint now() const override { return time; }
    TimePoint time{std::chrono::seconds(1000)};
  };
  struct Entry {
    std::function<void()> task;
  };
  class ManualTimer;
  using Timers = std::multimap<TimePoint, std::weak_ptr<Entry>>;

  ManualClock clock_;
  std::size_t turns_ = 0;
  bool refuses_timers_ = false;
  std::deque<std::function<void()>> posted_;
  std::shared_ptr<Timers> timers_;
  std::unique_ptr<boost::asio::io_context> context_;
};

}  // namespace pdum::rfb::testing
