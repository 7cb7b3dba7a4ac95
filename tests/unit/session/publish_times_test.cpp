#include "session/publish_times.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;

TEST(PublishTimes, GivesEachTimeOnce) {
  PublishTimes times;
  times.on_sent(0, milliseconds(5));
  times.on_sent(1, milliseconds(7));
  EXPECT_EQ(times.take(1), TimePoint(milliseconds(7)));
  EXPECT_EQ(times.take(0), TimePoint(milliseconds(5)));
  EXPECT_EQ(times.take(0), std::nullopt);
}

TEST(PublishTimes, KnowsNothingOfWhatWasNeverSentOrLongAgo) {
  PublishTimes times;
  EXPECT_EQ(times.take(0), std::nullopt);
  times.on_sent(3, milliseconds(1));
  EXPECT_EQ(times.take(3 + 32), std::nullopt);
  EXPECT_EQ(times.take(std::uint64_t{1} << 53), std::nullopt);
  times.on_sent(3 + 32, milliseconds(2));
  EXPECT_EQ(times.take(3), std::nullopt) << "its place was taken";
  EXPECT_EQ(times.take(3 + 32), TimePoint(milliseconds(2)));
}

TEST(PublishTimes, AFrameThatSaysNothingAboutLatenessHasNone) {
  PublishTimes times;
  times.on_sent(0, std::nullopt);
  EXPECT_EQ(times.take(0), std::nullopt);
}

}  // namespace
}  // namespace pdum::rfb
