#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pdum::rfb {

/// What a binary message says about the frame it carries, for those who write clients (docs/protocol.md).
struct FrameHeader {
  bool video = false;                                      ///< one access unit of a stream; else an image
  std::uint64_t seq = 0;                                   ///< counts 0, 1, 2 … for each viewer
  std::chrono::microseconds timestamp{};                   ///< of `publish`, on the display's clock
  std::optional<std::chrono::microseconds> duration = {};  ///< video only
  int width = 0;                                           ///< pixels of the picture sent
  int height = 0;                                          ///< pixels of the picture sent
  std::string format = {};  ///< images: the MIME type; video: the RFC 6381 codec string
  bool keyframe = true;     ///< can be decoded by itself; images always
  double pixel_ratio = 1;   ///< pixels of the picture sent per logical pixel
  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

/// One binary message taken apart.
struct BinaryMessage {
  FrameHeader header;
  std::span<const std::byte> payload;  ///< a slice of the message: an image, or Annex B
};

/// The message that a server sends: header length, header, payload. Copies the payload. Any thread.
std::vector<std::byte> pack_binary_message(const FrameHeader& header, std::span<const std::byte> payload);

/// Takes a received message apart, without copying. Safe on any bytes. Nothing for a message that is too
/// short, whose header is over 64 KiB or no JSON, or in which a field is missing or wrong; `why`, where
/// given, is then set to a sentence. Unknown fields are ignored. Any thread.
std::optional<BinaryMessage> unpack_binary_message(std::span<const std::byte> message,
                                                   std::string* why = nullptr);

}  // namespace pdum::rfb
