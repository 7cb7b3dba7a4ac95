#include "core/log_queue.hpp"

#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/callback_guard.hpp"
#include "support/manual_executor.hpp"

namespace pdum::rfb {
namespace {

constexpr Duration kLong = std::chrono::seconds(10);

/// A queue and what has been handed over; `finish` hands over the rest. A function that blocks waits for
/// `open`.
struct Fixture {
  std::promise<void> entered;
  std::promise<void> open;
  bool blocks = false;
  std::vector<std::string> lines;
  std::shared_ptr<testing::FakeClock> clock = std::make_shared<testing::FakeClock>();
  LogQueue log{[this](LogLevel, std::string_view line) { take(line); }, clock};
  std::thread thread;

  ~Fixture() {
    if (thread.joinable()) thread.join();
  }
  void take(std::string_view line) {
    EXPECT_TRUE(inside_callback());
    lines.emplace_back(line);
    if (blocks && lines.size() == 1) {
      entered.set_value();
      open.get_future().wait();
    }
  }
  void start() {
    thread = std::thread([this] { log.serve(); });
  }
  /// The first line is being handed over and does not come back.
  void start_blocked() {
    blocks = true;
    start();
    log.write(LogLevel::info, "first");
    entered.get_future().wait();
  }
  const std::vector<std::string>& finish() {
    if (!thread.joinable()) start();
    EXPECT_TRUE(log.end(kLong));
    thread.join();
    return lines;
  }
};

TEST(LogQueue, HandsLinesOverInOrderAndTheRestAtTheEnd) {
  Fixture f;
  f.log.write(LogLevel::info, "a");
  f.log.write(LogLevel::error, "b");
  EXPECT_TRUE(f.lines.empty()) << "a writer ran the application's function itself";
  EXPECT_EQ(f.finish(), (std::vector<std::string>{"a", "b"}));
}

TEST(LogQueue, LimitsLinesOfOneKindAndCountsTheRest) {
  Fixture f;
  for (int i = 0; i < 5; ++i) f.log.write_limited(LogLevel::warning, "k", "line");
  f.log.write_limited(LogLevel::warning, "other", "else");
  f.clock->set(f.clock->now() + std::chrono::minutes(2));
  f.log.write_limited(LogLevel::warning, "k", "again");
  EXPECT_EQ(f.finish(),
            (std::vector<std::string>{"line", "else", "again (and 4 more since the last such line)"}));
}

TEST(LogQueue, WritersGoOnWhileTheFunctionBlocks) {
  Fixture f;
  f.start_blocked();
  for (std::size_t i = 0; i < LogQueue::kMaxLines + 7; ++i) f.log.write(LogLevel::info, "more");
  f.open.set_value();
  const std::vector<std::string>& lines = f.finish();
  ASSERT_EQ(lines.size(), LogQueue::kMaxLines + 2);
  EXPECT_EQ(lines[LogQueue::kMaxLines], "more");
  EXPECT_EQ(lines.back(), "7 log lines were lost: the function ServeOptions::log takes too long.");
}

TEST(LogQueue, EndsInTimeAlthoughTheFunctionHangsAndCallsItNoMore) {
  Fixture f;
  f.start_blocked();
  f.log.write(LogLevel::info, "second");
  EXPECT_FALSE(f.log.end(std::chrono::milliseconds(20)));
  f.log.write(LogLevel::info, "third");
  f.open.set_value();
  f.thread.join();
  EXPECT_EQ(f.lines, std::vector<std::string>{"first"});
}

TEST(LogQueue, SurvivesAFunctionThatThrows) {
  std::vector<std::string> lines;
  LogQueue log(
      [&](LogLevel, std::string_view line) {
        lines.emplace_back(line);
        if (lines.size() == 1) throw std::runtime_error("disk full");
      },
      std::make_shared<testing::FakeClock>());
  log.write(LogLevel::warning, "a");
  log.write(LogLevel::warning, "b");
  ::testing::internal::CaptureStderr();
  std::thread thread([&] { log.serve(); });
  EXPECT_TRUE(log.end(kLong));
  thread.join();
  const std::string heard = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(lines, (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(heard.find("ServeOptions::log threw: disk full"), std::string::npos) << heard;
  EXPECT_NE(heard.find("the line was: a"), std::string::npos) << heard;
}

TEST(LogQueue, WritesWarningsToStandardErrorWithoutAFunction) {
  LogQueue log({}, std::make_shared<testing::FakeClock>());
  log.write(LogLevel::info, "quiet");
  log.write(LogLevel::warning, "loud");
  ::testing::internal::CaptureStderr();
  std::thread thread([&] { log.serve(); });
  EXPECT_TRUE(log.end(kLong));
  thread.join();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "pdum-rfb: warning: loud\n");
}

}  // namespace
}  // namespace pdum::rfb
