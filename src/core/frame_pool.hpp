#pragma once

#include <memory>
#include <vector>

#include "core/frame_memory.hpp"
#include "core/mutex.hpp"
#include "core/recycling_allocator.hpp"

namespace pdum::rfb {

/// Recycles frame memory, so that publishing allocates nothing in steady state. Blocks come back when the
/// last reader lets go of them, on whichever thread that is, and may outlive the pool's owner.
///
/// Thread safety: any thread.
class FramePool : public std::enable_shared_from_this<FramePool> {
 public:
  static constexpr std::size_t kMaxIdle = 4;

  FramePool() { idle_.reserve(kMaxIdle + 1); }  // what comes back later must find its place
  /// Memory of the given shape: a recycled block that fits without waste, else a new one. Never waits.
  std::shared_ptr<FrameMemory> acquire(const FrameLayout& layout);
  std::size_t idle_count() const;
  const RecyclingResource& small_blocks() const { return small_blocks_; }

 private:
  void put_back(FrameMemory* memory) noexcept;
  std::unique_ptr<FrameMemory> take_idle(const FrameLayout& layout) PDUM_EXCLUDES(mutex_);

  // Own synchronization.
  const RecyclingResource small_blocks_ = make_recycling_resource();
  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::vector<std::unique_ptr<FrameMemory>> idle_ PDUM_GUARDED_BY(mutex_);
};

}  // namespace pdum::rfb
