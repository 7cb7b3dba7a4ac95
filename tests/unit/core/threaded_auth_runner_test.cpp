#include "core/threaded_auth_runner.hpp"

#include <csignal>
#include <future>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/callback_guard.hpp"
#include "core/mutex.hpp"
#include "support/manual_executor.hpp"
#include "unit/core/recording_sink.hpp"

namespace pdum::rfb {
namespace {

constexpr Duration kPatience = std::chrono::seconds(10);

/// A manual strand that hook threads may post to.
class SharedStrand final : public Executor {
 public:
  void post(std::function<void()> task) override {
    const MutexLock lock(mutex_);
    posted_.push_back(std::move(task));
    changed_.notify_all();
  }
  std::unique_ptr<Timer> post_after(Duration delay, std::function<void()> task) override {
    return manual_.post_after(delay, std::move(task));
  }
  const Clock& clock() const override { return manual_.clock(); }

  /// Runs what is posted, without waiting.
  void run() {
    for (auto& task : take()) manual_.post(std::move(task));
    manual_.run();
  }
  /// Runs what is posted until `done`; false after a long time.
  template <class Done>
  bool run_until(Done done) {
    for (run(); !done(); run()) {
      const MutexLock lock(mutex_);
      if (!changed_.wait_for(mutex_, kPatience, [this]() PDUM_NO_ANALYSIS { return !posted_.empty(); }))
        return false;
    }
    return true;
  }
  void advance(Duration duration) { manual_.advance(duration); }
  bool has_timers() const { return manual_.has_timers(); }

 private:
  std::vector<std::function<void()>> take() {
    const MutexLock lock(mutex_);
    return std::exchange(posted_, {});
  }
  testing::ManualExecutor manual_;
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::function<void()>> posted_ PDUM_GUARDED_BY(mutex_);
};

/// Hooks that stay inside until the test lets them go. Outlives the runner's threads.
class Gate {
 public:
  void enter(const std::string& token) {
    const MutexLock lock(mutex_);
    entered_.push_back(token);
    ++inside_;
    most_ = std::max(most_, inside_);
    changed_.notify_all();
    while (!open_) changed_.wait(mutex_);
    --inside_;
    changed_.notify_all();
  }
  void open() {
    const MutexLock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool wait_for_entered(std::size_t count) {
    const MutexLock lock(mutex_);
    return changed_.wait_for(mutex_, kPatience, [&]() PDUM_NO_ANALYSIS { return entered_.size() >= count; });
  }
  bool wait_until_empty() {
    const MutexLock lock(mutex_);
    return changed_.wait_for(mutex_, kPatience, [&]() PDUM_NO_ANALYSIS { return inside_ == 0; });
  }
  std::vector<std::string> entered() {
    const MutexLock lock(mutex_);
    return entered_;
  }
  std::size_t most() {
    const MutexLock lock(mutex_);
    return most_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> entered_ PDUM_GUARDED_BY(mutex_);
  std::size_t inside_ PDUM_GUARDED_BY(mutex_) = 0;
  std::size_t most_ PDUM_GUARDED_BY(mutex_) = 0;
  bool open_ PDUM_GUARDED_BY(mutex_) = false;
};

struct Fixture {
  std::shared_ptr<SharedStrand> strand = std::make_shared<SharedStrand>();
  std::shared_ptr<testing::RecordingSink> log = std::make_shared<testing::RecordingSink>();
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::map<std::string, AuthVerdict> verdicts;  ///< by token
  std::unique_ptr<ThreadedAuthRunner> runner;

  void make(Authenticator hook, const AuthLimits& limits = {}) {
    runner = std::make_unique<ThreadedAuthRunner>(std::move(hook), strand, log, limits);
  }
  void make_gated(const AuthLimits& limits = {}) {
    make(
        [gate = gate](const AuthContext& context) {
          gate->enter(context.token);
          return std::make_shared<const Principal>(Principal{.name = context.token});
        },
        limits);
  }
  void ask(const std::string& token) {
    AuthContext context;
    context.token = token;
    runner->run(std::move(context), [this, token](AuthVerdict verdict, const auto&) {
      EXPECT_TRUE(verdicts.emplace(token, verdict).second) << "two verdicts for " << token;
    });
  }
  bool wait_for_verdicts(std::size_t count) {
    return strand->run_until([&] { return verdicts.size() >= count; });
  }
};

TEST(ThreadedAuthRunner, LetsEveryoneInWithoutAHook) {
  Fixture f;
  f.make({});
  EXPECT_FALSE(f.runner->required());
  f.ask("anyone");
  EXPECT_TRUE(f.verdicts.empty()) << "answered inside run";
  f.strand->run();
  EXPECT_EQ(f.verdicts.at("anyone"), AuthVerdict::accepted);
}

TEST(ThreadedAuthRunner, AnswersWhatTheHookSays) {
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
