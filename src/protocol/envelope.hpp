#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <pdum/rfb/color.hpp>

#include "core/result.hpp"

namespace pdum::rfb {

/// Binary messages, server to client:
///
///   uint32 little-endian: byte length of the header
///   header: `{"type":"<type>","seq":<n>` + middle + `}`
///   payload: the rest of the message
///
/// The middle is the same for every viewer of one frame version: make it once with `header_middle`, then
/// compose one short prefix per viewer; the payload is sent behind it and never copied.

enum class FrameType : std::uint8_t { image_frame, video_chunk };

struct ImageHeader {
  std::int64_t timestamp_us = 0;  ///< of `publish`, on the display's clock
  int width = 0;                  ///< published pixels
  int height = 0;                 ///< published pixels
  std::string mime;               ///< "image/jpeg", "image/png", "image/webp"
  double pixel_ratio = 1;         ///< left out when 1
  ColorSpace color = {};          ///< left out when sRGB
  friend bool operator==(const ImageHeader&, const ImageHeader&) = default;
};

struct VideoHeader {
  std::int64_t timestamp_us = 0;
  std::optional<std::int64_t> duration_us;
  int width = 0;
  int height = 0;
  std::string codec;      ///< RFC 6381, e.g. "avc1.42E01F"
  bool keyframe = false;  ///< IDR
  double pixel_ratio = 1;
  ColorSpace color = {};
  friend bool operator==(const VideoHeader&, const VideoHeader&) = default;
};

/// What follows `seq`, from the comma on, without the closing brace.
std::string header_middle(const ImageHeader& header);
std::string header_middle(const VideoHeader& header);

/// Length and header of one message. `seq` counts 0, 1, 2 … per viewer.
std::string compose_prefix(FrameType type, std::uint64_t seq, std::string_view middle);

/// One received binary message; `payload` is a slice of it.
struct UnpackedFrame {
  std::uint64_t seq = 0;
  std::variant<ImageHeader, VideoHeader> header;
  std::string_view payload;
};

/// Reads a binary message as a client does: headers of more than 64 KiB, of unknown types or with missing or
/// mistyped fields are failures.
Result<UnpackedFrame> unpack_frame(std::string_view message);

}  // namespace pdum::rfb
