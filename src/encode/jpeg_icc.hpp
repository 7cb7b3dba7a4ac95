#pragma once

#include <span>

#include "core/payload.hpp"

namespace pdum::rfb {

/// The largest profile that fits into one segment of a JPEG file, bytes.
inline constexpr std::size_t kMaxJpegProfile = 65519;

/// A copy of a JPEG file with `profile` in it, as ICC.1:2010, B.4 says: in a segment APP2 behind JFIF's own.
/// TurboJPEG 2 writes none. An empty profile, and one above `kMaxJpegProfile`, is left out.
Bytes with_icc_profile(std::span<const std::byte> jpeg, const Bytes& profile);

}  // namespace pdum::rfb
