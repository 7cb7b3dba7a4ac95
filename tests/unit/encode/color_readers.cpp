#include "unit/encode/color_readers.hpp"

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#if PDUM_HAVE_LIBJPEG
#include <jpeglib.h>
#endif
#if PDUM_HAVE_PNG
#include <png.h>
#include <zlib.h>
#endif
#if PDUM_HAVE_WEBP
#include <webp/mux.h>
#endif
#if PDUM_HAVE_LCMS2
#include <lcms2.h>
#endif

namespace pdum::rfb::test {
namespace {

[[maybe_unused]] Bytes copied(const void* data, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(data);
  return {first, first + size};
}

[[maybe_unused]] const std::uint8_t* data_of(const Bytes& bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace

bool can_read_jpeg_profiles() {
  return PDUM_HAVE_LIBJPEG != 0;
}

Bytes icc_of_jpeg([[maybe_unused]] const Bytes& file) {
#if PDUM_HAVE_LIBJPEG
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);  // ends the test program where the file is broken
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, data_of(file), static_cast<unsigned long>(file.size()));
  jpeg_save_markers(&info, JPEG_APP0 + 2, 0xFFFF);
  jpeg_read_header(&info, TRUE);
  JOCTET* profile = nullptr;
  unsigned int size = 0;
  Bytes found;
  if (jpeg_read_icc_profile(&info, &profile, &size) != FALSE) found = copied(profile, size);
  std::free(profile);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg's
  jpeg_destroy_decompress(&info);
  return found;
#else
  return {};
#endif
}

#if PDUM_HAVE_PNG
namespace {

struct Source {
  const Bytes& file;
  std::size_t at = 0;
};

void read_from(png_structp png, png_bytep out, std::size_t size) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (size > source.file.size() - source.at) png_error(png, "the file ends");
  const std::uint8_t* from = data_of(source.file) + source.at;
  for (std::size_t i = 0; i < size; ++i) out[i] = from[i];
  source.at += size;
}

}  // namespace
#endif

Bytes icc_of_png([[maybe_unused]] const Bytes& file) {
#if PDUM_HAVE_PNG
  Source source{file};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes found;
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &source, read_from);
    png_read_info(png, info);
    png_charp name = nullptr;
    png_bytep profile = nullptr;
    png_uint_32 size = 0;
    int compression = 0;
    if (png_get_iCCP(png, info, &name, &compression, &profile, &size) != 0) found = copied(profile, size);
  }
  png_destroy_read_struct(&png, &info, nullptr);
  return found;
#else
  return {};
#endif
}

std::vector<PngChunk> png_chunks([[maybe_unused]] const Bytes& file) {
  std::vector<PngChunk> chunks;
#if PDUM_HAVE_PNG
  constexpr std::size_t kSignature = 8, kWord = 4;
  const std::uint8_t* bytes = data_of(file);
  for (std::size_t at = kSignature; at + 3 * kWord <= file.size();) {
    const std::size_t size = png_get_uint_32(bytes + at);
    if (size > file.size() - at - 3 * kWord) return {};
    const std::uint8_t* name = bytes + at + kWord;
    const auto sum = crc32(0, name, static_cast<uInt>(kWord + size));
    if (sum != png_get_uint_32(name + kWord + size)) return {};
    chunks.push_back({std::string(reinterpret_cast<const char*>(name), kWord), copied(name + kWord, size)});
    at += 3 * kWord + size;
  }
#endif
  return chunks;
}

Bytes icc_of_webp([[maybe_unused]] const Bytes& file) {
#if PDUM_HAVE_WEBP
  const WebPData data{data_of(file), file.size()};
  WebPMux* mux = WebPMuxCreate(&data, 0);
  WebPData chunk{};
  Bytes found;
  if (WebPMuxGetChunk(mux, "ICCP", &chunk) == WEBP_MUX_OK) found = copied(chunk.bytes, chunk.size);
  WebPMuxDelete(mux);
  return found;
#else
  return {};
#endif
}

#if PDUM_HAVE_LCMS2
namespace {

/// Through a transform that is made for one colour.
std::array<double, 3> transformed(cmsHPROFILE from, cmsUInt32Number from_type, const double* numbers,
                                  cmsHPROFILE to, cmsUInt32Number to_type) {
  std::array<double, 3> out{};
  cmsHTRANSFORM transform = cmsCreateTransform(from, from_type, to, to_type, INTENT_RELATIVE_COLORIMETRIC,
                                               cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  if (transform == nullptr) return {-1, -1, -1};
  cmsDoTransform(transform, numbers, out.data(), 1);
  cmsDeleteTransform(transform);
  return out;
}

std::array<double, 3> to_xyz(cmsHPROFILE from, cmsUInt32Number type, const double* numbers) {
  cmsHPROFILE xyz = cmsCreateXYZProfile();
  const auto out = transformed(from, type, numbers, xyz, TYPE_XYZ_DBL);
  cmsCloseProfile(xyz);
  return out;
}

}  // namespace

bool ProfileReader::available() {
  return true;
}
ProfileReader::ProfileReader(const Bytes& profile)
    : profile_(cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size()))) {}
ProfileReader::~ProfileReader() {
  if (profile_ != nullptr) cmsCloseProfile(profile_);
}
std::array<double, 3> ProfileReader::xyz_of_rgb(const std::array<double, 3>& rgb) const {
  return to_xyz(profile_, TYPE_RGB_DBL, rgb.data());
}
std::array<double, 3> ProfileReader::xyz_of_gray(double gray) const {
  return to_xyz(profile_, TYPE_GRAY_DBL, &gray);
}
std::array<double, 3> ProfileReader::from_srgb(const std::array<double, 3>& rgb) const {
  cmsHPROFILE srgb = cmsCreate_sRGBProfile();
  const auto out = transformed(srgb, TYPE_RGB_DBL, rgb.data(), profile_, TYPE_RGB_DBL);
  cmsCloseProfile(srgb);
  return out;
}
#else
bool ProfileReader::available() {
  return false;
}
ProfileReader::ProfileReader(const Bytes&) {}
ProfileReader::~ProfileReader() = default;
std::array<double, 3> ProfileReader::xyz_of_rgb(const std::array<double, 3>&) const {
  return {};
}
std::array<double, 3> ProfileReader::xyz_of_gray(double) const {
  return {};
}
std::array<double, 3> ProfileReader::from_srgb(const std::array<double, 3>&) const {
  return {};
}
#endif

bool ProfileReader::ok() const {
  return profile_ != nullptr;
}

}  // namespace pdum::rfb::test
