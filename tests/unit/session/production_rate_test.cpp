#include "session/production_rate.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(ProductionRate, CountsPublishedFramesOverASecond) {
  ProductionRate rate;
  for (int i = 0; i <= 60; ++i) rate.on_published(static_cast<std::uint64_t>(i + 1), i * Duration(16'667));
  EXPECT_NEAR(rate.fps(), 60, 0.5);
}

TEST(ProductionRate, SettlesAtTheRateThatIsEncoded) {
  ProductionRate rate;
  for (int i = 0; i < 300; ++i) rate.on_encoded(10'000, i == 0, i * std::chrono::milliseconds(20));
  const TimePoint last = 299 * std::chrono::milliseconds(20);
  EXPECT_NEAR(rate.bytes_per_ms(last), 500, 10);
  EXPECT_NEAR(rate.mean_frame(), 10'000, 1);
}

TEST(ProductionRate, FadesWhenNothingIsEncoded) {
  ProductionRate rate;
  rate.on_encoded(1'000'000, false, TimePoint{});
  EXPECT_NEAR(rate.bytes_per_ms(TimePoint{}), 1000, 1);
  EXPECT_NEAR(rate.bytes_per_ms(std::chrono::seconds(1)), 368, 1);
  EXPECT_LT(rate.bytes_per_ms(std::chrono::seconds(5)), 10);
}

}  // namespace
}  // namespace pdum::rfb
