#include "pixels/pixel_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/plane_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pdum::rfb {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// 16 + gray * 219 / 255, rounded: (n + 128) * 257 >> 16 divides every 16-bit n by 255 exactly.
void gray_row(const std::uint8_t* gray, std::size_t count, std::uint8_t* y) {
  const hn::CappedTag<std::uint16_t, 32> d16;
  const hn::RebindToSigned<decltype(d16)> signed16;
  const hn::Rebind<std::uint8_t, decltype(d16)> d8;
  const std::size_t step = hn::Lanes(d16);
  std::size_t x = 0;
  for (; x + step <= count; x += step) {
    const auto scaled = hn::Mul(hn::PromoteTo(d16, hn::LoadU(d8, gray + x)), hn::Set(d16, 219));
    const auto luma = hn::MulHigh(hn::Add(scaled, hn::Set(d16, 128)), hn::Set(d16, 257));
    hn::StoreU(hn::DemoteTo(d8, hn::BitCast(signed16, hn::Add(luma, hn::Set(d16, 16)))), d8, y + x);
  }
  for (; x < count; ++x) y[x] = static_cast<std::uint8_t>(16 + (((gray[x] * 219U + 128U) * 257U) >> 16));
}

void split_row(const std::uint8_t* uv, std::size_t count, std::uint8_t* u, std::uint8_t* v) {
  const hn::CappedTag<std::uint8_t, 64> d8;
  const std::size_t step = hn::Lanes(d8);
  std::size_t x = 0;
  for (; x + step <= count; x += step) {
    auto us = hn::Zero(d8);
    auto vs = hn::Zero(d8);
    hn::LoadInterleaved2(d8, uv + 2 * x, us, vs);
    hn::StoreU(us, d8, u + x);
    hn::StoreU(vs, d8, v + x);
  }
  for (; x < count; ++x) {
    u[x] = uv[2 * x];
    v[x] = uv[2 * x + 1];
  }
}

void merge_row(const std::uint8_t* u, const std::uint8_t* v, std::size_t count, std::uint8_t* uv) {
  const hn::CappedTag<std::uint8_t, 64> d8;
  const std::size_t step = hn::Lanes(d8);
  std::size_t x = 0;
  for (; x + step <= count; x += step) {
    hn::StoreInterleaved2(hn::LoadU(d8, u + x), hn::LoadU(d8, v + x), d8, uv + 2 * x);
  }
  for (; x < count; ++x) {
    uv[2 * x] = u[x];
    uv[2 * x + 1] = v[x];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pdum::rfb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pdum::rfb {

HWY_EXPORT(gray_row);
HWY_EXPORT(split_row);
HWY_EXPORT(merge_row);

void convert_gray_row(const std::uint8_t* gray, std::size_t count, std::uint8_t* y) {
  HWY_DYNAMIC_DISPATCH(gray_row)(gray, count, y);
}
void split_uv_row(const std::uint8_t* uv, std::size_t count, std::uint8_t* u, std::uint8_t* v) {
  HWY_DYNAMIC_DISPATCH(split_row)(uv, count, u, v);
}
void merge_uv_row(const std::uint8_t* u, const std::uint8_t* v, std::size_t count, std::uint8_t* uv) {
  HWY_DYNAMIC_DISPATCH(merge_row)(u, v, count, uv);
}

}  // namespace pdum::rfb
#endif
