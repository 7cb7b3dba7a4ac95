#include <algorithm>

#include "pixels/planar_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/planar_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pdum::rfb {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D8 = hn::CappedTag<std::uint8_t, 64>;
using D32 = hn::CappedTag<std::int32_t, 16>;
using Quarter = hn::Rebind<std::uint8_t, D32>;
using V32 = hn::Vec<D32>;

HWY_INLINE V32 load(const std::uint8_t* from) {
  return hn::PromoteTo(D32(), hn::LoadU(Quarter(), from));
}

HWY_INLINE void store_sample(V32 fixed, std::uint8_t* to) {
  hn::StoreU(hn::DemoteTo(Quarter(), hn::ShiftRight<kPlanarBits>(fixed)), Quarter(), to);
}

HWY_INLINE std::uint8_t sample(std::int32_t fixed) {
  return static_cast<std::uint8_t>(std::clamp(fixed >> kPlanarBits, 0, 255));
}

HWY_INLINE V32 weigh(ChromaRow from, std::size_t i, ChromaWeights w) {
  const D32 d;
  const V32 u = hn::Mul(load(from.u + i), hn::Set(d, w.u));
  return hn::Add(hn::Add(u, hn::Mul(load(from.v + i), hn::Set(d, w.v))), hn::Set(d, w.bias));
}

HWY_INLINE std::int32_t weigh_one(ChromaRow from, std::size_t i, ChromaWeights w) {
  return from.u[i] * w.u + from.v[i] * w.v + w.bias;
}

}  // namespace

void chroma_terms(ChromaRow from, std::size_t columns, ChromaWeights weights, std::int32_t* terms) {
  const std::size_t step = hn::Lanes(D32());
  std::size_t i = 0;
  for (; i + step <= columns; i += step) {
    const V32 term = weigh(from, i, weights);
    hn::StoreInterleaved2(term, term, D32(), terms + 2 * i);
  }
  for (; i < columns; ++i) terms[2 * i] = terms[2 * i + 1] = weigh_one(from, i, weights);
}

void chroma_samples(ChromaRow from, std::size_t columns, ChromaWeights weights, std::uint8_t* to) {
  const std::size_t step = hn::Lanes(D32());
  std::size_t i = 0;
  for (; i + step <= columns; i += step) store_sample(weigh(from, i, weights), to + i);
  for (; i < columns; ++i) to[i] = sample(weigh_one(from, i, weights));
}

void luma_samples(const std::uint8_t* y, std::size_t count, std::int32_t weight, const std::int32_t* terms,
                  std::uint8_t* to) {
  const D32 d;
  const std::size_t step = hn::Lanes(d);
  const V32 weights = hn::Set(d, weight);
  std::size_t x = 0;
  for (; x + step <= count; x += step) {
    store_sample(hn::Add(hn::Mul(load(y + x), weights), hn::LoadU(d, terms + x)), to + x);
  }
  for (; x < count; ++x) to[x] = sample(y[x] * weight + terms[x]);
}

void merge_packed(const PlanarRgbRow& from, std::size_t count, std::uint8_t* to, std::size_t to_bytes) {
  const D8 d;
  const std::size_t step = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + step <= count; x += step) {
    const auto first = hn::LoadU(d, from[0] + x);
    const auto second = hn::LoadU(d, from[1] + x);
    const auto third = hn::LoadU(d, from[2] + x);
    if (to_bytes == 3) {
      hn::StoreInterleaved3(first, second, third, d, to + 3 * x);
    } else {
      hn::StoreInterleaved4(first, second, third, hn::Set(d, 255), d, to + 4 * x);
    }
  }
  for (; x < count; ++x) {
    // cppcheck-suppress AssignmentAddressToInteger; the elements of a row are bytes, not addresses
    for (std::size_t c = 0; c < 3; ++c) to[x * to_bytes + c] = from[c][x];
    if (to_bytes == 4) to[x * 4 + 3] = 255;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pdum::rfb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pdum::rfb {

HWY_EXPORT(chroma_terms);
HWY_EXPORT(chroma_samples);
HWY_EXPORT(luma_samples);
HWY_EXPORT(merge_packed);

void make_chroma_terms(ChromaRow from, std::size_t columns, ChromaWeights weights, std::int32_t* terms) {
  HWY_DYNAMIC_DISPATCH(chroma_terms)(from, columns, weights, terms);
}
void make_chroma_samples(ChromaRow from, std::size_t columns, ChromaWeights weights, std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(chroma_samples)(from, columns, weights, to);
}
void make_luma_samples(const std::uint8_t* y, std::size_t count, std::int32_t weight,
                       const std::int32_t* terms, std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(luma_samples)(y, count, weight, terms, to);
}
void merge_packed_row(const PlanarRgbRow& from, std::size_t count, std::uint8_t* to, std::size_t to_bytes) {
  HWY_DYNAMIC_DISPATCH(merge_packed)(from, count, to, to_bytes);
}

}  // namespace pdum::rfb
#endif
