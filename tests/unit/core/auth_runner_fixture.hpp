#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/mutex.hpp"
#include "core/threaded_auth_runner.hpp"
#include "support/manual_executor.hpp"
#include "unit/core/recording_sink.hpp"

namespace pdum::rfb::testing {

inline constexpr Duration kPatience = std::chrono::seconds(10);

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
  ManualExecutor manual_;
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

/// A runner whose verdicts are kept.
struct AuthRunnerFixture {
  std::shared_ptr<SharedStrand> strand = std::make_shared<SharedStrand>();
  std::shared_ptr<RecordingSink> log = std::make_shared<RecordingSink>();
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::map<std::string, AuthVerdict> verdicts;  ///< by token
  std::map<std::string, std::string> names;     ///< of the principals of those who were accepted
  std::unique_ptr<ThreadedAuthRunner> runner;

  void make(Authenticator hook, const AuthLimits& limits = {}) {
    make_async(asynchronous(std::move(hook)), limits);
  }
  void make_async(AsyncAuthenticator hook, const AuthLimits& limits = {}) {
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
    runner->run(std::move(context), [this, token](AuthVerdict verdict, const auto& principal) {
      EXPECT_TRUE(verdicts.emplace(token, verdict).second) << "two verdicts for " << token;
      if (principal) names[token] = principal->name;
    });
  }
  bool wait_for_verdicts(std::size_t count) {
    return strand->run_until([&] { return verdicts.size() >= count; });
  }
};

}  // namespace pdum::rfb::testing
