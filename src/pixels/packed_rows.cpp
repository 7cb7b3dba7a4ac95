#include "pixels/pixel_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/packed_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pdum::rfb {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D8 = hn::CappedTag<std::uint8_t, 64>;
using V8 = hn::Vec<D8>;

template <std::size_t kFrom>
HWY_INLINE void load(const std::uint8_t* from, V8& first, V8& second, V8& third) {
  const D8 d;
  if constexpr (kFrom == 1) {
    first = second = third = hn::LoadU(d, from);
  } else if constexpr (kFrom == 3) {
    hn::LoadInterleaved3(d, from, first, second, third);
  } else {
    V8 ignored = hn::Zero(d);
    hn::LoadInterleaved4(d, from, first, second, third, ignored);
  }
}

template <std::size_t kTo>
HWY_INLINE void store(V8 first, V8 second, V8 third, std::uint8_t* to) {
  const D8 d;
  if constexpr (kTo == 3) {
    hn::StoreInterleaved3(first, second, third, d, to);
  } else {
    hn::StoreInterleaved4(first, second, third, hn::Set(d, 255), d, to);
  }
}

template <std::size_t kFrom, std::size_t kTo>
void convert(const std::uint8_t* from, std::size_t width, std::uint8_t* to, bool swap) {
  const D8 d;
  const std::size_t step = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + step <= width; x += step) {
    V8 first = hn::Zero(d);
    V8 second = first;
    V8 third = first;
    load<kFrom>(from + x * kFrom, first, second, third);
    store<kTo>(swap ? third : first, second, swap ? first : third, to + x * kTo);
  }
  for (; x < width; ++x) {
    const std::uint8_t* const pixel = from + x * kFrom;
    std::uint8_t* const out = to + x * kTo;
    out[swap ? 2 : 0] = pixel[0];
    out[1] = pixel[kFrom == 1 ? 0 : 1];
    out[swap ? 0 : 2] = pixel[kFrom == 1 ? 0 : 2];
    if constexpr (kTo == 4) out[3] = 255;
  }
}

template <std::size_t kTo>
void convert_from(const std::uint8_t* from, std::size_t width, std::uint8_t* to, const PackedShape& shape) {
  if (shape.from_bytes == 1) return convert<1, kTo>(from, width, to, false);
  if (shape.from_bytes == 3) return convert<3, kTo>(from, width, to, shape.swap);
  return convert<4, kTo>(from, width, to, shape.swap);
}

}  // namespace

void packed_row(const std::uint8_t* from, std::size_t width, std::uint8_t* to, PackedShape shape) {
  return shape.to_bytes == 3 ? convert_from<3>(from, width, to, shape)
                             : convert_from<4>(from, width, to, shape);
}

}  // namespace HWY_NAMESPACE
}  // namespace pdum::rfb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pdum::rfb {

HWY_EXPORT(packed_row);

void convert_packed_row(const std::uint8_t* from, std::size_t width, std::uint8_t* to, PackedShape shape) {
  HWY_DYNAMIC_DISPATCH(packed_row)(from, width, to, shape);
}

}  // namespace pdum::rfb
#endif
