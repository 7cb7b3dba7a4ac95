#include "encode/i420_buffer.hpp"

#include <cstdint>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
I420Planes I420Buffer::fill(const FrameView& frame, YuvEncoding encoding) {
  const FrameLayout layout = FrameLayout::make(PixelFormat::i420, padded_to_even(frame.width),
                                               padded_to_even(frame.height), 0, kUnlimited);
  memory_.grow(layout.size_bytes);
  auto* const first = reinterpret_cast<std::uint8_t*>(memory_.data());
  const I420Planes planes = {.y = first,
                             .u = first + layout.chroma_offset,
                             .v = first + layout.chroma_offset_v,
                             .y_stride = layout.stride,
                             .u_stride = layout.chroma_stride,
                             .v_stride = layout.chroma_stride};
  convert_to_i420(frame, encoding, planes);
  return planes;
}

}  // namespace pdum::rfb
