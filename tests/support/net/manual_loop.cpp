#include "support/net/manual_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <new>
#include <utility>

namespace pdum::rfb::testing {

class ManualLoop::ManualTimer final : public Timer {
 public:
  explicit ManualTimer(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}

 private:
  std::shared_ptr<Entry> entry_;
};

ManualLoop::ManualLoop()
    : timers_(std::make_shared<Timers>()), context_(std::make_unique<boost::asio::io_context>(1)) {}

ManualLoop::~ManualLoop() {
  posted_.clear();
}

void ManualLoop::post(std::function<void()> task) {
  posted_.push_back(std::move(task));
}

std::unique_ptr<Timer> ManualLoop::post_after(Duration delay, std::function<void()> task) {
  if (refuses_timers_) throw std::bad_alloc();
  auto entry = std::make_shared<Entry>(Entry{std::move(task)});
  timers_->emplace(clock_.time + delay, entry);
  return std::make_unique<ManualTimer>(std::move(entry));
}

void ManualLoop::run_ready() {
  for (;;) {
    while (!posted_.empty()) {
      const auto task = std::move(posted_.front());
      posted_.pop_front();
      task();
      ++turns_;
    }
    context_->restart();
    const std::size_t before = turns_;
    while (context_->poll_one() > 0) ++turns_;
    if (turns_ == before && posted_.empty()) return;
  }
}

void ManualLoop::advance(Duration duration) {
  const TimePoint end = clock_.time + duration;
  run_ready();
  while (!timers_->empty() && timers_->begin()->first <= end) {
    const auto due = timers_->begin()->first;
    const auto entry = timers_->begin()->second.lock();
    timers_->erase(timers_->begin());
    if (clock_.time < due) clock_.time = due;
    if (entry && entry->task) std::exchange(entry->task, nullptr)();
    run_ready();
  }
  clock_.time = end;
}

void ManualLoop::jump(Duration duration) {
  clock_.time += duration;
  advance(Duration(0));
}

}  // namespace pdum::rfb::testing
