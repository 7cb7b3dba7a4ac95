#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/callback_guard.hpp"
#include "unit/core/auth_runner_fixture.hpp"

namespace pdum::rfb {
namespace {

using testing::AuthRunnerFixture;
using testing::kPatience;
using Verdicts = std::map<std::string, AuthVerdict>;

/// Replies that wait for the test to answer them, by token. What an application's event loop would keep.
class Desk {
 public:
  void keep(const std::string& token, AuthReply reply) {
    const MutexLock lock(mutex_);
    replies_.insert_or_assign(token, std::move(reply));
    changed_.notify_all();
  }
  bool wait_for(std::size_t count) {
    const MutexLock lock(mutex_);
    return changed_.wait_for(mutex_, kPatience, [&]() PDUM_NO_ANALYSIS { return replies_.size() >= count; });
  }
  AuthReply of(const std::string& token) {
    const MutexLock lock(mutex_);
    return replies_.at(token);
  }
  AuthReply take(const std::string& token) {
    const MutexLock lock(mutex_);
    return replies_.extract(token).mapped();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::map<std::string, AuthReply> replies_ PDUM_GUARDED_BY(mutex_);
};

struct AsyncFixture : AuthRunnerFixture {
  std::shared_ptr<Desk> desk = std::make_shared<Desk>();

  explicit AsyncFixture(const AuthLimits& limits = {}) {
    make_async([desk = desk](const AuthContext& context,
                             AuthReply reply) { desk->keep(context.token, std::move(reply)); },
               limits);
  }
  /// Asks for each, and waits until the hook has been called for all.
  bool ask_all(const std::vector<std::string>& tokens) {
    for (const std::string& token : tokens) ask(token);
    return desk->wait_for(tokens.size());
  }
};

TEST(AuthReply, TellsTheFirstAnswerOnce) {
  std::vector<std::string> heard;
  const auto reply = [&] {
    return AuthReply([&](auto principal) { heard.push_back(principal ? principal->name : "refused"); });
  };
  {
    const AuthReply accepted = reply();
    const AuthReply copy = accepted;
    copy.accept({.name = "ada"});
    accepted.refuse();
    accepted.accept();
  }
  reply().refuse();
  reply().accept(std::shared_ptr<const Principal>());
  reply().accept(std::make_shared<Principal>(Principal{.name = "bob"}));
  EXPECT_EQ(heard, (std::vector<std::string>{"ada", "refused", "refused", "bob"}));
}

TEST(AuthReply, RefusesWhenTheLastCopyGoes) {
  int refusals = 0;
  std::vector<AuthReply> copies(3, AuthReply([&](const auto& principal) { refusals += principal ? 0 : 1; }));
  std::optional<AuthReply> last = std::move(copies.back());
  copies.back().refuse();  // nothing is in it any more
  copies.clear();
  EXPECT_EQ(refusals, 0);
  last.reset();
  EXPECT_EQ(refusals, 1);
}

TEST(AuthReply, OfManyThreadsOneAnswers) {
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> answers{0};
    const AuthReply reply([&](const auto&) { ++answers; });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([reply, i] { i % 2 == 0 ? reply.accept({.name = "even"}) : reply.refuse(); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answers, 1);
  }
}

TEST(AsyncAuthRunner, LetsEveryoneInWithoutAHook) {
  AuthRunnerFixture f;
  f.make_async({});
  EXPECT_FALSE(f.runner->required());
  EXPECT_FALSE(asynchronous({}));
}

TEST(AsyncAuthRunner, TakesAnswersThatAreGivenInsideTheCall) {
  AuthRunnerFixture f;
  f.make_async([](const AuthContext& context, const AuthReply& reply) {
    EXPECT_TRUE(inside_callback());
    if (context.token == "good") reply.accept({.name = "ada"});
    if (context.token == "bad") reply.refuse();
  });
  EXPECT_TRUE(f.runner->required());
  for (const char* token : {"good", "bad", "dropped"}) f.ask(token);
  ASSERT_TRUE(f.wait_for_verdicts(3));
  EXPECT_EQ(f.verdicts, (Verdicts{{"good", AuthVerdict::accepted},
                                  {"bad", AuthVerdict::refused},
                                  {"dropped", AuthVerdict::refused}}));
  EXPECT_EQ(f.names, (std::map<std::string, std::string>{{"good", "ada"}}));
  EXPECT_FALSE(f.strand->has_timers());
}

TEST(AsyncAuthRunner, TakesAnswersLaterFromAnyThreadAndInAnyOrder) {
  AsyncFixture f;
  ASSERT_TRUE(f.ask_all({"a", "b", "c"}));
  f.strand->advance(std::chrono::seconds(9));
  EXPECT_TRUE(f.verdicts.empty());
  std::thread([reply = f.desk->take("c")] { reply.accept({.name = "carl"}); }).join();
  ASSERT_TRUE(f.wait_for_verdicts(1));
  EXPECT_EQ(f.names.at("c"), "carl");
  std::thread([reply = f.desk->take("a")] { reply.refuse(); }).join();
  f.desk->take("b");  // dropped
  ASSERT_TRUE(f.wait_for_verdicts(3));
  EXPECT_EQ(f.verdicts.at("a"), AuthVerdict::refused);
  EXPECT_EQ(f.verdicts.at("b"), AuthVerdict::refused);
  EXPECT_FALSE(f.strand->has_timers());
}

TEST(AsyncAuthRunner, OnlyTheFirstAnswerCounts) {
  AsyncFixture f;
  ASSERT_TRUE(f.ask_all({"twice"}));
  f.desk->of("twice").accept({.name = "first"});
  f.desk->of("twice").refuse();
  f.desk->of("twice").accept({.name = "third"});
  f.strand->run();
  EXPECT_EQ(f.verdicts, (Verdicts{{"twice", AuthVerdict::accepted}}));
  EXPECT_EQ(f.names.at("twice"), "first");
}

TEST(AsyncAuthRunner, RefusesAfterTenSecondsAndIgnoresTheLateAnswer) {
  AsyncFixture f;
  ASSERT_TRUE(f.ask_all({"never"}));
  f.strand->advance(std::chrono::milliseconds(9'999));
  EXPECT_TRUE(f.verdicts.empty());
  f.strand->advance(std::chrono::milliseconds(1));
  EXPECT_EQ(f.verdicts, (Verdicts{{"never", AuthVerdict::refused}}));
  ASSERT_EQ(f.log->lines().size(), 1U);
  EXPECT_NE(f.log->lines()[0].find("within 10 s"), std::string::npos) << f.log->lines()[0];
  f.desk->take("never").accept();
  f.strand->run();
  EXPECT_EQ(f.verdicts, (Verdicts{{"never", AuthVerdict::refused}}));
}

TEST(AsyncAuthRunner, WhatTheHookThrowsRefusesThoughTheReplyIsKept) {
  AuthRunnerFixture f;
  const auto desk = std::make_shared<Desk>();
  f.make_async([desk](const AuthContext& context, const AuthReply& reply) {
    desk->keep(context.token, reply);
    if (context.token == "answered") reply.accept();
    throw std::runtime_error("no database");
  });
  f.ask("kept");
  ASSERT_TRUE(f.wait_for_verdicts(1));
  f.ask("answered");
  ASSERT_TRUE(f.wait_for_verdicts(2));
  desk->take("kept").accept();
  f.strand->run();
  EXPECT_EQ(f.verdicts, (Verdicts{{"kept", AuthVerdict::refused}, {"answered", AuthVerdict::accepted}}));
  f.runner->end(kPatience);  // the second throws after its verdict
  EXPECT_EQ(f.log->lines(), std::vector<std::string>(2, "authenticate threw: no database"));
}

TEST(AsyncAuthRunner, AnswersThatAreOwedTakeUpThePlaces) {
  AsyncFixture f;
  std::vector<std::string> all;
  for (int i = 0; i < 72; ++i) all.push_back(std::to_string(i));
  ASSERT_TRUE(f.ask_all(all)) << "more than eight owe an answer at once";
  f.ask("too many");
  f.strand->run();
  EXPECT_EQ(f.verdicts, (Verdicts{{"too many", AuthVerdict::busy}}));
  f.desk->take("5").accept();
  ASSERT_TRUE(f.wait_for_verdicts(2));
  f.runner->end(Duration::zero());  // the rest is owed for ever
}

TEST(AsyncAuthRunner, AnAnswerThatNeverComesFreesItsPlaceInTime) {
  AsyncFixture f({.at_once = 1, .waiting = 2});  // one call after the other
  ASSERT_TRUE(f.ask_all({"a", "b", "c"}));
  f.ask("early");
  f.strand->run();
  EXPECT_EQ(f.verdicts, (Verdicts{{"early", AuthVerdict::busy}}));
  f.strand->advance(std::chrono::seconds(10));
  EXPECT_EQ(f.verdicts.size(), 4U);
  EXPECT_EQ(f.verdicts.at("a"), AuthVerdict::refused);
  f.ask("d");
  f.ask("e");
  ASSERT_TRUE(f.desk->wait_for(5));  // so the call for c has returned
  f.ask("f");
  ASSERT_TRUE(f.desk->wait_for(6));
  f.desk->take("a").accept();  // too late, and must not free the place of another
  f.ask("still too many");
  f.strand->run();
  EXPECT_EQ(f.verdicts.at("still too many"), AuthVerdict::busy);
  for (const char* token : {"d", "e", "f"}) f.desk->take(token).accept();
  ASSERT_TRUE(f.wait_for_verdicts(8));
  for (const char* token : {"d", "e", "f"}) EXPECT_EQ(f.verdicts.at(token), AuthVerdict::accepted);
}

TEST(AsyncAuthRunner, ACallThatHangsKeepsItsPlaceThoughItHasAnswered) {
  AuthRunnerFixture f;
  f.make_async(
      [gate = f.gate](const AuthContext& context, const AuthReply& reply) {
        reply.accept();
        gate->enter(context.token);
      },
      {.at_once = 1, .waiting = 0});
  f.ask("a");
  ASSERT_TRUE(f.wait_for_verdicts(1));
  EXPECT_EQ(f.verdicts.at("a"), AuthVerdict::accepted) << "an answer waits for no return";
  ASSERT_TRUE(f.gate->wait_for_entered(1));
  f.ask("b");
  f.strand->run();
  EXPECT_EQ(f.verdicts.at("b"), AuthVerdict::busy);
  f.gate->open();
  f.runner->end(kPatience);
}

TEST(AsyncAuthRunner, EndsWithoutWaitingForAnswersWhichAreThenIgnored) {
  AsyncFixture f;
  ASSERT_TRUE(f.ask_all({"a", "b", "c"}));
  f.desk->of("c").accept();  // on its way to the strand
  const auto before = std::chrono::steady_clock::now();
  f.runner->end(kPatience);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  f.desk->take("a").accept();
  f.runner.reset();
  f.strand->run();
  EXPECT_FALSE(f.strand->has_timers());
  f.strand.reset();
  f.desk->take("b").accept();
  f.desk->take("c").refuse();
  EXPECT_TRUE(f.verdicts.empty());
}

TEST(AsyncAuthRunner, AnswersRaceTheEnd) {
  for (int round = 0; round < 30; ++round) {
    AsyncFixture f;
    std::vector<std::string> all;
    for (int i = 0; i < 16; ++i) all.push_back(std::to_string(i));
    ASSERT_TRUE(f.ask_all(all));
    std::thread answering([desk = f.desk, all] {
      for (const std::string& token : all) desk->take(token).accept({.name = token});
    });
    f.strand->run();
    f.runner.reset();
    answering.join();
    f.strand->run();
    EXPECT_LE(f.verdicts.size(), all.size());
  }
}

TEST(AsyncAuthRunner, AReplyThatIsKeptKeepsNothingElse) {
  AuthRunnerFixture f;
  const auto desk = std::make_shared<Desk>();
  auto state = std::make_shared<int>(1);
  const std::weak_ptr<int> of_the_hook = state;
  f.make_async([desk, state = std::move(state)](const AuthContext& context, AuthReply reply) {
    desk->keep(context.token, std::move(reply));
  });
  f.ask("a");
  ASSERT_TRUE(desk->wait_for(1));
  f.runner->end(kPatience);
  f.runner.reset();
  f.strand->run();
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  const auto is_alone = [&] { return of_the_hook.expired() && f.strand.use_count() == 1; };
  while (!is_alone() && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();  // the thread ends
  EXPECT_TRUE(is_alone());
  desk->take("a").accept();
}

}  // namespace
}  // namespace pdum::rfb
