#include "hub/event_recorder.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(EventRecorder, KeepsEventsInOrderUntilCleared) {
  EventRecorder recorder;
  recorder.record("a");
  recorder.record("b");
  EXPECT_EQ(recorder.snapshot(), (std::vector<std::string>{"a", "b"}));
  recorder.clear();
  EXPECT_TRUE(recorder.snapshot().empty());
}

TEST(EventRecorder, KeepsTheNewestTenThousand) {
  EventRecorder recorder;
  for (int i = 0; i < 10'003; ++i) recorder.record(std::to_string(i));
  const std::vector<std::string> events = recorder.snapshot();
  ASSERT_EQ(events.size(), EventRecorder::kMaxEvents);
  EXPECT_EQ(events.front(), "3");
  EXPECT_EQ(events.back(), "10002");
}

TEST(EventRecorder, KeepsEightMebibytesAtMost) {
  EventRecorder recorder;
  const std::string big(1U << 20, 'x');
  for (int i = 0; i < 9; ++i) recorder.record(big);
  EXPECT_EQ(recorder.snapshot().size(), 8U);
}

}  // namespace
}  // namespace pdum::rfb
