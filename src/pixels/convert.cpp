#include "pixels/convert.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "pixels/frame_layout.hpp"
#include "pixels/pixel_kernels.hpp"
#include "pixels/planar_source.hpp"
#include "pixels/plane_view.hpp"

namespace pdum::rfb {
namespace {

/// I420 or I444 planes or, when `v` is null, NV12 planes with `u` for UV.
struct Destination {
  std::uint8_t* y;
  std::uint8_t* u;
  std::uint8_t* v;
  std::size_t y_stride;
  std::size_t u_stride;
  std::size_t v_stride;

  std::uint8_t* y_row(std::size_t row) const { return y + row * y_stride; }
  std::uint8_t* u_row(std::size_t row) const { return u + row * u_stride; }
  std::uint8_t* v_row(std::size_t row) const { return v == nullptr ? nullptr : v + row * v_stride; }
};

bool is_blue_first(PixelFormat format) {
  return format == PixelFormat::bgr24 || format == PixelFormat::bgra8;
}

ByteOrder byte_order(PixelFormat format) {
  return is_blue_first(format) ? ByteOrder{.red = 2, .green = 1, .blue = 0} : ByteOrder{};
}

/// Luma rows one and two of row pair `pair`: the same one at an odd lower edge.
std::array<std::size_t, 2> rows_of_pair(std::size_t pair, std::size_t rows) {
  return {2 * pair, std::min(2 * pair + 1, rows - 1)};
}

void convert_packed(const FrameView& view, YuvEncoding encoding, const Destination& to) {
  const PackedToYuv weights = packed_to_yuv(encoding, byte_order(view.format));
  const PlaneView from = planes_of(view)[0];
  for (std::size_t pair = 0; pair < (from.rows + 1) / 2; ++pair) {
    const auto [above, below] = rows_of_pair(pair, from.rows);
    convert_packed_rows({.above = from.row(above),
                         .below = from.row(below),
                         .width = static_cast<std::size_t>(view.width),
                         .bytes_per_pixel = bytes_per_pixel(view.format),
                         .y_above = to.y_row(2 * pair),
                         .y_below = to.y_row(2 * pair + 1),
                         .u = to.u_row(pair),
                         .v = to.v_row(pair)},
                        weights);
  }
}

/// Luma made by `make_row(row of the source, target)`, and the edges of odd sizes repeated.
template <typename MakeRow>
void fill_luma(const PlaneView& from, const Destination& to, MakeRow make_row) {
  const std::size_t even_width = (from.row_bytes + 1) / 2 * 2;
  for (std::size_t y = 0; y < from.rows; ++y) {
    std::uint8_t* const row = to.y_row(y);
    make_row(y, row);
    row[even_width - 1] = row[from.row_bytes - 1];
  }
  if (from.rows % 2 != 0) std::memcpy(to.y_row(from.rows), to.y_row(from.rows - 1), even_width);
}

void luma_of_gray(const PlaneView& gray, std::size_t y, YuvRange range, std::uint8_t* to) {
  if (range == YuvRange::full) {
    std::memcpy(to, gray.row(y), gray.row_bytes);
  } else {
    convert_gray_row(gray.row(y), gray.row_bytes, to);
  }
}

void convert_gray(const FrameView& view, YuvRange range, const Destination& to) {
  const PlaneView from = planes_of(view)[0];
  fill_luma(from, to, [&](std::size_t y, std::uint8_t* row) { luma_of_gray(from, y, range, row); });
  const std::size_t columns = (from.row_bytes + 1) / 2;
  for (std::size_t y = 0; y < (from.rows + 1) / 2; ++y) {
    std::memset(to.u_row(y), 128, to.v == nullptr ? 2 * columns : columns);
    if (to.v != nullptr) std::memset(to.v_row(y), 128, columns);
  }
}

void store_chroma(const ChromaRow& row, std::size_t columns, std::size_t y, const Destination& to) {
  if (to.v == nullptr) {
    merge_uv_row(row.u, row.v, columns, to.u_row(y));
  } else {
    std::memcpy(to.u_row(y), row.u, columns);
    std::memcpy(to.v_row(y), row.v, columns);
  }
}

void copy_samples(const FrameView& view, const Destination& to) {
  const std::array<PlaneView, 3> planes = planes_of(view);
  fill_luma(planes[0], to, [&](std::size_t y, std::uint8_t* row) {
    std::memcpy(row, planes[0].row(y), planes[0].row_bytes);
  });
  const bool nv12 = view.format == PixelFormat::nv12;
  const std::size_t columns = (planes[0].row_bytes + 1) / 2;
  for (std::size_t y = 0; y < planes[1].rows; ++y) {
    if (nv12 && to.v == nullptr) {
      std::memcpy(to.u_row(y), planes[1].row(y), 2 * columns);
    } else if (nv12) {
      split_uv_row(planes[1].row(y), columns, to.u_row(y), to.v_row(y));
    } else {
      store_chroma({planes[1].row(y), planes[2].row(y)}, columns, y, to);
    }
  }
}

void convert_samples(const FrameView& view, YuvEncoding encoding, const Destination& to) {
  const YuvToYuv weights = yuv_to_yuv(view.yuv, encoding);
  PlanarSource source(view);
  fill_luma(source.luma(), to,
            [&](std::size_t y, std::uint8_t* row) { source.convert_luma_row(y, weights, row); });
  for (std::size_t y = 0; y < source.chroma_rows(); ++y) {
    store_chroma(source.convert_chroma_row(y, weights), source.columns(), y, to);
  }
}

void convert_to_yuv(const FrameView& view, YuvEncoding encoding, const Destination& to) {
  if (view.format == PixelFormat::gray8) {
    convert_gray(view, encoding.range, to);
  } else if (!is_planar(view.format)) {
    convert_packed(view, encoding, to);
  } else if (view.yuv == encoding) {
    copy_samples(view, to);
  } else {
    convert_samples(view, encoding, to);
  }
}

void convert_packed_444(const FrameView& view, YuvEncoding encoding, const Destination& to) {
  const PackedToYuv weights = packed_to_yuv(encoding, byte_order(view.format));
  const PlaneView from = planes_of(view)[0];
  for (std::size_t y = 0; y < from.rows; ++y) {
    convert_packed_row_444({.from = from.row(y),
                            .width = static_cast<std::size_t>(view.width),
                            .bytes_per_pixel = bytes_per_pixel(view.format),
                            .y = to.y_row(y),
                            .u = to.u_row(y),
                            .v = to.v_row(y)},
                           weights);
  }
}

void convert_gray_444(const FrameView& view, YuvRange range, const Destination& to) {
  const PlaneView from = planes_of(view)[0];
  for (std::size_t y = 0; y < from.rows; ++y) {
    luma_of_gray(from, y, range, to.y_row(y));
    std::memset(to.u_row(y), 128, from.row_bytes);
    std::memset(to.v_row(y), 128, from.row_bytes);
  }
}

/// `width` samples, each of `from` twice.
void repeat_samples(const std::uint8_t* from, std::size_t width, std::uint8_t* to) {
  merge_uv_row(from, from, width / 2, to);
  if (width % 2 != 0) to[width - 1] = from[width / 2];
}

void convert_planar_444(const FrameView& view, YuvEncoding encoding, const Destination& to) {
  const YuvToYuv weights = yuv_to_yuv(view.yuv, encoding);
  PlanarSource source(view);
  const bool same = view.yuv == encoding;
  const PlaneView& luma = source.luma();
  const std::size_t width = luma.row_bytes;
  for (std::size_t y = 0; y < luma.rows; ++y) {
    if (same) {
      std::memcpy(to.y_row(y), luma.row(y), width);
    } else {
      source.convert_luma_row(y, weights, to.y_row(y));
    }
    if (y % 2 != 0) {
      std::memcpy(to.u_row(y), to.u_row(y - 1), width);
      std::memcpy(to.v_row(y), to.v_row(y - 1), width);
      continue;
    }
    const ChromaRow chroma = same ? source.chroma_row(y / 2) : source.convert_chroma_row(y / 2, weights);
    repeat_samples(chroma.u, width, to.u_row(y));
    repeat_samples(chroma.v, width, to.v_row(y));
  }
}

void convert_to_packed(const FrameView& view, std::uint8_t* to, std::size_t stride, PixelFormat format) {
  const auto width = static_cast<std::size_t>(view.width);
  const std::size_t to_bytes = bytes_per_pixel(format);
  if (is_planar(view.format)) {
    PlanarSource source(view);
    const YuvToRgb weights = yuv_to_rgb(view.yuv);
    for (std::size_t y = 0; y < source.luma().rows; ++y) {
      source.convert_to_packed_row(y, weights, to + y * stride, to_bytes, byte_order(format));
    }
    return;
  }
  const PlaneView from = planes_of(view)[0];
  const PackedShape shape{.from_bytes = bytes_per_pixel(view.format),
                          .to_bytes = to_bytes,
                          .swap = is_blue_first(view.format) != is_blue_first(format)};
  for (std::size_t y = 0; y < from.rows; ++y) {
    if (view.format == PixelFormat::rgb24 && format == PixelFormat::rgb24) {
      std::memcpy(to + y * stride, from.row(y), from.row_bytes);
    } else {
      convert_packed_row(from.row(y), width, to + y * stride, shape);
    }
  }
}

}  // namespace

void convert_to_i420(const FrameView& view, YuvEncoding encoding, const I420Planes& to) {
  convert_to_yuv(view, encoding, {to.y, to.u, to.v, to.y_stride, to.u_stride, to.v_stride});
}

void convert_to_nv12(const FrameView& view, YuvEncoding encoding, const Nv12Planes& to) {
  convert_to_yuv(view, encoding, {to.y, to.uv, nullptr, to.y_stride, to.uv_stride, 0});
}

void convert_to_i444(const FrameView& view, YuvEncoding encoding, const I444Planes& to) {
  const Destination planes{to.y, to.u, to.v, to.y_stride, to.u_stride, to.v_stride};
  if (view.format == PixelFormat::gray8) {
    convert_gray_444(view, encoding.range, planes);
  } else if (is_planar(view.format)) {
    convert_planar_444(view, encoding, planes);
  } else {
    convert_packed_444(view, encoding, planes);
  }
}

void convert_to_rgb24(const FrameView& view, std::uint8_t* to, std::size_t stride) {
  convert_to_packed(view, to, stride, PixelFormat::rgb24);
}
void convert_to_rgba8(const FrameView& view, std::uint8_t* to, std::size_t stride) {
  convert_to_packed(view, to, stride, PixelFormat::rgba8);
}
void convert_to_bgra8(const FrameView& view, std::uint8_t* to, std::size_t stride) {
  convert_to_packed(view, to, stride, PixelFormat::bgra8);
}

}  // namespace pdum::rfb
