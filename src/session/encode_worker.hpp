#pragma once

#include <functional>
#include <memory>

#include "core/executor.hpp"
#include "core/live_count.hpp"
#include "session/encode_job.hpp"

namespace pdum::rfb {

/// Jobs that were written off and have not come back. Strand only.
struct ZombieCount {
  static constexpr int kMax = 2;
  int jobs = 0;
  bool full() const { return jobs >= kMax; }
};

/// Where an encode worker belongs.
struct WorkPlace {
  Executor& executor;
  WorkerPool& workers;
  std::shared_ptr<LaneLink> link;
  std::shared_ptr<ZombieCount> zombies;
};

/// One encoder on a lane of its own: at most one job at a time, watched. The encoder is opened, used and
/// replaced on the lane only. A job that brings no result in 2 s is written off together with its lane and
/// its encoder; the next job gets new ones.
///
/// Thread safety: strand only.
class EncodeWorker : public std::enable_shared_from_this<EncodeWorker>, private LiveCount<EncodeWorker> {
 public:
  static constexpr Duration kWatchdog = std::chrono::seconds(2);
  /// A job that never begins is waiting for a thread; that says nothing about its encoder for a while.
  static constexpr Duration kQueueLimit = std::chrono::seconds(10);
  using Done = std::function<void(const EncodeResult&)>;
  using LiveCount<EncodeWorker>::count;

  /// `done` runs on the strand once for each job, never inside `start`.
  EncodeWorker(WorkPlace place, const EncoderEntry& entry, const EncoderSettings& settings, Done done);

  /// Not while busy.
  void start(EncodeOrder order);
  bool busy() const { return busy_; }
  /// The next job begins with a new encoder.
  void reopen() { reopen_ = true; }

 private:
  void arm_watchdog(Duration period, bool rearmed);
  void check(Duration period, TimePoint armed_at, bool rearmed);
  void write_off();
  void finish(const EncodeResult& result);

  // Constant after construction.
  const WorkPlace place_;
  const EncoderEntry& entry_;
  const EncoderSettings settings_;
  const Done done_;
  // Strand only.
  std::shared_ptr<WorkLane> lane_;
  std::shared_ptr<EncodeBench> bench_;
  std::unique_ptr<Timer> watchdog_;
  TimePoint ordered_at_{};
  bool busy_ = false;
  bool reopen_ = false;
};

}  // namespace pdum::rfb
