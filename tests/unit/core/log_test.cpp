#include "core/log.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/callback_guard.hpp"
#include "core/clock.hpp"

namespace pdum::rfb {
namespace {

class FakeClock final : public Clock {
 public:
  TimePoint now() const override { return time; }
  TimePoint time{0};
};

struct Fixture {
  std::vector<std::string> lines;
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<LogSink> log =
      make_log_sink([this](LogLevel, std::string_view line) { lines.emplace_back(line); }, clock);
};

TEST(Log, EscapesWhatPeersSend) {
  EXPECT_EQ(escape_for_log("a\nb\x1b[0m\xc3\xa9"), "a\\x0ab\\x1b[0m\\xc3\\xa9");
  EXPECT_EQ(escape_for_log(std::string(500, 'x')), std::string(200, 'x') + "…");
}

TEST(Log, LimitsLinesOfOneKindAndCountsTheRest) {
  Fixture f;
  for (int i = 0; i < 5; ++i) f.log->write_limited(LogLevel::warning, "k", "line");
  f.log->write_limited(LogLevel::warning, "other", "else");
  EXPECT_EQ(f.lines, (std::vector<std::string>{"line", "else"}));
  f.clock->time = std::chrono::minutes(2);
  f.log->write_limited(LogLevel::warning, "k", "again");
  EXPECT_EQ(f.lines.back(), "again (and 4 more since the last such line)");
}

TEST(CallbackGuard, CatchesNamesAndReports) {
  Fixture f;
  EXPECT_TRUE(run_guarded(*f.log, "hook", [] { EXPECT_TRUE(inside_callback()); }));
  EXPECT_FALSE(inside_callback());
  EXPECT_FALSE(run_guarded(*f.log, "hook", [] { throw std::runtime_error("no"); }));
  ASSERT_EQ(f.lines.size(), 1U);
  EXPECT_EQ(f.lines[0], "hook threw: no");
  EXPECT_FALSE(run_guarded(*f.log, "other hook", [] { throw 7; }));
  EXPECT_EQ(f.lines.back(), "other hook threw: something that is not a std::exception");
}

}  // namespace
}  // namespace pdum::rfb
