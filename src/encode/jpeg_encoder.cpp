#include "encode/jpeg_encoder.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "encode/i420_buffer.hpp"
#include "encode/icc_profile.hpp"
#include "encode/jpeg_icc.hpp"

namespace pdum::rfb {
namespace {

constexpr YuvEncoding kJfif = {YuvMatrix::bt601, YuvRange::full};

struct HandleDelete {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, HandleDelete>;

/// Planes as TurboJPEG takes them.
struct Source {
  std::array<const unsigned char*, 3> planes{};
  std::array<int, 3> strides{};
  int subsampling = TJSAMP_420;
};

class JpegEncoder final : public Encoder {
 public:
  JpegEncoder(Handle handle, const EncoderSettings& settings)
      : handle_(std::move(handle)),
        quality_(std::clamp(settings.quality, 1, 100)),
        profiles_(settings.color) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    const int quality = request.quality > 0 ? std::min(request.quality, 100) : quality_;
    Source source = source_of(frame);
    const std::size_t bound = tjBufSize(frame.width, frame.height, source.subsampling);
    if (capacity_ < bound) {
      scratch_.reset(new std::byte[bound]);
      capacity_ = bound;
    }
    auto* out = reinterpret_cast<unsigned char*>(scratch_.get());
    auto size = static_cast<unsigned long>(bound);
    if (tjCompressFromYUVPlanes(handle_.get(), source.planes.data(), frame.width, source.strides.data(),
                                frame.height, source.subsampling, &out, &size, quality,
                                TJFLAG_NOREALLOC) != 0)
      return Failure{std::string("JPEG compression failed: ") + tjGetErrorStr2(handle_.get())};
    Bytes file = with_icc_profile({scratch_.get(), size}, profiles_.of(frame.format));
    return EncodedFrame{std::make_shared<const Bytes>(std::move(file)), true, "image/jpeg"};
  }

 private:
  Source source_of(const FrameView& frame) {
    if (frame.format == PixelFormat::gray8 && !frame.bottom_up) {
      const std::size_t stride = frame.stride != 0 ? frame.stride : static_cast<std::size_t>(frame.width);
      return {{static_cast<const unsigned char*>(frame.data)}, {static_cast<int>(stride)}, TJSAMP_GRAY};
    }
    const I420Planes planes = planes_.fill(frame, kJfif);
    return {{planes.y, planes.u, planes.v},
            {static_cast<int>(planes.y_stride), static_cast<int>(planes.u_stride),
             static_cast<int>(planes.v_stride)},
            frame.format == PixelFormat::gray8 ? TJSAMP_GRAY : TJSAMP_420};
  }

  const Handle handle_;
  const int quality_;
  const IccProfiles profiles_;
  I420Buffer planes_;
  std::unique_ptr<std::byte[]> scratch_;  ///< where TurboJPEG writes; the payload is the used part of it
  std::size_t capacity_ = 0;
};

}  // namespace

Result<std::unique_ptr<Encoder>> open_jpeg_encoder(const EncoderSettings& settings) {
  Handle handle(tjInitCompress());
  if (!handle)
    return Failure{std::string("the JPEG encoder could not be opened: ") + tjGetErrorStr2(nullptr)};
  return std::unique_ptr<Encoder>(std::make_unique<JpegEncoder>(std::move(handle), settings));
}

}  // namespace pdum::rfb
