#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ranges>

namespace pdum::rfb {

/// Memory order of one pixel, first byte first. `nv12` and `i420` are planar 4:2:0 in one block: luma rows of
/// `stride` bytes, then chroma. `nv12`: ceil(height/2) rows of `stride` bytes rounded up to even, U and V
/// interleaved. `i420`: U then V, each ceil(height/2) rows of ceil(stride/2) bytes.
enum class PixelFormat : std::uint8_t { rgb24, rgba8, bgr24, bgra8, gray8, nv12, i420 };

/// Coefficients between RGB and YCbCr (ITU-R BT.601 and BT.709).
enum class YuvMatrix : std::uint8_t { bt601, bt709 };

/// `limited`: luma 16..235, chroma 16..240. `full`: 0..255.
enum class YuvRange : std::uint8_t { limited, full };

/// How YCbCr samples encode RGB.
struct YuvEncoding {
  YuvMatrix matrix = YuvMatrix::bt601;
  YuvRange range = YuvRange::limited;
  friend bool operator==(const YuvEncoding&, const YuvEncoding&) = default;
};

/// Pixels that somebody else owns; copied by `Display::publish(const FrameView&)` before it returns.
/// Width and height may be odd. Alpha is ignored: frames are opaque.
struct FrameView {
  const void* data = nullptr;               ///< first byte of the block (of the last row when `bottom_up`)
  std::size_t size_bytes = 0;               ///< bytes readable at `data`; 0: not known, not checked
  int width = 0;                            ///< pixels, 1 to 16,384 by default
  int height = 0;                           ///< pixels, 1 to 16,384 by default
  PixelFormat format = PixelFormat::rgba8;  ///< order of the bytes
  std::size_t stride = 0;                   ///< bytes from one row to the next; 0: rows follow without a gap
  bool bottom_up = false;                   ///< the first row in memory is the lowest one (OpenGL, BMP)
  YuvEncoding yuv = {};                     ///< meaning of the samples, `nv12` and `i420` only
};

/// A view of anything contiguous: vector, array, span, Eigen or OpenCV row storage.
/// @param pixels  the block; its size in bytes is checked against width, height and stride when published
/// @param stride  bytes from one row to the next; 0: rows follow without a gap
template <std::ranges::contiguous_range Pixels>
requires std::ranges::sized_range<Pixels> FrameView frame_view(const Pixels& pixels, int width, int height,
                                                               PixelFormat format = PixelFormat::rgba8,
                                                               std::size_t stride = 0,
                                                               bool bottom_up = false) {
  return {.data = std::ranges::data(pixels),
          .size_bytes = std::ranges::size(pixels) * sizeof(std::ranges::range_value_t<Pixels>),
          .width = width,
          .height = height,
          .format = format,
          .stride = stride,
          .bottom_up = bottom_up};
}

class FrameMemory;

/// A frame that can be handed over without a copy: from `Display::acquire_frame`, or wrapping memory of the
/// caller. May outlive its display.
///
/// Thread safety: one thread at a time; moving it to another thread is fine.
class Frame {
 public:
  Frame() noexcept = default;
  Frame(Frame&&) noexcept = default;
  Frame& operator=(Frame&&) noexcept = default;
  ~Frame() = default;

  /// Wraps the caller's memory, which must stay as it is until `release` (may be empty) has run: exactly
  /// once, when the last reader is done.
  ///
  /// Threads: `release` runs wherever that happens to be: in `publish` of a later frame or another member of
  /// `Display`, in the destructor of the display or of an unpublished `Frame`, on the I/O thread that serves
  /// all viewers, or on an encoding thread; after `Display::close` too, as long as a hanging encoder reads
  /// the frame. No lock of the library is held. It must be short and must not wait: what blocks on the I/O
  /// thread freezes every viewer and holds up `Display::close`. It may call members of the display; `close`
  /// then only asks for the end. What it throws ends there and is logged once the frame has been published.
  ///
  /// Throws `Error(invalid_frame)` for null pixels, a side below 1, a stride shorter than a row, a block that
  /// is too small, or a size that does not fit into memory; then `release` does not run. The limits of a
  /// display are checked when the frame is published.
  static Frame wrap(const FrameView& view, std::function<void()> release);

  bool empty() const noexcept { return memory_ == nullptr; }  ///< nothing to publish: new, or handed over
  int width() const noexcept;                                 ///< pixels
  int height() const noexcept;                                ///< pixels
  PixelFormat format() const noexcept;                        ///< order of the bytes
  std::size_t stride() const noexcept;                        ///< bytes from one row to the next
  std::size_t size_bytes() const noexcept;                    ///< of the whole block
  /// The writable block of an acquired frame; null for an empty or wrapped one. Contents are unspecified at
  /// first.
  std::byte* data() noexcept;
  /// Row `y`, 0 to height - 1, of an acquired frame (of the luma plane for planar formats); null as `data()`.
  std::byte* row(int y) noexcept;
  /// States the matrix and range of an `nv12` or `i420` frame (default: BT.601 limited).
  void set_yuv_encoding(YuvEncoding encoding) noexcept;
  /// What would be published; valid as long as the frame.
  FrameView view() const noexcept;

 private:
  friend class FrameAccess;
  explicit Frame(std::shared_ptr<FrameMemory> memory) noexcept;
  std::shared_ptr<FrameMemory> memory_;
};

}  // namespace pdum::rfb
