#include "core/frame_slot.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "pixels/compare.hpp"

namespace pdum::rfb {
namespace {

constexpr double kMaxPixelRatio = 64;
constexpr int kMaxBitDepth = 16;

void check_pixel_ratio(double ratio) {
  if (ratio > 0 && ratio <= kMaxPixelRatio) return;
  throw Error(ErrorCode::invalid_frame, "publish: pixel_ratio " + std::to_string(ratio) +
                                            " is out of range; give a number above 0 and at most 64");
}

void check_color(const ColorSpace& color) {
  const bool named = color.primaries <= ColorPrimaries::bt2020 && color.transfer <= ColorTransfer::linear &&
                     color.matrix <= ColorMatrix::bt2020_ncl;
  if (!named) {
    throw Error(ErrorCode::invalid_frame,
                "publish: color holds a value that its enumerations do not name; use those of color.hpp");
  }
  if (color.bit_depth >= 1 && color.bit_depth <= kMaxBitDepth) return;
  throw Error(ErrorCode::invalid_frame, "publish: color.bit_depth " + std::to_string(color.bit_depth) +
                                            " is out of range; give 1 to 16");
}

}  // namespace

FrameSlot::FrameSlot(std::shared_ptr<const Clock> clock, const FrameLimits& limits,
                     std::weak_ptr<LogSink> log)
    : clock_(std::move(clock)), limits_(limits), log_(std::move(log)) {}

PublishResult FrameSlot::publish(const FrameView& view, double pixel_ratio, const ColorSpace& color) {
  const TimePoint when = clock_->now();
  const FrameLayout layout = FrameLayout::of(view, limits_);
  check_pixel_ratio(pixel_ratio);
  check_color(color);
  SharedFrame before;  // let go of without a lock: its release callback is the application's code
  const MutexLock turn(turn_);
  if (is_closed()) return PublishResult::closed;
  if (is_unchanged(view, layout, pixel_ratio, color)) return PublishResult::unchanged;
  const FrameLayout tight = FrameLayout::make(view.format, view.width, view.height, 0, limits_);
  const std::shared_ptr<FrameMemory> memory = pool_->acquire(tight);
  copy_pixels(view, memory->writable(), tight);
  memory->set_yuv(view.yuv);
  before = replace(memory, memory->view(), when, pixel_ratio, color);
  return PublishResult::accepted;
}

PublishResult FrameSlot::publish(Frame&& frame, double pixel_ratio, const ColorSpace& color) {
  const TimePoint when = clock_->now();
  if (frame.empty()) {
    throw Error(
        ErrorCode::invalid_frame,
        "publish: the frame is empty; get one from acquire_frame() or Frame::wrap(), and publish it once");
  }
  (void)FrameLayout::of(frame.view(), limits_);
  check_pixel_ratio(pixel_ratio);
  check_color(color);
  // Both are let go of without a lock: their release callbacks are the application's code.
  std::shared_ptr<FrameMemory> memory;
  SharedFrame before;
  const MutexLock turn(turn_);
  if (is_closed()) return PublishResult::closed;
  memory = FrameAccess::take(std::move(frame));
  memory->set_log(log_);
  before = replace(memory, memory->view(), when, pixel_ratio, color);
  return PublishResult::accepted;
}

Frame FrameSlot::acquire(int width, int height, PixelFormat format) {
  return FrameAccess::make(pool_->acquire(FrameLayout::make(format, width, height, 0, limits_)));
}

void FrameSlot::close() {
  const MutexLock lock(mutex_);
  closed_ = true;
}

SharedFrame FrameSlot::newest() const {
  const MutexLock lock(mutex_);
  return newest_;
}

std::uint64_t FrameSlot::newest_version() const {
  const MutexLock lock(mutex_);
  return newest_ ? newest_->version : 0;
}

bool FrameSlot::is_closed() const {
  const MutexLock lock(mutex_);
  return closed_;
}

bool FrameSlot::is_unchanged(const FrameView& view, const FrameLayout& layout, double pixel_ratio,
                             const ColorSpace& color) const {
  const SharedFrame before = newest();
  if (!before) return false;
  const FrameView& old = before->view;
  const bool same_shape = old.width == layout.width && old.height == layout.height &&
                          old.format == layout.format && (!is_planar(old.format) || old.yuv == view.yuv);
  return same_shape && before->pixel_ratio == pixel_ratio && before->color == color &&
         equal_pixels(old, view);
}

SharedFrame FrameSlot::replace(std::shared_ptr<const FrameMemory> memory, const FrameView& view,
                               TimePoint when, double pixel_ratio, const ColorSpace& color) {
  auto next = std::allocate_shared<PublishedFrame>(RecyclingAllocator<PublishedFrame>(pool_->small_blocks()));
  next->memory = std::move(memory);
  next->view = view;
  next->pixel_ratio = pixel_ratio;
  next->color = color;
  const MutexLock lock(mutex_);
  SharedFrame before = std::move(newest_);
  next->version = before ? before->version + 1 : 1;
  next->timestamp = before ? std::max(when, before->timestamp) : when;
  newest_ = std::move(next);
  return before;
}

}  // namespace pdum::rfb
