#include "pixels/frame_layout.hpp"

#include <string>

#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_frame, sentence);
}

std::string size_of(int width, int height) {
  return "frame of " + std::to_string(width) + " x " + std::to_string(height) + " pixels";
}

std::size_t multiply(std::size_t a, std::size_t b) {
  std::size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) {
    refuse("frame of " + std::to_string(b) + " rows of " + std::to_string(a) +
           " bytes does not fit into memory; publish a smaller frame or stride");
  }
  return product;
}

std::size_t add(std::size_t a, std::size_t b) {
  std::size_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    refuse("frame of more than " + std::to_string(a) +
           " bytes does not fit into memory; publish a smaller frame or stride");
  }
  return sum;
}

std::size_t half_rounded_up(std::size_t value) {
  return value / 2 + value % 2;
}

void check_format(PixelFormat format) {
  if (format <= PixelFormat::i420) return;
  refuse("pixel format with the number " + std::to_string(static_cast<int>(format)) +
         " does not exist; use one of the enumerators of PixelFormat");
}

void check_sides(int width, int height, const FrameLimits& limits) {
  if (width < 1 || height < 1) refuse(size_of(width, height) + " is empty; both sides must be at least 1");
  if (width <= limits.max_side && height <= limits.max_side) return;
  refuse(size_of(width, height) + " is " + (width > limits.max_side ? "wider" : "taller") +
         " than the limit of " + std::to_string(limits.max_side) +
         " pixels per side; raise ServeOptions::max_side or publish a smaller frame");
}

/// Bytes from the start of a plane to the end of its last row.
std::size_t extent(std::size_t stride, std::size_t rows, std::size_t row_bytes) {
  return add(multiply(stride, rows - 1), row_bytes);
}

void place_chroma(FrameLayout& layout) {
  const bool interleaved = layout.format == PixelFormat::nv12;
  const std::size_t columns = half_rounded_up(layout.row_bytes);
  const std::size_t stride = half_rounded_up(layout.stride);
  layout.chroma_stride = interleaved ? multiply(stride, 2) : stride;
  layout.chroma_rows = half_rounded_up(static_cast<std::size_t>(layout.height));
  layout.chroma_offset = multiply(layout.stride, static_cast<std::size_t>(layout.height));
  const std::size_t plane = multiply(layout.chroma_stride, layout.chroma_rows);
  layout.chroma_offset_v = interleaved ? 0 : add(layout.chroma_offset, plane);
  layout.size_bytes =
      add(interleaved ? layout.chroma_offset : layout.chroma_offset_v,
          extent(layout.chroma_stride, layout.chroma_rows, interleaved ? 2 * columns : columns));
}

}  // namespace

FrameLayout FrameLayout::make(PixelFormat format, int width, int height, std::size_t stride,
                              const FrameLimits& limits) {
  check_format(format);
  check_sides(width, height, limits);
  FrameLayout layout{.format = format, .width = width, .height = height};
  layout.row_bytes = multiply(static_cast<std::size_t>(width), bytes_per_pixel(format));
  layout.stride = stride == 0 ? layout.row_bytes : stride;
  if (layout.stride < layout.row_bytes) {
    refuse("stride of " + std::to_string(stride) + " bytes is shorter than a row of " +
           std::to_string(width) + " " + format_name(format) + " pixels, which takes " +
           std::to_string(layout.row_bytes) +
           " bytes; pass the bytes from one row to the next, or 0 for rows without a gap");
  }
  if (is_planar(format)) {
    place_chroma(layout);
  } else {
    layout.size_bytes = extent(layout.stride, static_cast<std::size_t>(height), layout.row_bytes);
  }
  if (layout.size_bytes > limits.max_bytes) {
    refuse(size_of(width, height) + " in " + format_name(format) + " takes " +
           std::to_string(layout.size_bytes) + " bytes, more than the limit of " +
           std::to_string(limits.max_bytes) +
           "; raise ServeOptions::max_frame_bytes or publish a smaller frame");
  }
  return layout;
}

FrameLayout FrameLayout::of(const FrameView& view, const FrameLimits& limits) {
  const FrameLayout layout = make(view.format, view.width, view.height, view.stride, limits);
  if (view.data == nullptr) {
    refuse(size_of(view.width, view.height) + " has a null pointer for its pixels; pass their first byte");
  }
  if (view.size_bytes != 0 && view.size_bytes < layout.size_bytes) {
    refuse("block of " + std::to_string(view.size_bytes) + " bytes is too small: a " +
           size_of(view.width, view.height) + " in " + format_name(view.format) + " with a stride of " +
           std::to_string(layout.stride) + " takes " + std::to_string(layout.size_bytes) +
           " bytes; check width, height, format and stride");
  }
  return layout;
}

std::size_t bytes_per_pixel(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::rgb24:
    case PixelFormat::bgr24:
      return 3;
    case PixelFormat::rgba8:
    case PixelFormat::bgra8:
      return 4;
    case PixelFormat::gray8:
    case PixelFormat::nv12:
    case PixelFormat::i420:
      break;
  }
  return 1;
}

bool is_planar(PixelFormat format) noexcept {
  return format == PixelFormat::nv12 || format == PixelFormat::i420;
}

const char* format_name(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::rgb24:
      return "rgb24";
    case PixelFormat::rgba8:
      return "rgba8";
    case PixelFormat::bgr24:
      return "bgr24";
    case PixelFormat::bgra8:
      return "bgra8";
    case PixelFormat::gray8:
      return "gray8";
    case PixelFormat::nv12:
      return "nv12";
    case PixelFormat::i420:
      return "i420";
  }
  return "unknown";
}

}  // namespace pdum::rfb
