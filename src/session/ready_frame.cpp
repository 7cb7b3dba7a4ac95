#include "session/ready_frame.hpp"

#include "protocol/capabilities.hpp"

namespace pdum::rfb {

SharedReadyFrame make_ready_frame(const EncodeResult& result, const EncoderEntry& encoder) {
  const PublishedFrame& frame = *result.frame;
  auto ready = std::make_shared<ReadyFrame>();
  ready->payload = result.encoded.payload;
  ready->version = frame.version;
  ready->published = frame.timestamp;
  ready->keyframe = result.encoded.keyframe || !encoder.video;
  ready->encode_time = result.elapsed;
  ready->scale = {static_cast<double>(frame.view.width) / result.size.width,
                  static_cast<double>(frame.view.height) / result.size.height};
  // A smaller picture has as many logical pixels.
  const double pixel_ratio = frame.pixel_ratio / ready->scale.x;
  if (encoder.video) {
    VideoHeader header;
    header.timestamp_us = frame.timestamp.count();
    header.width = result.size.width;
    header.height = result.size.height;
    // Clients of the base capability get its literal string, whatever level the SPS names.
    header.codec = encoder.capability == kCapabilityH264 ? std::string(kBaseH264Codec) : result.encoded.codec;
    header.keyframe = ready->keyframe;
    header.pixel_ratio = pixel_ratio;
    header.color = frame.color;
    ready->type = FrameType::video_chunk;
    ready->middle = header_middle(header);
  } else {
    ImageHeader header;
    header.timestamp_us = frame.timestamp.count();
    header.width = result.size.width;
    header.height = result.size.height;
    header.mime = encoder.capability;
    header.pixel_ratio = pixel_ratio;
    header.color = frame.color;
    ready->type = FrameType::image_frame;
    ready->middle = header_middle(header);
  }
  return ready;
}

}  // namespace pdum::rfb
