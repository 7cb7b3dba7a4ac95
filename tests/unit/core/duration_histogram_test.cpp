#include "core/duration_histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pdum::rfb {
namespace {

using std::chrono::microseconds;

std::size_t bucket_of(Duration duration) {
  DurationHistogram histogram;
  histogram.add(duration);
  const Histogram seen = histogram.snapshot();
  return static_cast<std::size_t>(std::find(seen.counts.begin(), seen.counts.end(), 1U) -
                                  seen.counts.begin());
}

TEST(DurationHistogram, StartsEmptyWithAscendingBounds) {
  const Histogram empty = DurationHistogram().snapshot();
  ASSERT_EQ(empty.counts.size(), empty.bounds.size() + 1);
  EXPECT_TRUE(std::is_sorted(empty.bounds.begin(), empty.bounds.end()));
  EXPECT_DOUBLE_EQ(empty.bounds.front(), 0.0005);
  EXPECT_DOUBLE_EQ(empty.bounds.back(), 5);
  EXPECT_EQ(empty.count, 0U);
  EXPECT_EQ(empty.sum, 0);
}

TEST(DurationHistogram, ABoundBelongsToItsOwnBucket) {
  EXPECT_EQ(bucket_of(microseconds(0)), 0U);
  EXPECT_EQ(bucket_of(microseconds(500)), 0U);
  EXPECT_EQ(bucket_of(microseconds(501)), 1U);
  EXPECT_EQ(bucket_of(microseconds(5'000'000)), DurationHistogram::kBounds.size() - 1);
  EXPECT_EQ(bucket_of(microseconds(5'000'001)), DurationHistogram::kBounds.size());
}

TEST(DurationHistogram, TimeThatRunsBackwardsCountsAsNone) {
  DurationHistogram histogram;
  histogram.add(microseconds(-7));
  const Histogram seen = histogram.snapshot();
  EXPECT_EQ(seen.counts.front(), 1U);
  EXPECT_EQ(seen.sum, 0);
}

TEST(DurationHistogram, SumsUpInSeconds) {
  DurationHistogram histogram;
  for (const int ms : {10, 20, 30}) histogram.add(std::chrono::milliseconds(ms));
  const Histogram seen = histogram.snapshot();
  EXPECT_EQ(seen.count, 3U);
  EXPECT_NEAR(seen.sum, 0.060, 1e-12);
}

}  // namespace
}  // namespace pdum::rfb
