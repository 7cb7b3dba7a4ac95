#include "encode/webp_encoder.hpp"

#include <webp/encode.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "encode/i420_buffer.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

constexpr YuvEncoding kWebpYuv = {YuvMatrix::bt601, YuvRange::limited};
constexpr int kLosslessQuality = 100;

struct Picture {
  WebPPicture value{};
  bool valid = WebPPictureInit(&value) != 0;
  Picture() = default;
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { WebPPictureFree(&value); }
};

int append(const uint8_t* data, size_t size, const WebPPicture* picture) {
  auto& out = *static_cast<Bytes*>(picture->custom_ptr);
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    out.insert(out.end(), bytes, bytes + size);
  } catch (const std::exception&) {
    return 0;
  }
  return 1;
}

/// libwebp's quality 85 keeps flat colours as well as JPEG's 80 does, within 3, so the scale is bent to
/// match.
Result<WebPConfig> make_config(int quality) {
  WebPConfig config;
  bool valid = WebPConfigInit(&config) != 0;
  if (quality >= kLosslessQuality) {
    valid = valid && WebPConfigLosslessPreset(&config, 0) != 0;
  } else {
    config.quality = 100 - 0.75F * static_cast<float>(100 - quality);
    config.method = 0;  // the fastest
    config.segments = 1;
    config.sns_strength = 100;  // with one segment this only makes chroma finer
  }
  if (!valid || WebPValidateConfig(&config) == 0) return Failure{"this libwebp refuses its own settings"};
  return config;
}

class WebpEncoder final : public Encoder {
 public:
  explicit WebpEncoder(const WebPConfig& config) : config_(config) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest&) override {
    out_.clear();
    Picture picture;
    if (!picture.valid) return Failure{"this libwebp is of another version than its headers"};
    picture.value.width = frame.width;
    picture.value.height = frame.height;
    picture.value.writer = append;
    picture.value.custom_ptr = &out_;
    config_.lossless != 0 ? fill_argb(frame, picture.value) : fill_yuv(frame, picture.value);
    if (WebPEncode(&config_, &picture.value) == 0)
      return Failure{"WebP compression failed (libwebp error " + std::to_string(picture.value.error_code) +
                     ")"};
    return EncodedFrame{std::make_shared<const Bytes>(out_), true, "image/webp"};
  }

 private:
  void fill_yuv(const FrameView& frame, WebPPicture& picture) {
    const I420Planes planes = planes_.fill(frame, kWebpYuv);
    picture.y = planes.y;
    picture.u = planes.u;
    picture.v = planes.v;
    picture.y_stride = static_cast<int>(planes.y_stride);
    picture.uv_stride = static_cast<int>(planes.u_stride);
  }

  /// A little-endian ARGB word is B, G, R, A in memory.
  void fill_argb(const FrameView& frame, WebPPicture& picture) {
    static_assert(std::endian::native == std::endian::little);
    const FrameLayout argb = FrameLayout::make(PixelFormat::bgra8, frame.width, frame.height, 0, kUnlimited);
    argb_.resize(argb.size_bytes / sizeof(argb_[0]));
    convert_to_bgra8(frame, reinterpret_cast<std::uint8_t*>(argb_.data()), argb.stride);
    picture.use_argb = 1;
    picture.argb = argb_.data();
    picture.argb_stride = frame.width;
  }

  const WebPConfig config_;
  I420Buffer planes_;
  std::vector<std::uint32_t> argb_;
  Bytes out_;  ///< keeps its capacity from frame to frame
};

}  // namespace

Result<std::unique_ptr<Encoder>> open_webp_encoder(const EncoderSettings& settings) {
  const Result<WebPConfig> config = make_config(std::clamp(settings.quality, 1, kLosslessQuality));
  if (!config) return Failure{config.error()};
  return std::unique_ptr<Encoder>(std::make_unique<WebpEncoder>(*config));
}

}  // namespace pdum::rfb
