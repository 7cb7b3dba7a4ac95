#pragma once

#include <functional>
#include <memory>

namespace pdum::rfb {

class IoRuntime;

/// Has one task run on the strand, from any thread and without allocating: for what happens with every frame.
/// Rings that come before the task has begun are answered together.
///
/// Thread safety: `ring` from any thread; made and destroyed while nobody rings.
class Doorbell {
 public:
  /// Throws `Error(system)` when no file descriptor is left. Goes before `runtime` does, on the strand or
  /// after the runtime has stopped; no task begins after that.
  Doorbell(IoRuntime& runtime, std::function<void()> task);
  ~Doorbell();
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  void ring() noexcept;

 private:
  struct Bell;
  const std::shared_ptr<Bell> bell_;
};

}  // namespace pdum::rfb
