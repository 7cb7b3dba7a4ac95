#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// What a client lists in `hello.supported`.
inline constexpr std::string_view kCapabilityJpeg = "image/jpeg";
inline constexpr std::string_view kCapabilityPng = "image/png";
inline constexpr std::string_view kCapabilityWebp = "image/webp";
inline constexpr std::string_view kCapabilityH264 = "webcodecs/h264-annexb";
inline constexpr std::string_view kCapabilityH264High = "webcodecs/h264-annexb-high";
inline constexpr std::string_view kCapabilityH264Yuv444 = "webcodecs/h264-annexb-444";
inline constexpr std::string_view kCapabilityVp9 = "webcodecs/vp9";
inline constexpr std::string_view kCapabilityVp9Yuv444 = "webcodecs/vp9-444";
inline constexpr std::string_view kCapabilityAv1 = "webcodecs/av1";

/// The codec string a client of base capabilities sees, whatever level the SPS names.
inline constexpr std::string_view kBaseH264Codec = "avc1.42E01F";

/// The order in which image types are tried after the preferred one.
inline constexpr std::array<ImageFormat, 3> kImageFallbackOrder = {ImageFormat::png, ImageFormat::jpeg,
                                                                   ImageFormat::webp};

/// MIME type of an image format, which is also its capability string.
constexpr std::string_view mime_type(ImageFormat format) noexcept {
  switch (format) {
    case ImageFormat::jpeg:
      return kCapabilityJpeg;
    case ImageFormat::png:
      return kCapabilityPng;
    case ImageFormat::webp:
      return kCapabilityWebp;
  }
  return {};
}

/// The image format of a MIME type or capability string.
constexpr std::optional<ImageFormat> image_format(std::string_view mime) noexcept {
  for (ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    if (mime == mime_type(format)) return format;
  }
  return std::nullopt;
}

inline constexpr std::string_view kDefaultStream = "default";
inline constexpr std::size_t kMaxStreamNameBytes = 64;
/// Names that are routes of the HTTP server.
inline constexpr std::array<std::string_view, 6> kReservedStreamNames = {
    "health", "metrics", "streams", "recorded-events", "assets", "demo"};

constexpr bool is_reserved_stream_name(std::string_view name) noexcept {
  return std::find(kReservedStreamNames.begin(), kReservedStreamNames.end(), name) !=
         kReservedStreamNames.end();
}

/// 1 to 64 of `[A-Za-z0-9._-]`, and not reserved.
constexpr bool is_valid_stream_name(std::string_view name) noexcept {
  constexpr auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kMaxStreamNameBytes &&
         std::all_of(name.begin(), name.end(), allowed) && !is_reserved_stream_name(name);
}

}  // namespace pdum::rfb
