#include "core/threaded_auth_runner.hpp"

#include <csignal>
#include <future>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/callback_guard.hpp"
#include "unit/core/auth_runner_fixture.hpp"

namespace pdum::rfb {
namespace {

using testing::AuthRunnerFixture;
using testing::kPatience;

TEST(ThreadedAuthRunner, LetsEveryoneInWithoutAHook) {
  AuthRunnerFixture f;
  f.make({});
  EXPECT_FALSE(f.runner->required());
  f.ask("anyone");
  EXPECT_TRUE(f.verdicts.empty()) << "answered inside run";
  f.strand->run();
  EXPECT_EQ(f.verdicts.at("anyone"), AuthVerdict::accepted);
}

TEST(ThreadedAuthRunner, AnswersWhatTheHookSays) {
  AuthRunnerFixture f;
  f.make([](const AuthContext& context) -> std::shared_ptr<const Principal> {
    EXPECT_TRUE(inside_callback());
    if (context.token == "throws") throw std::runtime_error("no database");
    if (context.token != "good") return nullptr;
    return std::make_shared<const Principal>(Principal{.name = "ada"});
  });
  for (const char* token : {"good", "bad", "throws"}) f.ask(token);
  ASSERT_TRUE(f.wait_for_verdicts(3));
  EXPECT_EQ(f.verdicts.at("good"), AuthVerdict::accepted);
  EXPECT_EQ(f.verdicts.at("bad"), AuthVerdict::refused);
  EXPECT_EQ(f.verdicts.at("throws"), AuthVerdict::refused);
  EXPECT_EQ(f.log->lines(), std::vector<std::string>{"authenticate threw: no database"});
  EXPECT_FALSE(f.strand->has_timers());
}

TEST(ThreadedAuthRunner, BlocksAllSignalsInItsThreads) {
  AuthRunnerFixture f;
  f.make([](const AuthContext&) -> std::shared_ptr<const Principal> {
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    for (const int number : {SIGINT, SIGTERM, SIGUSR1, SIGPIPE, SIGCHLD})
      EXPECT_EQ(sigismember(&blocked, number), 1) << number;
    return nullptr;
  });
  f.ask("a");
  ASSERT_TRUE(f.wait_for_verdicts(1));
}

TEST(ThreadedAuthRunner, RunsEightAtOnceLetsSixtyFourWaitAndTurnsTheRestAway) {
  AuthRunnerFixture f;
  f.make_gated();
  for (int i = 0; i < 74; ++i) f.ask(std::to_string(i));
  f.strand->run();
  EXPECT_EQ(f.verdicts,
            (std::map<std::string, AuthVerdict>{{"72", AuthVerdict::busy}, {"73", AuthVerdict::busy}}));
  ASSERT_TRUE(f.gate->wait_for_entered(8));
  f.gate->open();
  ASSERT_TRUE(f.wait_for_verdicts(74));
  EXPECT_EQ(f.gate->most(), 8U);
  for (int i = 0; i < 72; ++i) EXPECT_EQ(f.verdicts.at(std::to_string(i)), AuthVerdict::accepted) << i;
}

TEST(ThreadedAuthRunner, RefusesAfterTenSecondsAndIgnoresTheLateVerdict) {
  AuthRunnerFixture f;
  f.make_gated({.at_once = 1});  // so that the late verdict is there before the next one
  f.ask("slow");
  ASSERT_TRUE(f.gate->wait_for_entered(1));
  f.strand->advance(std::chrono::milliseconds(9'999));
  EXPECT_TRUE(f.verdicts.empty());
  f.strand->advance(std::chrono::milliseconds(1));
  EXPECT_EQ(f.verdicts.at("slow"), AuthVerdict::refused);
  ASSERT_EQ(f.log->lines().size(), 1U);
  EXPECT_NE(f.log->lines()[0].find("within 10 s"), std::string::npos) << f.log->lines()[0];
  f.gate->open();
  f.ask("next");
  ASSERT_TRUE(f.wait_for_verdicts(2));
  EXPECT_EQ(f.verdicts.at("slow"), AuthVerdict::refused);
}

TEST(ThreadedAuthRunner, AsksNoHookForARequestWhoseTimeIsUp) {
  AuthRunnerFixture f;
  f.make_gated({.at_once = 1, .waiting = 2});
  f.ask("hangs");
  ASSERT_TRUE(f.gate->wait_for_entered(1));
  f.ask("late 1");
  f.ask("late 2");
  f.strand->advance(std::chrono::seconds(10));
  ASSERT_EQ(f.verdicts.size(), 3U);
  f.ask("fresh 1");
  f.ask("fresh 2");
  f.strand->run();
  EXPECT_EQ(f.verdicts.size(), 3U) << "those that were late still take up the places";
  f.gate->open();
  ASSERT_TRUE(f.wait_for_verdicts(5));
  EXPECT_EQ(f.verdicts.at("fresh 2"), AuthVerdict::accepted);
  EXPECT_EQ(f.gate->entered(), (std::vector<std::string>{"hangs", "fresh 1", "fresh 2"}));
}

TEST(ThreadedAuthRunner, EndsInTimeWithAHookThatHangs) {
  AuthRunnerFixture f;
  f.make_gated({.at_once = 1});
  f.ask("hangs");
  ASSERT_TRUE(f.gate->wait_for_entered(1));
  f.ask("waits");
  const auto before = std::chrono::steady_clock::now();
  f.runner->end(std::chrono::milliseconds(30));
  f.runner.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  f.gate->open();
  ASSERT_TRUE(f.gate->wait_until_empty());
  f.strand->run();
  EXPECT_TRUE(f.verdicts.empty()) << "a verdict after the end";
  EXPECT_EQ(f.gate->entered().size(), 1U);
}

TEST(ThreadedAuthRunner, EndWaitsForAHookThatComesBack) {
  AuthRunnerFixture f;
  f.make_gated();
  f.ask("a");
  ASSERT_TRUE(f.gate->wait_for_entered(1));
  auto opener = std::async(std::launch::async, [&] { f.gate->open(); });
  f.runner->end(kPatience);
  EXPECT_TRUE(f.gate->wait_until_empty());
  f.strand->run();
  EXPECT_TRUE(f.verdicts.empty());
}

}  // namespace
}  // namespace pdum::rfb
