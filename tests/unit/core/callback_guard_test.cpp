#include "core/callback_guard.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/core/recording_sink.hpp"

namespace pdum::rfb {
namespace {

TEST(CallbackGuard, CatchesNamesAndReports) {
  testing::RecordingSink log;
  EXPECT_TRUE(run_guarded(log, "hook", [] { EXPECT_TRUE(inside_callback()); }));
  EXPECT_FALSE(inside_callback());
  EXPECT_FALSE(run_guarded(log, "hook", [] { throw std::runtime_error("no\n"); }));
  EXPECT_FALSE(run_guarded(log, "other hook", [] { throw 7; }));
  const std::vector<std::string> expected = {"hook threw: no\\x0a",
                                             "other hook threw: something that is not a std::exception"};
  EXPECT_EQ(log.lines(), expected);
}

TEST(CallbackGuard, SwallowsWhatNobodyCanHear) {
  EXPECT_FALSE(run_guarded(nullptr, "hook", [] { throw 7; }));
}

}  // namespace
}  // namespace pdum::rfb
