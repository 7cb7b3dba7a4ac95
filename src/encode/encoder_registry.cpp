#include "encode/encoder_registry.hpp"

#include <algorithm>
#include <utility>

#include "encode/checked_encoder.hpp"
#include "encode/x264_encoder.hpp"
#if PDUM_HAVE_JPEG
#include "encode/jpeg_encoder.hpp"
#endif
#if PDUM_HAVE_PNG
#include "encode/png_encoder.hpp"
#endif
#if PDUM_HAVE_WEBP
#include "encode/webp_encoder.hpp"
#endif

namespace pdum::rfb {
namespace {

using Open = std::function<Result<std::unique_ptr<Encoder>>(const EncoderSettings&)>;

/// The codec's file, or why it is not there.
struct Backend {
  Open open;
  std::string reason;  ///< empty: available
};

#if !PDUM_HAVE_FFMPEG || !PDUM_HAVE_JPEG || !PDUM_HAVE_PNG || !PDUM_HAVE_WEBP
Backend left_out(const std::string& library, const std::string& packages) {
  return {nullptr, "built without " + library + ": install " + packages + " and build again"};
}
#endif

Backend x264_backend([[maybe_unused]] H264Profile profile) {
#if PDUM_HAVE_FFMPEG
  return {[profile](const EncoderSettings& settings) { return open_x264_encoder(settings, profile); },
          why_no_x264()};
#else
  return left_out("FFmpeg", "libavcodec-dev and libavutil-dev");
#endif
}

Backend jpeg_backend() {
#if PDUM_HAVE_JPEG
  return {open_jpeg_encoder, {}};
#else
  return left_out("libjpeg-turbo", "libturbojpeg0-dev");
#endif
}

Backend png_backend() {
#if PDUM_HAVE_PNG
  return {open_png_encoder, {}};
#else
  return left_out("libpng", "libpng-dev");
#endif
}

Backend webp_backend() {
#if PDUM_HAVE_WEBP
  return {open_webp_encoder, {}};
#else
  return left_out("libwebp", "libwebp-dev");
#endif
}

EncoderEntry with_backend(EncoderEntry entry, Backend backend) {
  entry.available = backend.reason.empty();
  entry.reason = std::move(backend.reason);
  entry.open = std::move(backend.open);
  return entry;
}

/// What `EncoderEntry::open` of a registered entry does.
Result<std::unique_ptr<Encoder>> open_checked(const EncoderEntry& entry, const EncoderSettings& settings) {
  if (!entry.available) return Failure{entry.name + ": " + entry.reason};
  if (const std::string fault = size_fault(settings.width, settings.height, entry.max_side); !fault.empty())
    return Failure{entry.name + ": " + fault};
  try {
    Result<std::unique_ptr<Encoder>> encoder = entry.open(settings);
    if (!encoder) return Failure{entry.name + ": " + encoder.error()};
    return make_checked_encoder(entry.name, entry.max_side, std::move(*encoder), settings.pipeline_depth > 0);
  } catch (const std::exception& error) {
    return Failure{entry.name + " threw while opening: " + error.what()};
  }
}

}  // namespace

EncoderRegistry EncoderRegistry::with_builtin() {
  constexpr int kH264MaxSide = 16384;
  EncoderRegistry registry;
  const auto add_h264 = [&](const char* name, const char* capability, const char* codec,
                            H264Profile profile) {
    EncoderEntry entry{name, capability, true, codec, kH264MaxSide, false, {}, nullptr};
    entry.backend = "x264";
    entry.pipelines = true;
    entry.yuv444 = profile == H264Profile::high_444_predictive;
    registry.add(with_backend(std::move(entry), x264_backend(profile)));
  };
  const auto add_image = [&](const char* name, const char* capability, int max_side, Backend backend) {
    registry.add(
        with_backend({name, capability, false, "", max_side, false, {}, nullptr}, std::move(backend)));
  };
  add_h264("x264", "webcodecs/h264-annexb", "avc1.42E01F", H264Profile::constrained_baseline);
  add_h264("x264-high", "webcodecs/h264-annexb-high", "avc1.64001F", H264Profile::high);
  add_h264("x264-444", "webcodecs/h264-annexb-444", "avc1.F4001F", H264Profile::high_444_predictive);
  add_image("jpeg", "image/jpeg", 65500, jpeg_backend());
  add_image("png", "image/png", 1'000'000, png_backend());
  add_image("webp", "image/webp", 16383, webp_backend());
  return registry;
}

void EncoderRegistry::add(EncoderEntry entry) {
  const auto before = std::find_if(entries_.begin(), entries_.end(), [&](const EncoderEntry& known) {
    return known.capability == entry.capability || (entry.video && !known.video);
  });
  if (entry.backend.empty()) entry.backend = entry.name;
  EncoderEntry checked = entry;
  checked.open = [inner = std::move(entry)](const EncoderSettings& settings) {
    return open_checked(inner, settings);
  };
  entries_.insert(before, std::move(checked));
}

const EncoderEntry* EncoderRegistry::find(std::string_view name) const {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&](const EncoderEntry& entry) { return entry.name == name; });
  return at == entries_.end() ? nullptr : &*at;
}

}  // namespace pdum::rfb
