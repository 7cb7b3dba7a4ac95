#pragma once

#include <cstdint>
#include <memory>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/frame.hpp>

#include "core/clock.hpp"

namespace pdum::rfb {

/// One version of the picture: immutable once it is in the slot.
struct PublishedFrame {
  std::shared_ptr<const FrameMemory> memory;  ///< keeps `view` alive
  FrameView view;                             ///< checked; `stride` and `size_bytes` filled in
  std::uint64_t version = 0;                  ///< 1, 2, 3 … per display
  TimePoint timestamp{};                      ///< when `publish` was called
  double pixel_ratio = 1;
  ColorSpace color = {};
};
using SharedFrame = std::shared_ptr<const PublishedFrame>;

/// Where the newest frame is found.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual SharedFrame newest() const = 0;            ///< null before the first publish; any thread
  virtual std::uint64_t newest_version() const = 0;  ///< 0 before the first publish; any thread
};

}  // namespace pdum::rfb
