#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/published_frame.hpp"

namespace pdum::rfb::testing {

/// A source whose frames are made by the test; the first byte of each tells its version.
class FakeFrames final : public FrameSource {
 public:
  explicit FakeFrames(const Clock& clock) : clock_(clock) {}

  void publish(int width = 16, int height = 16, double pixel_ratio = 1, const ColorSpace& color = {}) {
    auto frame = std::make_shared<PublishedFrame>();
    frame->version = ++version_;
    frame->timestamp = clock_.now();
    frame->pixel_ratio = pixel_ratio;
    frame->color = color;
    pixels_.assign(1, static_cast<std::byte>(version_ & 0xff));
    history_.push_back(std::make_shared<std::vector<std::byte>>(pixels_));
    frame->view.data = history_.back()->data();
    frame->view.width = width;
    frame->view.height = height;
    newest_ = std::move(frame);
  }
  SharedFrame newest() const override { return newest_; }
  std::uint64_t newest_version() const override { return version_; }

 private:
  const Clock& clock_;
  std::uint64_t version_ = 0;
  std::vector<std::byte> pixels_;
  std::vector<std::shared_ptr<std::vector<std::byte>>> history_;
  SharedFrame newest_;
};

}  // namespace pdum::rfb::testing
