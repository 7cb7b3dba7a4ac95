#include "unit/encode/decoders.hpp"

#include <cstring>

#if PDUM_HAVE_JPEG
#include <turbojpeg.h>
#endif
#if PDUM_HAVE_PNG
#include <png.h>
#endif
#if PDUM_HAVE_WEBP
#include <webp/decode.h>
#endif
#if PDUM_HAVE_FFMPEG
extern "C" {
#include <libavcodec/avcodec.h>
}
#endif

namespace pdum::rfb::test {
namespace {

[[maybe_unused]] const std::uint8_t* data_of(const Bytes& bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace

std::optional<Picture> decode_jpeg([[maybe_unused]] const Bytes& bytes) {
#if PDUM_HAVE_JPEG
  const std::unique_ptr<void, int (*)(void*)> handle(tjInitDecompress(), tjDestroy);
  int width = 0, height = 0, subsampling = 0, colourspace = 0;
  if (tjDecompressHeader3(handle.get(), data_of(bytes), bytes.size(), &width, &height, &subsampling,
                          &colourspace) != 0)
    return {};
  Picture picture = blank_picture(width, height);
  if (tjDecompress2(handle.get(), data_of(bytes), bytes.size(), picture.rgb.data(), width, 0, height,
                    TJPF_RGB, TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT) != 0)
    return {};
  return picture;
#else
  return {};
#endif
}

std::optional<Picture> decode_png([[maybe_unused]] const Bytes& bytes) {
#if PDUM_HAVE_PNG
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return {};
  image.format = PNG_FORMAT_RGB;
  Picture picture = blank_picture(static_cast<int>(image.width), static_cast<int>(image.height));
  if (png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr) == 0) return {};
  return picture;
#else
  return {};
#endif
}

std::optional<PngFacts> png_facts([[maybe_unused]] const Bytes& bytes) {
#if PDUM_HAVE_PNG
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return {};
  const PngFacts facts{static_cast<int>(PNG_IMAGE_SAMPLE_CHANNELS(image.format))};
  png_image_free(&image);
  return facts;
#else
  return {};
#endif
}

std::optional<Picture> decode_webp([[maybe_unused]] const Bytes& bytes) {
#if PDUM_HAVE_WEBP
  int width = 0, height = 0;
  if (WebPGetInfo(data_of(bytes), bytes.size(), &width, &height) == 0) return {};
  Picture picture = blank_picture(width, height);
  if (WebPDecodeRGBInto(data_of(bytes), bytes.size(), picture.rgb.data(), picture.rgb.size(), width * 3) ==
      nullptr)
    return {};
  return picture;
#else
  return {};
#endif
}

#if PDUM_HAVE_FFMPEG
struct H264Decoder::State {
  AVCodecContext* context = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264));
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();

  State() {
    context->thread_count = 1;  // with threads the decoder would hold frames back
    avcodec_open2(context, nullptr, nullptr);
  }
  ~State() {
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&context);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  DecodedUnit take() const {
    const auto plane = [this](int i, int rows) {
      const std::uint8_t* first = frame->data[i];
      return std::vector<std::uint8_t>(first, first + frame->linesize[i] * rows);
    };
    DecodedUnit unit;
    const bool yuv444 = frame->format == AV_PIX_FMT_YUV444P || frame->format == AV_PIX_FMT_YUVJ444P;
    const int block = yuv444 ? 1 : 2;
    unit.picture = {frame->width,
                    frame->height,
                    {},
                    plane(0, frame->height),
                    plane(1, frame->height / block),
                    plane(2, frame->height / block),
                    static_cast<std::size_t>(frame->linesize[0]),
                    static_cast<std::size_t>(frame->linesize[1]),
                    block};
    unit.picture.encoding.matrix = frame->colorspace == AVCOL_SPC_BT709 ? YuvMatrix::bt709 : YuvMatrix::bt601;
    unit.picture.encoding.range = frame->color_range == AVCOL_RANGE_JPEG ? YuvRange::full : YuvRange::limited;
    unit.keyframe = frame->pict_type == AV_PICTURE_TYPE_I;
    unit.primaries = frame->color_primaries;
    unit.transfer = frame->color_trc;
    return unit;
  }
};
#else
struct H264Decoder::State {};
#endif

H264Decoder::H264Decoder() : state_(std::make_unique<State>()) {}
H264Decoder::~H264Decoder() = default;

std::optional<DecodedUnit> H264Decoder::decode([[maybe_unused]] const Bytes& access_unit) {
#if PDUM_HAVE_FFMPEG
  if (av_new_packet(state_->packet, static_cast<int>(access_unit.size())) < 0) return {};
  std::memcpy(state_->packet->data, access_unit.data(), access_unit.size());
  const int sent = avcodec_send_packet(state_->context, state_->packet);
  av_packet_unref(state_->packet);
  if (sent < 0 || avcodec_receive_frame(state_->context, state_->frame) < 0) return {};
  DecodedUnit unit = state_->take();
  av_frame_unref(state_->frame);
  return unit;
#else
  return {};
#endif
}

}  // namespace pdum::rfb::test
