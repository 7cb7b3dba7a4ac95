#include "session/bad_message_limiter.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;

TEST(BadMessageLimiter, Forgives31WithinTenSeconds) {
  BadMessageLimiter limiter;
  for (int i = 0; i < 31; ++i) EXPECT_FALSE(limiter.add(i * milliseconds(300)));
  EXPECT_TRUE(limiter.add(milliseconds(9999)));
}

TEST(BadMessageLimiter, EndsAt256HoweverSlow) {
  BadMessageLimiter limiter;
  for (int i = 0; i < 255; ++i) ASSERT_FALSE(limiter.add(i * std::chrono::seconds(1)));
  EXPECT_TRUE(limiter.add(std::chrono::seconds(255)));
}

TEST(BadMessageLimiter, TheOldestCountsForTenSecondsExactly) {
  BadMessageLimiter limiter;
  limiter.add(milliseconds(0));
  for (int i = 0; i < 30; ++i) limiter.add(milliseconds(1));
  EXPECT_FALSE(limiter.add(milliseconds(10'000)));
}

}  // namespace
}  // namespace pdum::rfb
