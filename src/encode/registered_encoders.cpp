#include "encode/registered_encoders.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <pdum/rfb/encoders.hpp>
#include <pdum/rfb/error.hpp>

#include "core/mutex.hpp"
#include "encode/h264_check.hpp"
#include "encode/i420_buffer.hpp"

namespace pdum::rfb {
namespace {

constexpr std::size_t kMaxRegistered = 64;
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::size_t kMaxCodecBytes = 64;
constexpr int kMaxSide = 65535;

/// A kind of video that viewers may list, and the string it has before there is a stream.
struct Kind {
  std::string_view capability;
  const char* codec;
  std::optional<H264Profile> profile;  ///< nothing: not H.264
};

constexpr std::array<Kind, 6> kKinds = {{
    {"webcodecs/h264-annexb", "avc1.42E01F", H264Profile::constrained_baseline},
    {"webcodecs/h264-annexb-high", "avc1.64001F", H264Profile::high},
    {"webcodecs/h264-annexb-444", "avc1.F4001F", H264Profile::high_444_predictive},
    {"webcodecs/vp9", "vp09.00.31.08", std::nullopt},
    {"webcodecs/vp9-444", "vp09.01.31.08.03", std::nullopt},
    {"webcodecs/av1", "av01.0.08M.08", std::nullopt},
}};

const Kind* find_kind(std::string_view capability) {
  const auto at = std::find_if(kKinds.begin(), kKinds.end(),
                               [&](const Kind& kind) { return kind.capability == capability; });
  return at == kKinds.end() ? nullptr : &*at;
}

class RegisteredEncoder final : public Encoder {
 public:
  RegisteredEncoder(VideoEncoderFactory factory, VideoEncoderTraits traits, const EncoderSettings& settings)
      : factory_(std::move(factory)),
        traits_(std::move(traits)),
        profile_(find_kind(traits_.capability)->profile),
        settings_(settings) {}

  /// Empty, or why there is no encoder.
  std::string open() {
    encoder_ = nullptr;  // before the next one: hardware has few sessions
    const bool even = traits_.input == VideoEncoderInput::i420;
    encoder_ = factory_({.width = even ? padded_to_even(settings_.width) : settings_.width,
                         .height = even ? padded_to_even(settings_.height) : settings_.height,
                         .fps = settings_.fps,
                         .bitrate = settings_.bitrate,
                         .yuv = settings_.yuv,
                         .color = settings_.color,
                         .pixel_ratio = settings_.pixel_ratio,
                         .pipeline_depth = settings_.pipeline_depth});
    return encoder_ ? std::string() : "its factory made no encoder";
  }

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    bool keyframe = request.keyframe;
    if (frame.width != settings_.width || frame.height != settings_.height) {
      settings_.width = frame.width;
      settings_.height = frame.height;
      if (std::string why = open(); !why.empty()) return Failure{std::move(why)};
      keyframe = true;
    }
    EncodedVideo made = encoder_->encode(
        input_of(frame), {.keyframe = keyframe,
                          .timestamp = std::chrono::microseconds(request.timestamp_us),
                          .fps = request.fps,
                          .bitrate = request.bitrate > 0 ? request.bitrate : settings_.bitrate});
    const bool pipelined = settings_.pipeline_depth > 0;
    if (made.payload.empty() && pipelined) return EncodedFrame{};
    if (made.payload.empty()) return Failure{"the encoder returned no bytes"};
    return profile_ ? take_h264(std::move(made), keyframe && !pipelined) : take_other(std::move(made));
  }

 private:
  FrameView input_of(const FrameView& frame) {
    if (traits_.input == VideoEncoderInput::as_published) return frame;
    const I420Planes planes = planes_.fill(frame, settings_.yuv);
    return {.data = planes.y,
            .width = padded_to_even(frame.width),
            .height = padded_to_even(frame.height),
            .format = PixelFormat::i420,
            .stride = planes.y_stride,
            .yuv = settings_.yuv};
  }

  Result<EncodedFrame> take_h264(EncodedVideo made, bool keyframe_due) {
    const AccessUnitInfo unit = read_access_unit(made.payload);
    std::string fault =
        h264_fault(made.payload, unit, {*profile_, settings_.width, settings_.height, settings_.yuv});
    if (!fault.empty()) return Failure{"what it made cannot be sent: " + fault};
    if (keyframe_due && !unit.has_idr) return Failure{"the encoder made no IDR though one was asked for"};
    if (unit.has_idr) codec_ = unit.sps->codec_string();
    return EncodedFrame{std::make_shared<const Bytes>(std::move(made.payload)), unit.has_idr, codec_};
  }

  static Result<EncodedFrame> take_other(EncodedVideo made) {
    if (made.codec.empty() || made.codec.size() > kMaxCodecBytes)
      return Failure{"the encoder did not say in EncodedVideo::codec what it makes"};
    return EncodedFrame{std::make_shared<const Bytes>(std::move(made.payload)), made.keyframe,
                        std::move(made.codec)};
  }

  const VideoEncoderFactory factory_;
  const VideoEncoderTraits traits_;
  const std::optional<H264Profile> profile_;
  EncoderSettings settings_;
  std::unique_ptr<VideoEncoder> encoder_;
  I420Buffer planes_;
  std::string codec_;
};

/// The encoders that this process has registered.
///
/// Thread safety: any thread.
class Registrations {
 public:
  void add(EncoderEntry entry) {
    const MutexLock lock(mutex_);
    const bool taken = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const EncoderEntry& known) { return known.name == entry.name; });
    if (taken || is_builtin(entry.name)) {
      throw Error(ErrorCode::invalid_argument, "register_video_encoder: there is an encoder called \"" +
                                                   entry.name + "\" already; choose another name.");
    }
    if (entries_.size() >= kMaxRegistered)
      throw Error(ErrorCode::invalid_argument,
                  "register_video_encoder: 64 encoders are registered already, and "
                  "none can be taken back; register each one once.");
    entries_.push_back(std::move(entry));
  }

  std::vector<EncoderEntry> all() const {
    const MutexLock lock(mutex_);
    return entries_;
  }

 private:
  static bool is_builtin(const std::string& name) {
    const EncoderRegistry builtin = EncoderRegistry::with_builtin();
    return std::any_of(builtin.entries().begin(), builtin.entries().end(), [&](const EncoderEntry& known) {
      return known.name == name || known.backend == name;
    });
  }

  mutable Mutex mutex_;
  std::vector<EncoderEntry> entries_ PDUM_GUARDED_BY(mutex_);
};

/// Never destroyed: displays may still be served while the process ends.
Registrations& registrations() {
  static Registrations& all = *new Registrations;
  return all;
}

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "register_video_encoder: " + what);
}

void check(const std::string& name, const VideoEncoderFactory& factory, const VideoEncoderTraits& traits) {
  if (name.empty() || name.size() > kMaxNameBytes ||
      !std::all_of(name.begin(), name.end(), is_name_character))
    refuse("the name \"" + name.substr(0, kMaxNameBytes) + "\" is not 1 to 64 of A-Z a-z 0-9 . _ -");
  if (!factory) refuse("the factory of \"" + name + "\" is empty; give a function that makes an encoder.");
  if (find_kind(traits.capability) == nullptr) {
    std::string known;
    for (const Kind& kind : kKinds) known += (known.empty() ? "" : ", ") + std::string(kind.capability);
    refuse("no viewer knows the capability \"" + traits.capability + "\" of \"" + name + "\"; give one of " +
           known + ".");
  }
  if (traits.codec.size() > kMaxCodecBytes) refuse("the codec string of \"" + name + "\" is over 64 bytes.");
  if (traits.max_side < 1 || traits.max_side > kMaxSide)
    refuse("max_side of \"" + name + "\" is " + std::to_string(traits.max_side) +
           "; give a value from 1 to 65535.");
}

}  // namespace

EncoderEntry registered_encoder_entry(std::string name, VideoEncoderFactory factory,
                                      const VideoEncoderTraits& traits) {
  const Kind& kind = *find_kind(traits.capability);
  EncoderEntry entry;
  entry.name = std::move(name);
  entry.capability = traits.capability;
  entry.video = true;
  entry.nominal_codec = traits.codec.empty() ? kind.codec : traits.codec;
  entry.max_side = traits.max_side;
  entry.available = true;
  entry.yuv444 = traits.capability.ends_with("444");
  entry.pipelines = traits.pipelines;
  entry.by_name_only = true;
  entry.open = [factory = std::move(factory), traits](const EncoderSettings& settings) {
    auto encoder = std::make_unique<RegisteredEncoder>(factory, traits, settings);
    if (std::string why = encoder->open(); !why.empty())
      return Result<std::unique_ptr<Encoder>>(Failure{std::move(why)});
    return Result<std::unique_ptr<Encoder>>(std::move(encoder));
  };
  return entry;
}

void register_video_encoder(std::string name, VideoEncoderFactory factory, const VideoEncoderTraits& traits) {
  check(name, factory, traits);
  registrations().add(registered_encoder_entry(std::move(name), std::move(factory), traits));
}

EncoderRegistry EncoderRegistry::of_process() {
  EncoderRegistry registry = with_builtin();
  for (EncoderEntry& entry : registrations().all()) registry.add(std::move(entry));
  return registry;
}

std::vector<EncoderDescription> available_encoders() {
  std::vector<EncoderDescription> descriptions;
  const EncoderRegistry registry = EncoderRegistry::of_process();
  for (const EncoderEntry& entry : registry.entries()) {
    descriptions.push_back(
        {entry.name, entry.capability, entry.available, entry.reason, entry.max_side, entry.by_name_only});
  }
  return descriptions;
}

}  // namespace pdum::rfb
