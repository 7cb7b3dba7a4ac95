#include "core/frame_memory.hpp"

#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {
namespace {

FrameView view_of(const FrameLayout& layout, const std::byte* data) noexcept {
  return {.data = data,
          .size_bytes = layout.size_bytes,
          .width = layout.width,
          .height = layout.height,
          .format = layout.format,
          .stride = layout.stride};
}

FrameView completed(FrameView view, const FrameLayout& layout) noexcept {
  view.stride = layout.stride;
  view.size_bytes = layout.size_bytes;
  return view;
}

}  // namespace

FrameMemory::FrameMemory(const FrameLayout& layout)
    : block_(layout.size_bytes), view_(view_of(layout, block_.data())) {}

FrameMemory::FrameMemory(const FrameView& view, std::function<void()> release)
    : view_(completed(view, FrameLayout::of(view, kUnlimited))), release_(std::move(release)) {}

FrameMemory::~FrameMemory() {
  if (release_) run_guarded(log_.lock().get(), "the release callback of Frame::wrap", release_);
}

void FrameMemory::reshape(const FrameLayout& layout) noexcept {
  view_ = view_of(layout, block_.data());
}

Frame::Frame(std::shared_ptr<FrameMemory> memory) noexcept : memory_(std::move(memory)) {}

Frame Frame::wrap(const FrameView& view, std::function<void()> release) {
  return Frame(std::make_shared<FrameMemory>(view, std::move(release)));
}

FrameView Frame::view() const noexcept {
  return memory_ ? memory_->view() : FrameView{};
}
int Frame::width() const noexcept {
  return view().width;
}
int Frame::height() const noexcept {
  return view().height;
}
PixelFormat Frame::format() const noexcept {
  return view().format;
}
std::size_t Frame::stride() const noexcept {
  return view().stride;
}
std::size_t Frame::size_bytes() const noexcept {
  return view().size_bytes;
}
std::byte* Frame::data() noexcept {
  return memory_ ? memory_->writable() : nullptr;
}

std::byte* Frame::row(int y) noexcept {
  std::byte* const first = data();
  return first ? first + static_cast<std::size_t>(y) * stride() : nullptr;
}

void Frame::set_yuv_encoding(YuvEncoding encoding) noexcept {
  if (memory_) memory_->set_yuv(encoding);
}

}  // namespace pdum::rfb
