#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

struct PixelSize {
  int width = 0;
  int height = 0;
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

/// Which samples of a side make up each sample of a shorter one, and their shares of it.
struct AreaShares {
  /// Of what one sample is made: `count` samples from `first` on.
  struct Span {
    std::size_t first = 0;
    std::size_t count = 0;
    std::size_t weights = 0;  ///< index of the first one's weight
  };
  std::vector<Span> spans;             ///< one for each sample of the shorter side
  std::vector<std::uint16_t> weights;  ///< those of one span add up to 256
  std::size_t from = 0;                ///< samples of the longer side
  static AreaShares make(std::size_t from, std::size_t to);
};

/// Makes pictures smaller. Each sample is the mean of the area that it covers, in the values as they are
/// stored, within 3 of the real number down to a quarter of the size; one colour stays that colour.
///
/// Thread safety: one thread at a time.
class Downscaler {
 public:
  /// `view` has been checked by `FrameLayout::of`; `size`: no side longer than its own, and even. The result
  /// has the format of `view`, without gaps, top row first, and is valid until the next call. Throws
  /// `std::bad_alloc`.
  FrameView shrink(const FrameView& view, PixelSize size);

 private:
  struct Plane;
  const AreaShares& shares(std::size_t which, std::size_t from, std::size_t to);
  void shrink_plane(const Plane& plane);

  std::vector<std::uint8_t> pixels_;
  std::vector<std::uint16_t> sums_;   ///< of the rows that make up one, 256ths
  std::array<AreaShares, 4> shares_;  ///< columns and rows, of luma and of chroma
};

}  // namespace pdum::rfb
