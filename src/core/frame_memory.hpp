#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <pdum/rfb/frame.hpp>

#include "core/live_count.hpp"
#include "core/log.hpp"
#include "core/pixel_block.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {

class FramePool;

/// The bytes behind a `Frame`: a block of the pool, or memory of the caller with its release callback.
class FrameMemory : LiveCount<FrameMemory> {
 public:
  using LiveCount<FrameMemory>::count;

  /// A block of `layout.size_bytes` bytes, aligned to a cache line.
  explicit FrameMemory(const FrameLayout& layout);
  /// The caller's memory; `release` runs in the destructor, and what it throws ends there. Checks the view,
  /// but not against the limits of a display: `FrameSlot::publish` does.
  FrameMemory(const FrameView& view, std::function<void()> release);
  ~FrameMemory();
  FrameMemory(const FrameMemory&) = delete;
  FrameMemory& operator=(const FrameMemory&) = delete;

  const FrameView& view() const noexcept { return view_; }
  std::byte* writable() noexcept { return block_.data(); }  ///< null for the caller's memory
  std::size_t capacity() const noexcept { return block_.size(); }
  void set_yuv(YuvEncoding encoding) noexcept { view_.yuv = encoding; }
  /// Who hears of a release callback that throws, as long as it lives. Before the memory is shared.
  void set_log(std::weak_ptr<LogSink> log) noexcept { log_ = std::move(log); }
  /// Gives a block of the pool another shape that fits into `capacity()`.
  void reshape(const FrameLayout& layout) noexcept;

 private:
  PixelBlock block_;
  FrameView view_;
  std::function<void()> release_;
  std::weak_ptr<LogSink> log_;
};

/// What the library may do with a `Frame` and the application may not.
class FrameAccess {
 public:
  static Frame make(std::shared_ptr<FrameMemory> memory) noexcept { return Frame(std::move(memory)); }
  static std::shared_ptr<FrameMemory> take(Frame&& frame) noexcept { return std::move(frame.memory_); }
};

}  // namespace pdum::rfb
