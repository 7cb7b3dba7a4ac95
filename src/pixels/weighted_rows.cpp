#include "pixels/pixel_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/weighted_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pdum::rfb {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void add_weighted(const std::uint8_t* row, std::size_t count, std::uint16_t weight, std::uint16_t* sums) {
  const hn::CappedTag<std::uint16_t, 32> d;
  const hn::Rebind<std::uint8_t, decltype(d)> narrow;
  const std::size_t step = hn::Lanes(d);
  const auto weights = hn::Set(d, weight);
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    const auto samples = hn::PromoteTo(d, hn::LoadU(narrow, row + i));
    hn::StoreU(hn::Add(hn::LoadU(d, sums + i), hn::Mul(samples, weights)), d, sums + i);
  }
  for (; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i] * weight);
}

}  // namespace HWY_NAMESPACE
}  // namespace pdum::rfb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pdum::rfb {

HWY_EXPORT(add_weighted);

void add_weighted_row(const std::uint8_t* row, std::size_t count, std::uint16_t weight, std::uint16_t* sums) {
  HWY_DYNAMIC_DISPATCH(add_weighted)(row, count, weight, sums);
}

}  // namespace pdum::rfb
#endif
