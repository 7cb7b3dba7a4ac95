#include "encode/x264_encoder.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <span>
#include <utility>

#include "core/pixel_block.hpp"
#include "encode/color_codes.hpp"
#include "encode/h264_bitstream.hpp"
#include "pixels/convert.hpp"

namespace pdum::rfb {
namespace {

constexpr const char* kCodecName = "libx264";
/// Frames above this many luma samples (more than 1080p) are cut into two slices, coded in parallel: 1.3
/// times the speed for 6 to 23 % more CPU, so smaller frames, which one core manages, are not.
constexpr std::int64_t kTwoSlicesAbove = 1920 * 1088;
/// The VBV buffer, which bounds a keyframe: this long at the capped rate, and no less than two frames.
/// docs/decisions/0002-encoders.md says why.
constexpr double kVbvSeconds = 1.0 / 15;
/// How far the cap follows the rate at which frames really come. Little above 1: a burst after a pause comes
/// before the rate is measured anew.
constexpr double kLeastStretch = 1.0 / 16;
constexpr double kMostStretch = 2;
constexpr double kStretchStep = 0.1;
constexpr int kLogOff = AV_LOG_MAX_OFFSET;

struct ContextDelete {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FrameDelete {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct PacketDelete {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using ContextPtr = std::unique_ptr<AVCodecContext, ContextDelete>;
using FramePtr = std::unique_ptr<AVFrame, FrameDelete>;
using PacketPtr = std::unique_ptr<AVPacket, PacketDelete>;

Failure failure(const std::string& what, int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
  av_strerror(code, reason.data(), reason.size());
  return Failure{what + " (" + reason.data() + ")"};
}

void free_planes(void* block, std::uint8_t*) {
  delete static_cast<PixelBlock*>(block);
}

/// Planes of a frame whose format and size (even for 4:2:0) are set, in one block: rows as long as the codec
/// likes them.
int give_planes(AVFrame& frame) {
  constexpr int kRowAlignment = 64;
  const int part = frame.format == AV_PIX_FMT_YUV444P ? 1 : 2;
  const int stride = (frame.width + kRowAlignment - 1) / kRowAlignment * kRowAlignment;
  const auto luma = static_cast<std::size_t>(stride) * static_cast<std::size_t>(frame.height);
  const std::size_t chroma = luma / static_cast<std::size_t>(part * part);
  auto block = std::make_unique<PixelBlock>(luma + 2 * chroma);
  auto* const first = reinterpret_cast<std::uint8_t*>(block->data());
  frame.buf[0] = av_buffer_create(first, block->size(), free_planes, block.get(), 0);
  if (frame.buf[0] == nullptr) return AVERROR(ENOMEM);
  static_cast<void>(block.release());
  frame.data[0] = first;
  frame.data[1] = first + luma;
  frame.data[2] = first + luma + chroma;
  frame.linesize[0] = stride;
  frame.linesize[1] = frame.linesize[2] = stride / part;
  return 0;
}

void convert(const FrameView& from, YuvEncoding encoding, const AVFrame& to) {
  const auto stride = [&](int plane) { return static_cast<std::size_t>(to.linesize[plane]); };
  if (to.format == AV_PIX_FMT_YUV444P) {
    convert_to_i444(from, encoding, {to.data[0], to.data[1], to.data[2], stride(0), stride(1), stride(2)});
  } else {
    convert_to_i420(from, encoding, {to.data[0], to.data[1], to.data[2], stride(0), stride(1), stride(2)});
  }
}

void describe_picture(AVCodecContext& context, const EncoderSettings& settings, H264Profile profile) {
  const bool yuv444 = profile == H264Profile::high_444_predictive;
  context.width = yuv444 ? settings.width : padded_to_even(settings.width);
  context.height = yuv444 ? settings.height : padded_to_even(settings.height);
  context.pix_fmt = yuv444 ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_YUV420P;
  context.color_range = settings.yuv.range == YuvRange::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  context.colorspace = settings.yuv.matrix == YuvMatrix::bt709 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
  context.color_primaries = static_cast<AVColorPrimaries>(h273_code(settings.color.primaries));
  context.color_trc = static_cast<AVColorTransferCharacteristic>(h273_code(settings.color.transfer));
}

double usable_fps(const EncoderSettings& settings) {
  return std::isfinite(settings.fps) ? std::clamp(settings.fps, 1.0, 1000.0) : 30.0;
}

/// The cap. `stretch`: seconds that pass while x264 counts one, since it counts frames at `settings.fps`.
void cap_rate(AVCodecContext& context, const EncoderSettings& settings, std::int64_t cap, double stretch) {
  const auto bitrate = static_cast<double>(std::clamp<std::int64_t>(cap, 100'000, 1'000'000'000));
  context.rc_max_rate = std::llround(bitrate * stretch);
  const double two_frames = 2 * stretch / usable_fps(settings);
  context.rc_buffer_size = static_cast<int>(bitrate * std::max(kVbvSeconds, two_frames));
}

void describe_rate(AVCodecContext& context, const EncoderSettings& settings) {
  context.framerate = av_d2q(usable_fps(settings), 100'000);
  context.time_base = av_inv_q(context.framerate);
  cap_rate(context, settings, settings.bitrate, 1);
}

/// libx264's name of a profile, and the switches it needs. `profile` is only a limit to x264: without tools
/// of High, which ultrafast turns off, the SPS would say baseline.
struct ProfileOptions {
  const char* name;
  const char* x264_params;
};

/// Keyframes are made on demand only, hence no key interval and no scene cuts. In 4:4:4 x264 adds 6 to the
/// chroma offset; 4 less makes smooth shading no worse than in 4:2:0.
ProfileOptions options_of(H264Profile profile) {
  switch (profile) {
    case H264Profile::high:
      return {"high", "keyint=infinite:scenecut=0:8x8dct=1:cabac=1"};
    case H264Profile::high_444_predictive:
      return {"high444", "keyint=infinite:scenecut=0:8x8dct=1:cabac=1:chroma-qp-offset=-4"};
    case H264Profile::constrained_baseline:
      break;
  }
  return {"baseline", "keyint=infinite:scenecut=0"};
}

int set_options(AVCodecContext& context, H264Profile profile) {
  const ProfileOptions of_profile = options_of(profile);
  const std::array<std::array<const char*, 2>, 6> options = {{
      {"preset", "ultrafast"},
      {"tune", "zerolatency"},
      {"profile", of_profile.name},
      {"crf", "23"},
      {"forced-idr", "1"},
      {"x264-params", of_profile.x264_params},
  }};
  for (const auto& [name, value] : options) {
    if (const int error = av_opt_set(context.priv_data, name, value, 0); error < 0) return error;
  }
  return 0;
}

/// x264 keeps one frame less than it has threads by frame.
void set_threads(AVCodecContext& context, int pipeline_depth) {
  const bool large = std::int64_t{context.width} * context.height > kTwoSlicesAbove;
  context.thread_type = pipeline_depth > 0 ? FF_THREAD_FRAME : FF_THREAD_SLICE;
  context.thread_count = pipeline_depth > 0 ? pipeline_depth + 1 : (large ? 2 : 1);
}

Result<ContextPtr> open_context(const EncoderSettings& settings, H264Profile profile) {
  const AVCodec* codec = avcodec_find_encoder_by_name(kCodecName);
  if (codec == nullptr) return Failure{why_no_x264()};
  ContextPtr context(avcodec_alloc_context3(codec));
  if (!context) return Failure{"out of memory for the video encoder"};
  context->log_level_offset = kLogOff;  // of this context only: the application's own FFmpeg still logs
  describe_picture(*context, settings, profile);
  describe_rate(*context, settings);
  context->max_b_frames = 0;
  set_threads(*context, settings.pipeline_depth);
  context->flags &= ~AV_CODEC_FLAG_GLOBAL_HEADER;  // parameter sets stand in front of every IDR
  if (const int error = set_options(*context, profile); error < 0)
    return failure("this libavcodec's libx264 lacks an option that is needed", error);
  static std::mutex opening;  // not every codec opens safely from two threads at once
  const std::lock_guard lock(opening);
  if (const int error = avcodec_open2(context.get(), codec, nullptr); error < 0) {
    return failure("H.264 encoder for " + std::to_string(settings.width) + "x" +
                       std::to_string(settings.height) + " could not be opened",
                   error);
  }
  return context;
}

class X264Encoder final : public Encoder {
 public:
  X264Encoder(const EncoderSettings& settings, H264Profile profile, ContextPtr context, PacketPtr packet)
      : profile_(profile), settings_(settings), context_(std::move(context)), packet_(std::move(packet)) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    if (frame.width != settings_.width || frame.height != settings_.height) {
      if (const std::string error = reopen(frame.width, frame.height); !error.empty()) return Failure{error};
    }
    follow_rate(request);
    if (const int error = fill_picture(frame); error < 0)
      return failure("no memory for a picture to encode", error);
    picture_->pict_type = request.keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    picture_->pts = next_pts_++;
    if (const int error = avcodec_send_frame(context_.get(), picture_.get()); error < 0)
      return failure("the H.264 encoder refused a frame", error);
    const int error = avcodec_receive_packet(context_.get(), packet_.get());
    if (error == AVERROR(EAGAIN) && settings_.pipeline_depth > 0) return EncodedFrame{};
    if (error < 0) return failure("the H.264 encoder gave no access unit for a frame", error);
    return take_packet();
  }

 private:
  std::string reopen(int width, int height) {
    EncoderSettings settings = settings_;
    settings.width = width;
    settings.height = height;
    Result<ContextPtr> context = open_context(settings, profile_);
    if (!context) return context.error();
    context_ = std::move(*context);
    settings_ = settings;
    stretch_ = 1;
    cap_ = settings_.bitrate;
    picture_.reset();
    return {};
  }

  /// Follows the cap as well: x264 takes another one while it runs, without a keyframe, since it had one from
  /// the start. Frames that come faster or slower than was said would take as much more or less than it.
  /// Takes effect with the next frame; small changes are left alone.
  void follow_rate(const EncodeRequest& request) {
    const std::int64_t cap =
        request.bitrate > 0 ? std::min(request.bitrate, settings_.bitrate) : settings_.bitrate;
    const double wanted = usable_fps(settings_) / request.fps;
    const double stretch = request.fps > 0 ? std::clamp(wanted, kLeastStretch, kMostStretch) : stretch_;
    if (cap == cap_ && std::abs(stretch / stretch_ - 1) < kStretchStep) return;
    cap_ = cap;
    stretch_ = stretch;
    cap_rate(*context_, settings_, cap, stretch);
  }

  /// The picture is written again and again: the encoder keeps no reference after it has returned the packet.
  int fill_picture(const FrameView& frame) {
    if (!picture_ || av_frame_is_writable(picture_.get()) <= 0) {
      picture_.reset(av_frame_alloc());
      if (!picture_) return AVERROR(ENOMEM);
      picture_->format = context_->pix_fmt;
      picture_->width = context_->width;
      picture_->height = context_->height;
      picture_->color_range = context_->color_range;
      picture_->colorspace = context_->colorspace;
      if (const int error = give_planes(*picture_); error < 0) return error;
    }
    convert(frame, settings_.yuv, *picture_);
    return 0;
  }

  Result<EncodedFrame> take_packet() {
    const std::span bytes(reinterpret_cast<const std::byte*>(packet_->data),
                          static_cast<std::size_t>(std::max(packet_->size, 0)));
    EncodedFrame result;
    result.keyframe = (packet_->flags & AV_PKT_FLAG_KEY) != 0;
    if (result.keyframe) {
      const AccessUnitInfo info = read_access_unit(bytes);
      result.keyframe = info.has_idr && info.parameter_sets_first;
      if (info.sps) codec_string_ = info.sps->codec_string();
    }
    result.codec = codec_string_;
    result.payload = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
    av_packet_unref(packet_.get());
    return result;
  }

  const H264Profile profile_;
  EncoderSettings settings_;
  ContextPtr context_;
  FramePtr picture_;
  PacketPtr packet_;
  double stretch_ = 1;                    // see cap_rate
  std::int64_t cap_ = settings_.bitrate;  // bit/s
  std::int64_t next_pts_ = 0;  // counts frames: x264's rate control here knows a constant rate only
  std::string codec_string_;
};

}  // namespace

std::string why_no_x264() {
  if (avcodec_find_encoder_by_name(kCodecName) != nullptr) return {};
  return "this FFmpeg has no libx264: install Debian's libavcodec-extra or libavcodec59, which have it";
}

Result<std::unique_ptr<Encoder>> open_x264_encoder(const EncoderSettings& settings, H264Profile profile) {
  Result<ContextPtr> context = open_context(settings, profile);
  if (!context) return Failure{context.error()};
  PacketPtr packet(av_packet_alloc());
  if (!packet) return Failure{"no memory for the video encoder"};
  return std::unique_ptr<Encoder>(
      std::make_unique<X264Encoder>(settings, profile, std::move(*context), std::move(packet)));
}

}  // namespace pdum::rfb
