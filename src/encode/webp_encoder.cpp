#include "encode/webp_encoder.hpp"

#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "encode/i420_buffer.hpp"
#include "encode/icc_profile.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

constexpr YuvEncoding kWebpYuv = {YuvMatrix::bt601, YuvRange::limited};

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

WebPData data_of(const Bytes& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

struct MuxDelete {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

struct Assembled {
  WebPData value{};
  Assembled() = default;
  Assembled(const Assembled&) = delete;
  Assembled& operator=(const Assembled&) = delete;
  ~Assembled() { WebPDataClear(&value); }
};

/// `file` in the extended format, which has room for a profile. Null when there is no memory for it.
SharedPayload with_profile(const Bytes& file, const Bytes& profile) {
  const WebPData image = data_of(file);
  const WebPData icc = data_of(profile);
  constexpr int kNoCopy = 0;
  const std::unique_ptr<WebPMux, MuxDelete> mux(WebPMuxCreate(&image, kNoCopy));
  Assembled out;
  if (!mux || WebPMuxSetChunk(mux.get(), "ICCP", &icc, kNoCopy) != WEBP_MUX_OK) return nullptr;
  if (WebPMuxAssemble(mux.get(), &out.value) != WEBP_MUX_OK) return nullptr;
  const auto* bytes = reinterpret_cast<const std::byte*>(out.value.bytes);
  return std::make_shared<const Bytes>(bytes, bytes + out.value.size);
}

class WebpEncoder final : public Encoder {
 public:
  WebpEncoder(const WebPConfig& config, const ColorSpace& color) : config_(config), profiles_(color) {}

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
    const Bytes& profile = profiles_.of(frame.format);
    SharedPayload file = profile.empty() ? std::make_shared<const Bytes>(out_) : with_profile(out_, profile);
    if (!file) return Failure{"the colour profile could not be put into the WebP file"};
    return EncodedFrame{std::move(file), true, "image/webp"};
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
  const IccProfiles profiles_;
  I420Buffer planes_;
  std::vector<std::uint32_t> argb_;
  Bytes out_;  ///< keeps its capacity from frame to frame
};

}  // namespace

Result<std::unique_ptr<Encoder>> open_webp_encoder(const EncoderSettings& settings) {
  const Result<WebPConfig> config = make_config(std::clamp(settings.quality, 1, kLosslessQuality));
  if (!config) return Failure{config.error()};
  return std::unique_ptr<Encoder>(std::make_unique<WebpEncoder>(*config, settings.color));
}

}  // namespace pdum::rfb
