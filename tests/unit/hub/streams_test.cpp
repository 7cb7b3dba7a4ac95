// Several streams in one hub: found by name, added and removed while viewers are there.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// A second stream beside the bench's, with frames, events and hook of its own.
class Streams : public ::testing::Test, public HubBench {
 protected:
  struct Side {
    Side(Executor& executor, const EncoderRegistry& registry)
        : frames(executor.clock()), counters(registry) {}
    FakeFrames frames;
    FakeEvents events;
    FakeAuth auth;
    StreamCounters counters;
    EventRecorder recorder;
    UiState ui;
    TargetBoard target;
  };

  std::shared_ptr<Side> add_side(const std::string& name = "side", StreamOptions side_options = {}) {
    auto side = std::make_shared<Side>(executor, registry);
    EXPECT_TRUE(hub().add(name, {.options = side_options,
                                 .frames = side->frames,
                                 .events = side->events,
                                 .auth = side->auth,
                                 .counters = side->counters,
                                 .recorder = side->recorder,
                                 .ui = side->ui,
                                 .target = side->target,
                                 .owner = side}));
    return side;
  }
  std::shared_ptr<Wire> join_side(const std::string& name = "side") {
    auto wire = connect(name);
    wire->text(kVideoHello);
    settle();
    return wire;
  }
};

TEST_F(Streams, EachViewerSeesAndDrivesItsOwn) {
  const auto side = add_side("side", {.width = 8, .height = 6});
  const auto here = join();
  const auto there = join_side();
  EXPECT_NE(there->texts.front().find(R"("width":8,"height":6)"), std::string::npos);
  EXPECT_NE(here->texts.front().find(R"("width":16,"height":16)"), std::string::npos);
  publish();
  EXPECT_EQ(here->frames.size(), 1U);
  EXPECT_TRUE(there->frames.empty());
  side->frames.publish(8, 6, 1);
  hub().on_published();
  settle();
  EXPECT_EQ(here->frames.size(), 1U);
  EXPECT_EQ(there->frames.size(), 1U);
  there->text(R"({"type":"event","event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})");
  settle();
  EXPECT_EQ(side->events.count<KeyDown>(), 1);
  EXPECT_EQ(events.count<KeyDown>(), 0);
  EXPECT_EQ(side->counters.clients.load(), 1);
  EXPECT_EQ(client_count(), 1);
}

TEST_F(Streams, WhoWaitsForAHookOfAStreamThatGoesHearsSoOnce) {
  FakeAuth hook;
  hook.asks = true;
  StreamParts with_hook{.options = {},
                        .frames = frames,
                        .events = events,
                        .auth = hook,
                        .own_auth = true,
                        .counters = counters,
                        .recorder = recorder,
                        .ui = ui,
                        .target = target};
  ASSERT_TRUE(hub().add("guarded", with_hook));
  AuthRunner* const asked = hub().auth("guarded");
  ASSERT_NE(asked, nullptr);
  EXPECT_TRUE(asked->required());
  std::vector<AuthVerdict> verdicts;
  const auto ask = [&] { asked->run({}, [&](AuthVerdict verdict, auto) { verdicts.push_back(verdict); }); };
  ask();
  hook.answer(AuthVerdict::accepted);
  ask();
  hub().remove("guarded");
  EXPECT_EQ(verdicts, std::vector{AuthVerdict::accepted}) << "not inside the call that removes it";
  executor.run();
  EXPECT_EQ(verdicts, (std::vector{AuthVerdict::accepted, AuthVerdict::gone}));
  hook.answer(AuthVerdict::accepted);
  EXPECT_EQ(verdicts.size(), 2U) << "too late";
  EXPECT_EQ(hub().auth("guarded"), nullptr);
}

TEST_F(Streams, ANameIsGivenOnce) {
  add_side();
  EXPECT_FALSE(hub().add("side", parts()));
  EXPECT_FALSE(hub().add("default", parts()));
  EXPECT_EQ(hub().streams().size(), 2U);
}

TEST_F(Streams, RemovingOneTellsItsViewersAndLeavesTheOthers) {
  std::weak_ptr<Side> side = add_side();
  const auto here = join();
  const auto there = join_side();
  const int before = Stream::count();
  hub().remove("side");
  settle();
  EXPECT_EQ(there->closed, CloseCode::going_away);
  EXPECT_FALSE(here->closed);
  EXPECT_EQ(Stream::count(), before) << "it waits for the goodbye to arrive";
  there->vanish();
  settle();
  EXPECT_EQ(Stream::count(), before - 1);
  EXPECT_TRUE(side.expired()) << "what it worked with is let go";
  const auto late = connect("side");
  EXPECT_EQ(late->closed, CloseCode::unknown_stream);
  publish();
  EXPECT_EQ(here->frames.size(), 1U);
}

TEST_F(Streams, ANameIsFreeWhileTheOldViewersAreStillToldGoodbye) {
  const auto first = add_side();
  const auto there = join_side();
  hub().remove("side");
  const auto second = add_side();
  const auto again = join_side();
  EXPECT_FALSE(again->closed);
  EXPECT_EQ(second->counters.clients.load(), 1);
  EXPECT_EQ(first->counters.clients.load(), 0);
  there->vanish();
  settle();
  EXPECT_FALSE(again->closed);
  EXPECT_EQ(hub().owner("side"), second.get());
}

TEST_F(Streams, RemovingAnUnknownOneDoesNothing) {
  hub().remove("nothing");
  EXPECT_EQ(hub().streams().size(), 1U);
  EXPECT_EQ(hub().owner("nothing"), nullptr);
}

TEST_F(Streams, AHubWithoutStreamsSaysThatThereIsNone) {
  hub().remove("default");
  const auto viewer = connect();
  EXPECT_EQ(viewer->closed, CloseCode::unknown_stream);
  EXPECT_FALSE(hub().idle());
  viewer->vanish();
  settle();
  EXPECT_TRUE(hub().idle());
  EXPECT_FALSE(hub().recording());
  EXPECT_TRUE(hub().recorded_events().empty());
  hub().reset_recorded_events();
}

TEST_F(Streams, TheEndOfAllWaitsForTheLastViewerOfAny) {
  add_side();
  const auto here = join();
  const auto there = join_side();
  int ends = 0;
  hub().shutdown([&] { ++ends; });
  settle();
  EXPECT_EQ(here->closed, CloseCode::going_away);
  EXPECT_EQ(there->closed, CloseCode::going_away);
  here->vanish();
  settle();
  EXPECT_EQ(ends, 0);
  const auto late = connect("side");
  EXPECT_EQ(late->closed, CloseCode::going_away);
  there->vanish();
  settle();
  EXPECT_EQ(ends, 0);
  late->vanish();
  settle();
  EXPECT_EQ(ends, 1);
  EXPECT_FALSE(hub().add("late", parts())) << "nothing opens after the end";
}

TEST_F(Streams, HooksOfTheirOwnDecideAboutTheirRequests) {
  EXPECT_EQ(hub().auth("default"), nullptr);
  EXPECT_EQ(hub().auth(""), nullptr);
  FakeAuth own;
  StreamParts guarded = parts();
  StreamParts with_hook{.options = guarded.options,
                        .frames = frames,
                        .events = events,
                        .auth = own,
                        .own_auth = true,
                        .counters = counters,
                        .recorder = recorder,
                        .ui = ui,
                        .target = target};
  ASSERT_TRUE(hub().add("guarded", with_hook));
  ASSERT_NE(hub().auth("guarded"), nullptr);
  hub().auth("guarded")->run({}, [](AuthVerdict, auto) {});
  EXPECT_EQ(own.contexts.size(), 1U) << "its own hook is asked";
  EXPECT_EQ(hub().auth("default"), nullptr);
  EXPECT_EQ(hub().auth(""), hub().auth("guarded")) << "what speaks of all is not open to all";
  EXPECT_EQ(hub().auth("unknown"), nullptr);
  FakeAuth another;
  StreamParts other{.options = guarded.options,
                    .frames = frames,
                    .events = events,
                    .auth = another,
                    .own_auth = true,
                    .counters = counters,
                    .recorder = recorder,
                    .ui = ui,
                    .target = target};
  ASSERT_TRUE(hub().add("another", other));
  AuthRunner* const nobody = hub().auth("");
  ASSERT_NE(nobody, nullptr);
  std::optional<AuthVerdict> verdict;
  nobody->run({}, [&](AuthVerdict given, const auto&) { verdict = given; });
  settle();
  EXPECT_EQ(verdict, AuthVerdict::refused) << "who may watch one must not read of the other";
}

}  // namespace
}  // namespace pdum::rfb
