#include <pdum/rfb/protocol.hpp>

#include <string_view>
#include <utility>

#include "protocol/envelope.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::microseconds;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string middle_of(const FrameHeader& header) {
  if (!header.video) {
    return header_middle(ImageHeader{.timestamp_us = header.timestamp.count(),
                                     .width = header.width,
                                     .height = header.height,
                                     .mime = header.format,
                                     .pixel_ratio = header.pixel_ratio});
  }
  VideoHeader video{.timestamp_us = header.timestamp.count(),
                    .duration_us = std::nullopt,
                    .width = header.width,
                    .height = header.height,
                    .codec = header.format,
                    .keyframe = header.keyframe,
                    .pixel_ratio = header.pixel_ratio};
  if (header.duration) video.duration_us = header.duration->count();
  return header_middle(video);
}

template <class Header>
void copy_common(const Header& from, FrameHeader& to) {
  to.timestamp = microseconds(from.timestamp_us);
  to.width = from.width;
  to.height = from.height;
  to.pixel_ratio = from.pixel_ratio;
}

FrameHeader header_of(const UnpackedFrame& frame) {
  FrameHeader header;
  header.seq = frame.seq;
  if (const auto* video = std::get_if<VideoHeader>(&frame.header)) {
    copy_common(*video, header);
    header.video = true;
    header.format = video->codec;
    header.keyframe = video->keyframe;
    if (video->duration_us) header.duration = microseconds(*video->duration_us);
  } else {
    const auto& image = std::get<ImageHeader>(frame.header);
    copy_common(image, header);
    header.format = image.mime;
  }
  return header;
}

}  // namespace

std::vector<std::byte> pack_binary_message(const FrameHeader& header, std::span<const std::byte> payload) {
  const FrameType type = header.video ? FrameType::video_chunk : FrameType::image_frame;
  const std::string prefix = compose_prefix(type, header.seq, middle_of(header));
  std::vector<std::byte> message;
  message.reserve(prefix.size() + payload.size());
  for (const char c : prefix) message.push_back(static_cast<std::byte>(c));
  message.insert(message.end(), payload.begin(), payload.end());
  return message;
}

std::optional<BinaryMessage> unpack_binary_message(std::span<const std::byte> message, std::string* why) {
  const Result<UnpackedFrame> frame = unpack_frame(text_of(message));
  if (!frame) {
    if (why != nullptr) *why = frame.error();
    return std::nullopt;
  }
  return BinaryMessage{header_of(*frame), message.last(frame->payload.size())};
}

}  // namespace pdum::rfb
