#include "session/encode_worker.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {

EncodeWorker::EncodeWorker(WorkPlace place, const EncoderEntry& entry, const EncoderSettings& settings,
                           Done done)
    : place_(std::move(place)), entry_(entry), settings_(settings), done_(std::move(done)) {}

void EncodeWorker::start(EncodeOrder order) {
  if (lane_ == nullptr) {
    lane_ = place_.workers.make_lane();
    bench_ = std::make_shared<EncodeBench>(place_.link, entry_, settings_);
  }
  order.reopen = reopen_;
  bench_->started_at_us = -1;
  bench_->ended = false;
  lane_->submit([bench = bench_, weak = weak_from_this(), zombies = place_.zombies, order] {
    bench->started_at_us = bench->link->now().count();
    EncodeResult result = run_encode_job(*bench, order);
    bench->ended = true;
    bench->link->post([bench, weak, zombies, result = std::move(result)] {
      const std::shared_ptr<EncodeWorker> self = weak.lock();
      if (self && self->bench_ == bench) return self->finish(result);
      if (bench->written_off) --zombies->jobs;
    });
  });
  reopen_ = false;
  busy_ = true;
  ordered_at_ = place_.executor.clock().now();
  arm_watchdog(kWatchdog, false);
}

void EncodeWorker::finish(const EncodeResult& result) {
  watchdog_.reset();
  busy_ = false;
  done_(result);
}

void EncodeWorker::arm_watchdog(Duration period, bool rearmed) {
  const TimePoint now = place_.executor.clock().now();
  watchdog_ = place_.executor.post_after(period, [weak = weak_from_this(), period, now, rearmed] {
    if (const std::shared_ptr<EncodeWorker> self = weak.lock()) self->check(period, now, rearmed);
  });
}

void EncodeWorker::check(Duration period, TimePoint armed_at, bool rearmed) {
  const TimePoint now = place_.executor.clock().now();
  // A timer that fires far too late means that the whole process stood still, encoder included. Late by its
  // own period is not far: the rest of one may be microseconds.
  if (now - armed_at > period + kWatchdog && !rearmed) return arm_watchdog(kWatchdog, true);
  const TimePoint started(bench_->started_at_us.load());
  const bool begun = started.count() >= 0;
  const Duration left = begun ? kWatchdog - (now - started) : kQueueLimit - (now - ordered_at_);
  if (left > Duration::zero()) return arm_watchdog(std::min(left, kWatchdog), rearmed);
  write_off();
}

void EncodeWorker::write_off() {
  watchdog_.reset();
  busy_ = false;
  // A job that has not begun goes with its lane; one that has ended occupies nothing, though its result is
  // lost.
  bench_->written_off = bench_->started_at_us.load() >= 0 && !bench_->ended;
  if (bench_->written_off) ++place_.zombies->jobs;
  lane_.reset();
  bench_.reset();
  EncodeResult result;
  result.fault = EncodeFault::hung;
  result.reason = "It brought no result in 2 s.";
  done_(result);
}

}  // namespace pdum::rfb
