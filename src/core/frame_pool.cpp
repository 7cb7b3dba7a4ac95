#include "core/frame_pool.hpp"

#include <algorithm>

namespace pdum::rfb {

std::shared_ptr<FrameMemory> FramePool::acquire(const FrameLayout& layout) {
  std::unique_ptr<FrameMemory> memory = take_idle(layout);
  if (memory) {
    memory->reshape(layout);
  } else {
    memory = std::make_unique<FrameMemory>(layout);
  }
  const auto recycle = [pool = shared_from_this()](FrameMemory* done) { pool->put_back(done); };
  return {memory.release(), recycle, RecyclingAllocator<FrameMemory>(small_blocks_)};
}

std::size_t FramePool::idle_count() const {
  const MutexLock lock(mutex_);
  return idle_.size();
}

std::unique_ptr<FrameMemory> FramePool::take_idle(const FrameLayout& layout) {
  const MutexLock lock(mutex_);
  const auto fits = [&](const auto& memory) {
    return memory->capacity() >= layout.size_bytes && memory->capacity() / 2 <= layout.size_bytes;
  };
  const auto found = std::find_if(idle_.begin(), idle_.end(), fits);
  if (found == idle_.end()) return nullptr;
  std::unique_ptr<FrameMemory> memory = std::move(*found);
  idle_.erase(found);
  return memory;
}

void FramePool::put_back(FrameMemory* done) noexcept {
  std::unique_ptr<FrameMemory> memory(done);
  std::unique_ptr<FrameMemory> surplus;  // freed after the lock
  const MutexLock lock(mutex_);
  idle_.push_back(std::move(memory));
  if (idle_.size() <= kMaxIdle) return;
  surplus =
      std::move(idle_.front());  // the one that has rested longest: a shape no longer asked for leaves first
  idle_.erase(idle_.begin());
}

}  // namespace pdum::rfb
