#include "session/early_messages.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(EarlyMessages, KeepTheNewestViewportAndEveryEvent) {
  EarlyMessages early;
  early.keep_viewport("viewport 1");
  early.keep_event("event 1");
  early.keep_viewport("viewport 2");
  early.keep_event("event 2");
  EXPECT_EQ(early.take(), (std::deque<std::string>{"viewport 2", "event 1", "event 2"}));
  EXPECT_TRUE(early.take().empty());
}

TEST(EarlyMessages, ForgetTheOldestEventsBeyondTheLimits) {
  EarlyMessages early;
  early.keep_viewport("viewport");
  for (int i = 0; i < 100; ++i) early.keep_event("event " + std::to_string(i));
  const std::deque<std::string> kept = early.take();
  ASSERT_EQ(kept.size(), EarlyMessages::kMaxEvents + 1);
  EXPECT_EQ(kept.front(), "viewport");
  EXPECT_EQ(kept[1], "event 36");
  EXPECT_EQ(kept.back(), "event 99");
}

TEST(EarlyMessages, AreBoundedInBytesToo) {
  EarlyMessages early;
  for (int i = 0; i < 10; ++i) early.keep_event(std::string(60'000, static_cast<char>('0' + i)));
  const std::deque<std::string> kept = early.take();
  ASSERT_EQ(kept.size(), 4U);
  EXPECT_EQ(kept.back().front(), '9');
}

}  // namespace
}  // namespace pdum::rfb
