#include "encode/jpeg_icc.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pdum::rfb {
namespace {

constexpr std::size_t kMarkerBytes = 2;
constexpr std::size_t kLengthBytes = 2;
constexpr std::byte kMarker{0xFF};
constexpr std::byte kApp0{0xE0};
constexpr std::byte kApp2{0xE2};
/// "ICC_PROFILE", and: the first segment of one.
constexpr std::array<std::uint8_t, 14> kIntroduction = {'I', 'C', 'C', '_', 'P', 'R', 'O',
                                                        'F', 'I', 'L', 'E', 0,   1,   1};
static_assert(kMaxJpegProfile == 0xFFFF - kLengthBytes - kIntroduction.size());

/// Behind the start of the image, and JFIF's segment where it follows.
std::size_t place_for_profile(std::span<const std::byte> jpeg) {
  constexpr std::size_t kJfifAt = kMarkerBytes;
  constexpr std::size_t kJfifLengthAt = kJfifAt + kMarkerBytes;
  if (jpeg.size() < kJfifLengthAt + kLengthBytes) return jpeg.size();
  if (jpeg[kJfifAt] != kMarker || jpeg[kJfifAt + 1] != kApp0) return kJfifAt;
  const auto length = std::to_integer<std::size_t>(jpeg[kJfifLengthAt]) << 8U |
                      std::to_integer<std::size_t>(jpeg[kJfifLengthAt + 1]);
  return std::min(kJfifLengthAt + length, jpeg.size());
}

}  // namespace

Bytes with_icc_profile(std::span<const std::byte> jpeg, const Bytes& profile) {
  if (profile.empty() || profile.size() > kMaxJpegProfile) return {jpeg.begin(), jpeg.end()};
  const std::size_t length = kLengthBytes + kIntroduction.size() + profile.size();
  const std::span<const std::byte> head = jpeg.first(place_for_profile(jpeg));
  Bytes file;
  file.reserve(jpeg.size() + kMarkerBytes + length);
  file.assign(head.begin(), head.end());
  file.insert(file.end(),
              {kMarker, kApp2, static_cast<std::byte>(length >> 8U), static_cast<std::byte>(length)});
  for (const std::uint8_t byte : kIntroduction) file.push_back(static_cast<std::byte>(byte));
  file.insert(file.end(), profile.begin(), profile.end());
  file.insert(file.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(head.size()), jpeg.end());
  return file;
}

}  // namespace pdum::rfb
