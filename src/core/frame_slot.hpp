#pragma once

#include <memory>

#include <pdum/rfb/display.hpp>

#include "core/frame_pool.hpp"
#include "core/mutex.hpp"
#include "core/published_frame.hpp"

namespace pdum::rfb {

/// Holds the newest frame: publishers replace it, encoders pull it when they have time.
///
/// Thread safety: any thread. Publishers take turns; readers never wait for a copy.
class FrameSlot final : public FrameSource {
 public:
  /// `log` hears of release callbacks that throw; null: nobody does.
  FrameSlot(std::shared_ptr<const Clock> clock, const FrameLimits& limits, std::weak_ptr<LogSink> log = {});

  /// Copies `view` into recycled memory unless it equals the newest frame. Throws `Error(invalid_frame)`.
  PublishResult publish(const FrameView& view, double pixel_ratio, const ColorSpace& color = {});
  /// Takes the memory over. Throws `Error(invalid_frame)` for an empty frame.
  PublishResult publish(Frame&& frame, double pixel_ratio, const ColorSpace& color = {});
  Frame acquire(int width, int height, PixelFormat format);
  /// Every later `publish` returns `closed`.
  void close();

  SharedFrame newest() const override;
  std::uint64_t newest_version() const override;

 private:
  bool is_unchanged(const FrameView& view, const FrameLayout& layout, double pixel_ratio,
                    const ColorSpace& color) const;
  /// Returns the frame that was the newest.
  SharedFrame replace(std::shared_ptr<const FrameMemory> memory, const FrameView& view, TimePoint when,
                      double pixel_ratio, const ColorSpace& color);
  bool is_closed() const;

  // Constant after construction.
  const std::shared_ptr<const Clock> clock_;
  const FrameLimits limits_;
  const std::weak_ptr<LogSink> log_;
  // Own synchronization.
  const std::shared_ptr<FramePool> pool_ = std::make_shared<FramePool>();
  // Held by the publisher whose turn it is, while it compares and copies; taken before mutex_.
  Mutex turn_;
  // Guarded by mutex_, held for a few instructions only.
  mutable Mutex mutex_;
  SharedFrame newest_ PDUM_GUARDED_BY(mutex_);
  bool closed_ PDUM_GUARDED_BY(mutex_) = false;
};

}  // namespace pdum::rfb
