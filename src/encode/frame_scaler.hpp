#pragma once

#include "pixels/downscale.hpp"

namespace pdum::rfb {

/// The size of a picture of `full` that is shown at `scale`, 0 to 1: both sides even, and the longer one not
/// below 320 pixels. `full` itself where that leaves nothing to gain.
PixelSize scaled_size(PixelSize full, double scale);

/// Frames as an encoder gets them for a viewer that cannot carry all their pixels.
///
/// Thread safety: one thread at a time.
class FrameScaler {
 public:
  /// `frame` in `size`, one of `scaled_size`; itself where that is its own. Valid as long as `frame` and
  /// until the next call. Throws `std::bad_alloc`.
  FrameView scale(const FrameView& frame, PixelSize size) {
    return size == PixelSize{frame.width, frame.height} ? frame : downscaler_.shrink(frame, size);
  }

 private:
  Downscaler downscaler_;
};

}  // namespace pdum::rfb
