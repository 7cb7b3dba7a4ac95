#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/payload.hpp"

namespace pdum::rfb::test {

/// The ICC profile of a file as the codec's own library reads it; empty where it has none or the library is
/// left out of this build.
Bytes icc_of_jpeg(const Bytes& file);
Bytes icc_of_png(const Bytes& file);
Bytes icc_of_webp(const Bytes& file);

/// Whether `icc_of_jpeg` can read anything: it needs libjpeg.
bool can_read_jpeg_profiles();

/// One chunk of a PNG file whose checksum is right.
struct PngChunk {
  std::string name;
  Bytes data;
};
/// All chunks in their order; empty when the file is broken.
std::vector<PngChunk> png_chunks(const Bytes& file);

/// What a profile makes of numbers from 0 to 1, read by Little CMS.
class ProfileReader {
 public:
  /// Whether this build has Little CMS.
  static bool available();
  explicit ProfileReader(const Bytes& profile);
  ~ProfileReader();
  ProfileReader(const ProfileReader&) = delete;
  ProfileReader& operator=(const ProfileReader&) = delete;

  bool ok() const;
  /// XYZ relative to the white of the medium.
  std::array<double, 3> xyz_of_rgb(const std::array<double, 3>& rgb) const;
  std::array<double, 3> xyz_of_gray(double gray) const;
  /// The numbers that look like `rgb` of sRGB.
  std::array<double, 3> from_srgb(const std::array<double, 3>& rgb) const;

 private:
  void* profile_ = nullptr;
};

}  // namespace pdum::rfb::test
