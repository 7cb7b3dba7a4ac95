#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/published_frame.hpp"

namespace pdum::rfb::testing {

/// A source whose frames are made by the test; the first byte of each tells its version. Each owns its
/// pixels.
class FakeFrames final : public FrameSource {
 public:
  explicit FakeFrames(const Clock& clock) : clock_(clock) {}

  void publish(int width = 16, int height = 16, double pixel_ratio = 1, const ColorSpace& color = {}) {
    auto frame = std::make_shared<PublishedFrame>();
    frame->version = ++version_;
    frame->timestamp = clock_.now();
    frame->pixel_ratio = pixel_ratio;
    frame->color = color;
    const std::size_t bytes =
        filled ? 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height) : 1;
    const auto owned =
        std::make_shared<const std::vector<std::byte>>(bytes, static_cast<std::byte>(version_ & 0xff));
    frame->view.data = owned->data();
    frame->view.width = width;
    frame->view.height = height;
    newest_ = SharedFrame(frame.get(), [frame, owned](const PublishedFrame*) {});
  }
  SharedFrame newest() const override { return newest_; }
  std::uint64_t newest_version() const override { return version_; }

  bool filled = false;  ///< all pixels are there and have that byte, for whoever scales them

 private:
  const Clock& clock_;
  std::uint64_t version_ = 0;
  SharedFrame newest_;
};

}  // namespace pdum::rfb::testing
