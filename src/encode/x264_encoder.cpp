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
#include "encode/h264_bitstream.hpp"
#include "pixels/convert.hpp"
#include "pixels/frame_layout.hpp"

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

/// Planes of a frame whose format and even size are set, in one block: rows as long as the codec likes them.
int give_planes(AVFrame& frame) {
  constexpr int kRowAlignment = 64;
  const int stride = (frame.width + kRowAlignment - 1) / kRowAlignment * kRowAlignment;
  const FrameLayout layout = FrameLayout::make(PixelFormat::i420, frame.width, frame.height,
                                               static_cast<std::size_t>(stride), kUnlimited);
  auto block = std::make_unique<PixelBlock>(layout.size_bytes);
  auto* const first = reinterpret_cast<std::uint8_t*>(block->data());
  frame.buf[0] = av_buffer_create(first, block->size(), free_planes, block.get(), 0);
  if (frame.buf[0] == nullptr) return AVERROR(ENOMEM);
  static_cast<void>(block.release());
  frame.data[0] = first;
  frame.data[1] = first + layout.chroma_offset;
  frame.data[2] = first + layout.chroma_offset_v;
  frame.linesize[0] = stride;
  frame.linesize[1] = frame.linesize[2] = static_cast<int>(layout.chroma_stride);
  return 0;
}

void describe_picture(AVCodecContext& context, const EncoderSettings& settings) {
  context.width = padded_to_even(settings.width);
  context.height = padded_to_even(settings.height);
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.color_range = settings.yuv.range == YuvRange::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  context.colorspace = settings.yuv.matrix == YuvMatrix::bt709 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
  context.color_primaries = AVCOL_PRI_BT709;
  context.color_trc = AVCOL_TRC_IEC61966_2_1;
}

double usable_fps(const EncoderSettings& settings) {
  return std::isfinite(settings.fps) ? std::clamp(settings.fps, 1.0, 1000.0) : 30.0;
}

/// The cap. `stretch`: seconds that pass while x264 counts one, since it counts frames at `settings.fps`.
void cap_rate(AVCodecContext& context, const EncoderSettings& settings, double stretch) {
  const auto bitrate =
      static_cast<double>(std::clamp<std::int64_t>(settings.bitrate, 100'000, 1'000'000'000));
  context.rc_max_rate = std::llround(bitrate * stretch);
  const double two_frames = 2 * stretch / usable_fps(settings);
  context.rc_buffer_size = static_cast<int>(bitrate * std::max(kVbvSeconds, two_frames));
}

void describe_rate(AVCodecContext& context, const EncoderSettings& settings) {
  context.framerate = av_d2q(usable_fps(settings), 100'000);
  context.time_base = av_inv_q(context.framerate);
  cap_rate(context, settings, 1);
}

/// Keyframes are made on demand only, hence no key interval and no scene cuts.
int set_options(AVCodecContext& context) {
  constexpr std::array<std::array<const char*, 2>, 6> kOptions = {{
      {"preset", "ultrafast"},
      {"tune", "zerolatency"},
      {"profile", "baseline"},
      {"crf", "23"},
      {"forced-idr", "1"},
      {"x264-params", "keyint=infinite:scenecut=0"},
  }};
  for (const auto& [name, value] : kOptions) {
    if (const int error = av_opt_set(context.priv_data, name, value, 0); error < 0) return error;
  }
  return 0;
}

Result<ContextPtr> open_context(const EncoderSettings& settings) {
  const AVCodec* codec = avcodec_find_encoder_by_name(kCodecName);
  if (codec == nullptr) return Failure{why_no_x264()};
  ContextPtr context(avcodec_alloc_context3(codec));
  if (!context) return Failure{"out of memory for the video encoder"};
  context->log_level_offset = kLogOff;  // of this context only: the application's own FFmpeg still logs
  describe_picture(*context, settings);
  describe_rate(*context, settings);
  context->max_b_frames = 0;
  context->thread_type = FF_THREAD_SLICE;
  context->thread_count = std::int64_t{context->width} * context->height > kTwoSlicesAbove ? 2 : 1;
  context->flags &= ~AV_CODEC_FLAG_GLOBAL_HEADER;  // parameter sets stand in front of every IDR
  if (const int error = set_options(*context); error < 0)
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
  X264Encoder(const EncoderSettings& settings, ContextPtr context, PacketPtr packet)
      : settings_(settings), context_(std::move(context)), packet_(std::move(packet)) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) override {
    if (frame.width != settings_.width || frame.height != settings_.height) {
      if (const std::string error = reopen(frame.width, frame.height); !error.empty()) return Failure{error};
    }
    follow_rate(request.fps);
    if (const int error = fill_picture(frame); error < 0)
      return failure("no memory for a picture to encode", error);
    picture_->pict_type = request.keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    picture_->pts = next_pts_++;
    if (const int error = avcodec_send_frame(context_.get(), picture_.get()); error < 0)
      return failure("the H.264 encoder refused a frame", error);
    if (const int error = avcodec_receive_packet(context_.get(), packet_.get()); error < 0)
      return failure("the H.264 encoder gave no access unit for a frame", error);
    return take_packet();
  }

 private:
  std::string reopen(int width, int height) {
    EncoderSettings settings = settings_;
    settings.width = width;
    settings.height = height;
    Result<ContextPtr> context = open_context(settings);
    if (!context) return context.error();
    context_ = std::move(*context);
    settings_ = settings;
    stretch_ = 1;
    picture_.reset();
    return {};
  }

  /// Frames that come faster or slower than was said would take as much more or less than the cap. Takes
  /// effect with the next frame; small changes are left alone.
  void follow_rate(double fps) {
    if (!(fps > 0)) return;
    const double stretch = std::clamp(usable_fps(settings_) / fps, kLeastStretch, kMostStretch);
    if (std::abs(stretch / stretch_ - 1) < kStretchStep) return;
    stretch_ = stretch;
    cap_rate(*context_, settings_, stretch);
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
    const AVFrame& to = *picture_;
    convert_to_i420(frame, settings_.yuv,
                    {.y = to.data[0],
                     .u = to.data[1],
                     .v = to.data[2],
                     .y_stride = static_cast<std::size_t>(to.linesize[0]),
                     .u_stride = static_cast<std::size_t>(to.linesize[1]),
                     .v_stride = static_cast<std::size_t>(to.linesize[2])});
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

  EncoderSettings settings_;
  ContextPtr context_;
  FramePtr picture_;
  PacketPtr packet_;
  double stretch_ = 1;         // see cap_rate
  std::int64_t next_pts_ = 0;  // counts frames: x264's rate control here knows a constant rate only
  std::string codec_string_;
};

}  // namespace

std::string why_no_x264() {
  if (avcodec_find_encoder_by_name(kCodecName) != nullptr) return {};
  return "this FFmpeg has no libx264: install Debian's libavcodec-extra or libavcodec59, which have it";
}

Result<std::unique_ptr<Encoder>> open_x264_encoder(const EncoderSettings& settings) {
  Result<ContextPtr> context = open_context(settings);
  if (!context) return Failure{context.error()};
  PacketPtr packet(av_packet_alloc());
  if (!packet) return Failure{"no memory for the video encoder"};
  return std::unique_ptr<Encoder>(
      std::make_unique<X264Encoder>(settings, std::move(*context), std::move(packet)));
}

}  // namespace pdum::rfb
