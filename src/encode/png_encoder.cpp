#include "encode/png_encoder.hpp"

#include <png.h>

#include <array>
#include <csetjmp>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "encode/color_codes.hpp"
#include "encode/icc_profile.hpp"
#include "pixels/convert.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

constexpr int kLevel = 1;
constexpr int kFilter = PNG_FILTER_SUB;  // docs/encoders.md has the figures of the choice

/// Of cICP: the matrix coefficients of RGB, and samples from 0 to 255.
constexpr png_byte kRgb = 0;
constexpr png_byte kFullRange = 1;

struct Output {
  Bytes bytes;
  std::string error;
};

/// One picture on its way into libpng: rows that it takes as they are.
struct Rows {
  const std::uint8_t* first = nullptr;  ///< the top row
  std::ptrdiff_t stride = 0;            ///< bytes to the row below
  int width = 0;
  int height = 0;
  bool gray = false;
};

/// What the file says of its colours; empty for sRGB. Browsers that know cICP take it, others the profile.
struct ColorTags {
  std::array<png_byte, 4> cicp{};  ///< all zero: none
  const Bytes* profile = nullptr;  ///< may be empty
};

void append(png_structp png, png_bytep data, std::size_t size) {
  auto& out = *static_cast<Output*>(png_get_io_ptr(png));
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  bool grown = true;
  try {
    out.bytes.insert(out.bytes.end(), bytes, bytes + size);
  } catch (const std::exception&) {
    grown = false;
  }
  if (!grown) png_error(png, "out of memory");
}

void flush(png_structp) {}

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  static_cast<Output*>(png_get_error_ptr(png))->error = message;
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

/// libpng 1.6 has no call for cICP.
void write_color(png_structp png, png_infop info, const ColorTags& tags) {
  if (!tags.profile->empty()) {
    png_set_iCCP(png, info, "ICC profile", PNG_COMPRESSION_TYPE_BASE,
                 reinterpret_cast<png_const_bytep>(tags.profile->data()),
                 static_cast<png_uint_32>(tags.profile->size()));
  }
  if (tags.cicp[0] == 0) return;
  png_write_info_before_PLTE(png, info);
  constexpr std::array<png_byte, 5> kName = {'c', 'I', 'C', 'P', 0};
  png_write_chunk(png, kName.data(), tags.cicp.data(), tags.cicp.size());
}

void write_header(png_structp png, png_infop info, const Rows& rows, const ColorTags& tags) {
  const int color = rows.gray ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
  png_set_user_limits(png, 0x7fffffffU, 0x7fffffffU);  // the registry's limit holds, not libpng's
  png_set_IHDR(png, info, static_cast<png_uint_32>(rows.width), static_cast<png_uint_32>(rows.height), 8,
               color, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, kLevel);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, kFilter);
  write_color(png, info, tags);
  png_write_info(png, info);
}

/// False after an error, which `on_error` has noted. Holds nothing that a `longjmp` would leak.
bool write_png(png_structp png, png_infop info, const Rows& rows, const ColorTags& tags) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  write_header(png, info, rows, tags);
  for (int y = 0; y < rows.height; ++y) png_write_row(png, rows.first + y * rows.stride);
  png_write_end(png, nullptr);
  return true;
}

class PngEncoder final : public Encoder {
 public:
  explicit PngEncoder(const ColorSpace& color) : color_(color), profiles_(color) {}

  Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest&) override {
    out_.bytes.clear();
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &out_, on_error, on_warning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    if (info == nullptr) {
      png_destroy_write_struct(&png, nullptr);
      return Failure{"out of memory for the PNG encoder"};
    }
    png_set_write_fn(png, &out_, append, flush);
    const bool written = write_png(png, info, rows_of(frame), tags_of(frame.format));
    png_destroy_write_struct(&png, &info);
    if (!written) return Failure{"PNG compression failed: " + out_.error};
    return EncodedFrame{std::make_shared<const Bytes>(out_.bytes), true, "image/png"};
  }

 private:
  Rows rows_of(const FrameView& frame) {
    const FrameLayout layout = FrameLayout::of(frame, kUnlimited);
    const bool gray = frame.format == PixelFormat::gray8;
    if (gray || frame.format == PixelFormat::rgb24) {
      const auto* block = static_cast<const std::uint8_t*>(frame.data);
      const auto stride = static_cast<std::ptrdiff_t>(layout.stride);
      if (!frame.bottom_up) return {block, stride, frame.width, frame.height, gray};
      return {block + (frame.height - 1) * stride, -stride, frame.width, frame.height, gray};
    }
    const FrameLayout rgb = FrameLayout::make(PixelFormat::rgb24, frame.width, frame.height, 0, kUnlimited);
    rgb_.resize(rgb.size_bytes);
    convert_to_rgb24(frame, rgb_.data(), rgb.stride);
    return {rgb_.data(), static_cast<std::ptrdiff_t>(rgb.stride), frame.width, frame.height, false};
  }

  /// Gray looks the same with any primaries.
  ColorTags tags_of(PixelFormat format) const {
    ColorTags tags{{}, &profiles_.of(format)};
    const bool plain =
        format == PixelFormat::gray8 ? color_.transfer == ColorTransfer::srgb : looks_like_srgb(color_);
    if (!plain) tags.cicp = {h273_code(color_.primaries), h273_code(color_.transfer), kRgb, kFullRange};
    return tags;
  }

  const ColorSpace color_;
  const IccProfiles profiles_;
  std::vector<std::uint8_t> rgb_;  ///< of formats that libpng does not take
  Output out_;                     ///< keeps its capacity from frame to frame
};

}  // namespace

Result<std::unique_ptr<Encoder>> open_png_encoder(const EncoderSettings& settings) {
  return std::unique_ptr<Encoder>(std::make_unique<PngEncoder>(settings.color));
}

}  // namespace pdum::rfb
