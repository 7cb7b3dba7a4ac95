#include "encode/i420_buffer.hpp"

#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

/// No limit of its own: the frame has been checked, and padding adds at most a row and a column.
constexpr FrameLimits kNoLimits = {.max_side = 1 << 24, .max_bytes = SIZE_MAX};

}  // namespace

I420Planes I420Buffer::fill(const FrameView& frame, YuvEncoding encoding) {
  const FrameLayout layout = FrameLayout::make(PixelFormat::i420, padded_to_even(frame.width),
                                               padded_to_even(frame.height), 0, kNoLimits);
  if (capacity_ < layout.size_bytes) {
    memory_.reset(new std::uint8_t[layout.size_bytes]);
    capacity_ = layout.size_bytes;
  }
  const I420Planes planes = {.y = memory_.get(),
                             .u = memory_.get() + layout.chroma_offset,
                             .v = memory_.get() + layout.chroma_offset_v,
                             .y_stride = layout.stride,
                             .u_stride = layout.chroma_stride,
                             .v_stride = layout.chroma_stride};
  convert_to_i420(frame, encoding, planes);
  return planes;
}

}  // namespace pdum::rfb
