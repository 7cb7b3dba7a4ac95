#pragma once

#include <pdum/rfb/frame.hpp>

#include "core/pixel_block.hpp"
#include "pixels/convert.hpp"

namespace pdum::rfb {

/// 4:2:0 planes of one picture; the memory is kept from frame to frame.
class I420Buffer {
 public:
  /// Converts a checked frame into the buffer, which grows when needed. The planes are valid until the next
  /// call and hold even sizes, the edge repeated.
  I420Planes fill(const FrameView& frame, YuvEncoding encoding);

 private:
  PixelBlock memory_;
};

}  // namespace pdum::rfb
