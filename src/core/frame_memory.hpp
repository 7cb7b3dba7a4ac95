#pragma once

#include <functional>
#include <memory>

#include <pdum/rfb/frame.hpp>

#include "core/live_count.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {

class FramePool;

/// The bytes behind a `Frame`: a block of the pool, or memory of the caller with its release callback.
class FrameMemory : LiveCount<FrameMemory> {
 public:
  using LiveCount<FrameMemory>::count;

  /// A block of `layout.size_bytes` bytes, aligned to a cache line.
  explicit FrameMemory(const FrameLayout& layout);
  /// The caller's memory; `release` runs in the destructor.
  FrameMemory(const FrameView& view, std::function<void()> release);
  ~FrameMemory();
  FrameMemory(const FrameMemory&) = delete;
  FrameMemory& operator=(const FrameMemory&) = delete;

  const FrameView& view() const noexcept { return view_; }
  std::byte* writable() noexcept { return block_.get(); }  ///< null for the caller's memory
  std::size_t capacity() const noexcept { return capacity_; }
  void set_yuv(YuvEncoding encoding) noexcept { view_.yuv = encoding; }
  /// Gives a block of the pool another shape that fits into `capacity()`.
  void reshape(const FrameLayout& layout) noexcept;

 private:
  struct AlignedDelete {
    void operator()(std::byte* block) const noexcept;
  };
  std::unique_ptr<std::byte[], AlignedDelete> block_;
  std::size_t capacity_ = 0;
  FrameView view_;
  std::function<void()> release_;
};

/// What the library may do with a `Frame` and the application may not.
class FrameAccess {
 public:
  static Frame make(std::shared_ptr<FrameMemory> memory) noexcept { return Frame(std::move(memory)); }
  static std::shared_ptr<FrameMemory> take(Frame&& frame) noexcept { return std::move(frame.memory_); }
};

}  // namespace pdum::rfb
