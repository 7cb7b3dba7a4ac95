#pragma once

#include <cstddef>
#include <limits>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// Limits that `FrameLayout::make` enforces.
struct FrameLimits {
  int max_side = 16384;                ///< pixels
  std::size_t max_bytes = 256U << 20;  ///< of the whole block
};

/// Whatever can be addressed, for frames that have been checked against a display's limits.
inline constexpr FrameLimits kUnlimited = {.max_side = std::numeric_limits<int>::max(),
                                           .max_bytes = std::numeric_limits<std::size_t>::max()};

/// A checked shape of frame memory: the only place that multiplies sizes. All counts in bytes unless said
/// otherwise.
struct FrameLayout {
  PixelFormat format = PixelFormat::rgba8;
  int width = 0;                    ///< pixels
  int height = 0;                   ///< pixels
  std::size_t stride = 0;           ///< from one (luma) row to the next
  std::size_t row_bytes = 0;        ///< used bytes of one (luma) row
  std::size_t chroma_stride = 0;    ///< 0 for packed formats
  std::size_t chroma_offset = 0;    ///< of U (i420) or UV (nv12) from the start of the block
  std::size_t chroma_offset_v = 0;  ///< of V (i420)
  std::size_t chroma_rows = 0;      ///< rows of each chroma plane
  std::size_t size_bytes = 0;       ///< last used byte plus one

  /// `stride` 0: tight rows. Throws `Error(invalid_frame)` with a sentence that names the value and the
  /// limit.
  static FrameLayout make(PixelFormat format, int width, int height, std::size_t stride = 0,
                          const FrameLimits& limits = {});
  /// Also checks the pointer and `size_bytes` of the view.
  static FrameLayout of(const FrameView& view, const FrameLimits& limits = {});

  friend bool operator==(const FrameLayout&, const FrameLayout&) = default;
};

std::size_t bytes_per_pixel(PixelFormat format) noexcept;  ///< of packed formats; 1 for planar ones (luma)
bool is_planar(PixelFormat format) noexcept;
const char* format_name(PixelFormat format) noexcept;  ///< "rgb24", …

}  // namespace pdum::rfb
