#include <pdum/rfb/frame_pacer.hpp>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

const FramePacer::TimePoint kStart{std::chrono::hours(5)};

TEST(FramePacer, DeadlinesDoNotDrift) {
  FramePacer pacer(60, kStart);
  FramePacer::TimePoint due = kStart;
  for (int i = 0; i <= 3600; ++i) due = pacer.next(due + milliseconds(3));
  EXPECT_LE(std::chrono::abs(due - (kStart + std::chrono::seconds(60))), nanoseconds(10));
}

TEST(FramePacer, AFrameThatIsLateByLessThanAPeriodIsDueAtOnce) {
  FramePacer pacer(10, kStart);
  EXPECT_EQ(pacer.next(kStart), kStart);
  EXPECT_EQ(pacer.next(kStart + milliseconds(150)), kStart + milliseconds(100));
  EXPECT_EQ(pacer.next(kStart + milliseconds(160)), kStart + milliseconds(200));
}

TEST(FramePacer, MissedFramesAreSkippedOnTheGrid) {
  FramePacer pacer(10, kStart);
  pacer.next(kStart);
  EXPECT_EQ(pacer.next(kStart + milliseconds(1050)), kStart + milliseconds(1000));
  EXPECT_EQ(pacer.next(kStart + milliseconds(1060)), kStart + milliseconds(1100));
}

}  // namespace
}  // namespace pdum::rfb
