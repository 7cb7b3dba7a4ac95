#include <cstring>

#include "pixels/packed_to_yuv_scalar.hpp"
#include "pixels/pixel_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/packed_to_yuv.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pdum::rfb {
namespace HWY_NAMESPACE {
#if HWY_TARGET == HWY_SCALAR

void packed_rows(const PackedRowPair& rows, const PackedToYuv& weights) {
  ScalarPackedRows(rows, weights).convert();
}

void packed_row_444(const PackedRow444& row, const PackedToYuv& weights) {
  convert_scalar_row_444(row, weights);
}

#else
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// One step takes as many pixels as a vector has bytes; 64 bounds the buffers of `convert_tail`.
constexpr std::size_t kMaxStep = 64;
using D8 = hn::CappedTag<std::uint8_t, kMaxStep>;
using D16 = hn::Repartition<std::int16_t, D8>;
using D32 = hn::Repartition<std::int32_t, D8>;
using V8 = hn::Vec<D8>;
using V16 = hn::Vec<D16>;
using V32 = hn::Vec<D32>;

/// Pixels as 32-bit lanes, memory order, the fourth byte of no meaning.
template <std::size_t kBytesPerPixel>
class PixelLoader;

template <>
class PixelLoader<4> {
 public:
  static std::size_t readable_bytes(std::size_t pixels) { return pixels * 4; }
  HWY_INLINE V8 load(const std::uint8_t* from) const { return hn::LoadU(D8(), from); }
};

// Loads a whole vector, of which three quarters are used: moves 12 bytes into each 16-byte block, then 3 into
// each lane.
template <>
class PixelLoader<3> {
 public:
  HWY_INLINE PixelLoader() {
    for (std::size_t i = 0; i < hn::Lanes(D32()); ++i) {
      lanes_[i] = static_cast<std::int32_t>(i / 4 * 3 + (i % 4 < 3 ? i % 4 : 2));
    }
    for (std::size_t i = 0; i < hn::Lanes(D8()); ++i) {
      const std::size_t in_block = i % 16;
      bytes_[i] = static_cast<std::uint8_t>(in_block / 4 * 3 + (in_block % 4 < 3 ? in_block % 4 : 2));
    }
  }
  static std::size_t readable_bytes(std::size_t pixels) { return pixels * 3 + hn::Lanes(D32()); }
  HWY_INLINE V8 load(const std::uint8_t* from) const {
    const D32 d32;
    const auto blocks =
        hn::TableLookupLanes(hn::BitCast(d32, hn::LoadU(D8(), from)), hn::SetTableIndices(d32, lanes_));
    return hn::TableLookupBytes(hn::BitCast(D8(), blocks), hn::Load(D8(), bytes_));
  }

 private:
  alignas(64) std::int32_t lanes_[kMaxStep / 4];
  alignas(64) std::uint8_t bytes_[kMaxStep];
};

/// Bytes 0 and 2 of each pixel, and bytes 1 and 3, as 16-bit lanes.
HWY_INLINE V16 bytes_0_2(V8 pixels) {
  return hn::And(hn::BitCast(D16(), pixels), hn::Set(D16(), 0x00FF));
}
HWY_INLINE V16 bytes_1_3(V8 pixels) {
  const hn::RebindToUnsigned<D16> du16;
  return hn::BitCast(D16(), hn::ShiftRight<8>(hn::BitCast(du16, pixels)));
}

/// The weights of one output, laid out as `bytes_0_2` and `bytes_1_3`. The fourth byte weighs nothing.
struct Weights {
  V16 of_0_2;
  V16 of_1_3;
  HWY_INLINE explicit Weights(const std::array<std::int16_t, 3>& w)
      : of_0_2(hn::BitCast(D16(), hn::Set(D32(), pair(w[0], w[2])))),
        of_1_3(hn::BitCast(D16(), hn::Set(D32(), pair(w[1], 0)))) {}

  static std::int32_t pair(std::int16_t low, std::int16_t high) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(low)) |
                                     static_cast<std::uint32_t>(static_cast<std::uint16_t>(high)) << 16);
  }

  HWY_INLINE V32 sum(V16 bytes_0_2, V16 bytes_1_3) const {
    const D32 d32;
    V32 odd = hn::Zero(d32);
    V32 even = hn::ReorderWidenMulAccumulate(d32, bytes_0_2, of_0_2, hn::Zero(d32), odd);
    even = hn::ReorderWidenMulAccumulate(d32, bytes_1_3, of_1_3, even, odd);
    return hn::RearrangeToOddPlusEven(even, odd);
  }
};

/// The upper halves of the 32-bit lanes of both.
HWY_INLINE V16 upper_halves(V32 low, V32 high) {
  return hn::ConcatOdd(D16(), hn::BitCast(D16(), high), hn::BitCast(D16(), low));
}

template <std::size_t kBytesPerPixel>
class Converter {
 public:
  HWY_INLINE explicit Converter(const PackedToYuv& weights)
      : luma_(weights.luma), u_(weights.u), v_(weights.v), luma_offset_(weights.luma_offset) {}

  /// As many luma samples as a vector has bytes.
  HWY_INLINE void luma_step(const std::uint8_t* from, std::uint8_t* y) const {
    const std::size_t stride = hn::Lanes(D32()) * kBytesPerPixel;
    store_samples(luma(split(from)), luma(split(from + stride)), luma(split(from + 2 * stride)),
                  luma(split(from + 3 * stride)), y);
  }

  /// Half as many chroma samples of each kind.
  template <bool kInterleaved>
  HWY_INLINE void chroma_step(const std::uint8_t* above, const std::uint8_t* below, std::uint8_t* u,
                              std::uint8_t* v) const {
    const std::size_t stride = 2 * hn::Lanes(D32()) * kBytesPerPixel;
    const Block low = sum_blocks(above, below);
    const Block high = sum_blocks(above + stride, below + stride);
    const V16 u16 = upper_halves(chroma(u_, low), chroma(u_, high));
    const V16 v16 = upper_halves(chroma(v_, low), chroma(v_, high));
    if constexpr (kInterleaved) {
      hn::StoreU(hn::BitCast(D8(), hn::Or(u16, hn::ShiftLeft<8>(v16))), D8(), u);
    } else {
      const hn::Rebind<std::uint8_t, D16> half;
      hn::StoreU(hn::DemoteTo(half, u16), half, u);
      hn::StoreU(hn::DemoteTo(half, v16), half, v);
    }
  }

  /// As many samples of each kind as a vector has bytes: chroma of every pixel.
  HWY_INLINE void full_step(const std::uint8_t* from, std::uint8_t* y, std::uint8_t* u,
                            std::uint8_t* v) const {
    const std::size_t stride = hn::Lanes(D32()) * kBytesPerPixel;
    const Block a = split(from);
    const Block b = split(from + stride);
    const Block c = split(from + 2 * stride);
    const Block d = split(from + 3 * stride);
    store_samples(luma(a), luma(b), luma(c), luma(d), y);
    store_samples(chroma_of_one(u_, a), chroma_of_one(u_, b), chroma_of_one(u_, c), chroma_of_one(u_, d), u);
    store_samples(chroma_of_one(v_, a), chroma_of_one(v_, b), chroma_of_one(v_, c), chroma_of_one(v_, d), v);
  }

 private:
  /// Bytes of pixels, or sums of those of 2×2 pixels each.
  struct Block {
    V16 of_0_2;
    V16 of_1_3;
  };

  HWY_INLINE Block split(const std::uint8_t* from) const {
    const V8 pixels = loader_.load(from);
    return {bytes_0_2(pixels), bytes_1_3(pixels)};
  }

  /// The samples of four vectors of pixels, in their upper halves.
  static HWY_INLINE void store_samples(V32 a, V32 b, V32 c, V32 d, std::uint8_t* to) {
    const V16 low = upper_halves(a, b);
    const V16 high = upper_halves(c, d);
    hn::StoreU(hn::ConcatEven(D8(), hn::BitCast(D8(), high), hn::BitCast(D8(), low)), D8(), to);
  }

  HWY_INLINE V32 luma(const Block& pixels) const {
    static_assert(PackedToYuv::kLumaBits == 15, "doubled below, so that the sample is the upper half");
    const V32 sum = luma_.sum(pixels.of_0_2, pixels.of_1_3);
    return hn::Add(hn::Add(sum, sum), hn::Set(D32(), (luma_offset_ << 16) + 0x8000));
  }

  static_assert(PackedToYuv::kChromaBits == 14, "of four pixels, so that the sample is the upper half");
  // One less than a half: 127.5 on top of 128 must not round to 256.
  static constexpr std::int32_t kChromaBias = (128 << 16) + 0x7FFF;

  HWY_INLINE V32 chroma(const Weights& weights, const Block& block) const {
    return hn::Add(weights.sum(block.of_0_2, block.of_1_3), hn::Set(D32(), kChromaBias));
  }

  HWY_INLINE V32 chroma_of_one(const Weights& weights, const Block& pixels) const {
    return hn::Add(hn::ShiftLeft<2>(weights.sum(pixels.of_0_2, pixels.of_1_3)), hn::Set(D32(), kChromaBias));
  }

  HWY_INLINE Block sum_rows(const std::uint8_t* above, const std::uint8_t* below) const {
    const V8 a = loader_.load(above);
    const V8 b = loader_.load(below);
    return {hn::Add(bytes_0_2(a), bytes_0_2(b)), hn::Add(bytes_1_3(a), bytes_1_3(b))};
  }

  static HWY_INLINE V16 sum_neighbours(V16 low, V16 high) {
    const D32 d32;
    const V32 l = hn::BitCast(d32, low);
    const V32 h = hn::BitCast(d32, high);
    return hn::BitCast(D16(), hn::Add(hn::ConcatEven(d32, h, l), hn::ConcatOdd(d32, h, l)));
  }

  HWY_INLINE Block sum_blocks(const std::uint8_t* above, const std::uint8_t* below) const {
    const std::size_t stride = hn::Lanes(D32()) * kBytesPerPixel;
    const Block low = sum_rows(above, below);
    const Block high = sum_rows(above + stride, below + stride);
    return {sum_neighbours(low.of_0_2, high.of_0_2), sum_neighbours(low.of_1_3, high.of_1_3)};
  }

  PixelLoader<kBytesPerPixel> loader_;
  Weights luma_;
  Weights u_;
  Weights v_;
  std::int32_t luma_offset_;
};

/// Whole steps of a row pair; returns the pixels done, which `readable` bytes of each row suffice for.
template <std::size_t kBytesPerPixel, bool kInterleaved>
std::size_t convert_steps(const Converter<kBytesPerPixel>& converter, const PackedRowPair& rows,
                          std::size_t readable) {
  const std::size_t step = hn::Lanes(D8());
  const std::size_t needed = PixelLoader<kBytesPerPixel>::readable_bytes(step);
  std::size_t x = 0;
  for (; x * kBytesPerPixel + needed <= readable; x += step) {
    const std::uint8_t* const above = rows.above + x * kBytesPerPixel;
    const std::uint8_t* const below = rows.below + x * kBytesPerPixel;
    converter.luma_step(above, rows.y_above + x);
    converter.luma_step(below, rows.y_below + x);
    if constexpr (kInterleaved) {
      converter.template chroma_step<true>(above, below, rows.u + x, nullptr);
    } else {
      converter.template chroma_step<false>(above, below, rows.u + x / 2, rows.v + x / 2);
    }
  }
  return x;
}

// The end of a row goes through buffers of this size; a step of three-byte pixels needs a few bytes beyond.
constexpr std::size_t kTailPixels = 2 * kMaxStep;
constexpr std::size_t kTailSlack = kMaxStep / 4;

/// Bytes that the whole steps for `pixels` pixels read.
template <std::size_t kBytesPerPixel>
std::size_t tail_bytes(std::size_t pixels) {
  const std::size_t step = hn::Lanes(D8());
  return PixelLoader<kBytesPerPixel>::readable_bytes((pixels + step - 1) / step * step);
}

/// The pixels of a row pair from `x` on, through buffers: the row ends here, and its last pixel is repeated.
template <std::size_t kBytesPerPixel, bool kInterleaved>
void convert_tail(const Converter<kBytesPerPixel>& converter, const PackedRowPair& rows, std::size_t x) {
  constexpr std::size_t kBytes = kTailPixels * kBytesPerPixel + kTailSlack;
  const std::size_t count = rows.width - x;
  const std::size_t even = (count + 1) / 2 * 2;
  std::uint8_t above[kBytes] = {};
  std::uint8_t below[kBytes] = {};
  std::uint8_t y_above[kTailPixels];
  std::uint8_t y_below[kTailPixels];
  std::uint8_t u[kTailPixels];
  std::uint8_t v[kTailPixels];
  const auto fill = [&](std::uint8_t* to, const std::uint8_t* from) {
    std::memcpy(to, from + x * kBytesPerPixel, count * kBytesPerPixel);
    std::memcpy(to + count * kBytesPerPixel, from + (rows.width - 1) * kBytesPerPixel, kBytesPerPixel);
  };
  fill(above, rows.above);
  fill(below, rows.below);
  const PackedRowPair buffers{
      .above = above, .below = below, .y_above = y_above, .y_below = y_below, .u = u, .v = v};
  convert_steps<kBytesPerPixel, kInterleaved>(converter, buffers, tail_bytes<kBytesPerPixel>(even));
  std::memcpy(rows.y_above + x, y_above, even);
  std::memcpy(rows.y_below + x, y_below, even);
  std::memcpy(kInterleaved ? rows.u + x : rows.u + x / 2, u, kInterleaved ? even : even / 2);
  if (!kInterleaved) std::memcpy(rows.v + x / 2, v, even / 2);
}

template <std::size_t kBytesPerPixel, bool kInterleaved>
void convert_pair(const PackedRowPair& rows, const PackedToYuv& weights) {
  const Converter<kBytesPerPixel> converter(weights);
  const std::size_t done =
      convert_steps<kBytesPerPixel, kInterleaved>(converter, rows, rows.width * kBytesPerPixel);
  if (done < rows.width) convert_tail<kBytesPerPixel, kInterleaved>(converter, rows, done);
}

/// Whole steps of a row; returns the pixels done, which `readable` bytes suffice for.
template <std::size_t kBytesPerPixel>
std::size_t convert_steps_444(const Converter<kBytesPerPixel>& converter, const PackedRow444& row,
                              std::size_t readable) {
  const std::size_t step = hn::Lanes(D8());
  const std::size_t needed = PixelLoader<kBytesPerPixel>::readable_bytes(step);
  std::size_t x = 0;
  for (; x * kBytesPerPixel + needed <= readable; x += step) {
    converter.full_step(row.from + x * kBytesPerPixel, row.y + x, row.u + x, row.v + x);
  }
  return x;
}

template <std::size_t kBytesPerPixel>
void convert_row_444(const PackedRow444& row, const PackedToYuv& weights) {
  const Converter<kBytesPerPixel> converter(weights);
  const std::size_t done = convert_steps_444(converter, row, row.width * kBytesPerPixel);
  if (done == row.width) return;
  const std::size_t count = row.width - done;
  std::uint8_t from[kTailPixels * kBytesPerPixel + kTailSlack] = {};
  std::uint8_t y[kTailPixels];
  std::uint8_t u[kTailPixels];
  std::uint8_t v[kTailPixels];
  std::memcpy(from, row.from + done * kBytesPerPixel, count * kBytesPerPixel);
  convert_steps_444(converter, {.from = from, .y = y, .u = u, .v = v}, tail_bytes<kBytesPerPixel>(count));
  std::memcpy(row.y + done, y, count);
  std::memcpy(row.u + done, u, count);
  std::memcpy(row.v + done, v, count);
}

}  // namespace

void packed_row_444(const PackedRow444& row, const PackedToYuv& weights) {
  return row.bytes_per_pixel == 3 ? convert_row_444<3>(row, weights) : convert_row_444<4>(row, weights);
}

void packed_rows(const PackedRowPair& rows, const PackedToYuv& weights) {
  const bool interleaved = rows.v == nullptr;
  if (rows.bytes_per_pixel == 3) {
    return interleaved ? convert_pair<3, true>(rows, weights) : convert_pair<3, false>(rows, weights);
  }
  return interleaved ? convert_pair<4, true>(rows, weights) : convert_pair<4, false>(rows, weights);
}

#endif
}  // namespace HWY_NAMESPACE
}  // namespace pdum::rfb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pdum::rfb {

HWY_EXPORT(packed_rows);
HWY_EXPORT(packed_row_444);

void convert_packed_rows(const PackedRowPair& rows, const PackedToYuv& weights) {
  HWY_DYNAMIC_DISPATCH(packed_rows)(rows, weights);
}
void convert_packed_row_444(const PackedRow444& row, const PackedToYuv& weights) {
  HWY_DYNAMIC_DISPATCH(packed_row_444)(row, weights);
}

}  // namespace pdum::rfb
#endif
