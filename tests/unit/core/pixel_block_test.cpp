#include "core/pixel_block.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace pdum::rfb {
namespace {

std::uintptr_t address_of(const PixelBlock& block) {
  return reinterpret_cast<std::uintptr_t>(block.data());
}

TEST(PixelBlock, SmallOnesLieOnCacheLines) {
  const PixelBlock block(100);
  EXPECT_EQ(block.size(), 100U);
  EXPECT_EQ(address_of(block) % 64, 0U);
}

TEST(PixelBlock, LargeOnesLieOnHugePages) {
  const PixelBlock block(3'000'000);
  EXPECT_EQ(block.size(), 3'000'000U);
  EXPECT_EQ(address_of(block) % (2U << 20U), 0U);
  std::memset(block.data(), 7, block.size());
  EXPECT_EQ(block.data()[2'999'999], std::byte{7});
}

TEST(PixelBlock, GrowsButNeverShrinks) {
  PixelBlock block;
  EXPECT_EQ(block.data(), nullptr);
  block.grow(1000);
  const auto before = address_of(block);
  block.grow(10);
  EXPECT_EQ(address_of(block), before);
  block.grow(2'000'000);
  EXPECT_EQ(block.size(), 2'000'000U);
}

TEST(PixelBlock, MovesItsMemory) {
  PixelBlock from(1000);
  const auto before = address_of(from);
  const PixelBlock to = std::move(from);
  EXPECT_EQ(address_of(to), before);
}

}  // namespace
}  // namespace pdum::rfb
