// Random commands against a hub on fakes; the invariants of a session are checked after every step.

#include <random>
#include <utility>

#include "random_sessions.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

#ifdef PDUM_SANITIZED  // about twenty times as slow
constexpr int kSeeds = 200;
#else
constexpr int kSeeds = 1500;
#endif
constexpr int kSteps = 120;

TEST(RandomSessions, KeepTheInvariants) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSessions run(seed);
    for (int step = 0; step < kSteps; ++step) {
      run.step();
      ASSERT_NO_FATAL_FAILURE(run.check());
    }
    ASSERT_NO_FATAL_FAILURE(run.check_quiet());
    ASSERT_NO_FATAL_FAILURE(run.check_end());
  }
}

/// Encoders that keep frames inside, so that losses, resets and joins come in the middle of deltas.
TEST(RandomSessions, KeepTheInvariantsWithFramesInsideTheEncoder) {
  for (unsigned seed = 1; seed <= kSeeds / 2; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSessions run(seed, {.pipeline_depth = 1 + static_cast<int>(seed % 3)});
    for (int step = 0; step < kSteps; ++step) {
      run.step();
      ASSERT_NO_FATAL_FAILURE(run.check());
    }
    ASSERT_NO_FATAL_FAILURE(run.check_quiet());
    ASSERT_NO_FATAL_FAILURE(run.check_end());
  }
}

TEST(RandomSessions, KeepTheInvariantsInAStreamWithFramesInsideTheEncoder) {
  std::size_t deltas = 0;
  for (unsigned seed = 1; seed <= kSeeds / 5; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSessions run(seed, {.pipeline_depth = 1 + static_cast<int>(seed % 3), .viewers = 1 + seed % 5});
    for (int tick = 0; tick < 400; ++tick) {
      SCOPED_TRACE("tick " + std::to_string(tick));
      run.tick();
      ASSERT_NO_FATAL_FAILURE(run.check());
    }
    ASSERT_NO_FATAL_FAILURE(run.check_quiet());
    deltas += run.video->encoded.size() - static_cast<std::size_t>(run.video->keyframes());
    ASSERT_NO_FATAL_FAILURE(run.check_end());
  }
  EXPECT_GT(deltas, 50U * kSeeds / 5);
}

/// Acks that come late for a while, so that bit rate and scale go down and up again.
TEST(RandomSessions, KeepTheInvariantsWhileBitRateAndScaleChange) {
  int lower = 0;
  int smaller = 0;
  int larger = 0;
  for (unsigned seed = 1; seed <= kSeeds / 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSessions run(seed, {.pipeline_depth = static_cast<int>(seed % 3),
                              .viewers = 1 + seed % 2,
                              .width = 640,
                              .act_once_in = 40,
                              .slow_phases = true});
    int width = 640;
    std::int64_t rate = run.options.bitrate;
    for (int tick = 0; tick < 3000; ++tick) {
      SCOPED_TRACE("tick " + std::to_string(tick));
      run.tick();
      ASSERT_NO_FATAL_FAILURE(run.check());
      lower += std::exchange(rate, run.video->request.bitrate) > run.video->request.bitrate ? 1 : 0;
      smaller += run.video->settings.width < width ? 1 : 0;
      larger += run.video->settings.width > width ? 1 : 0;
      width = run.video->settings.width;
    }
    ASSERT_NO_FATAL_FAILURE(run.check_quiet());
    ASSERT_NO_FATAL_FAILURE(run.check_end());
  }
  EXPECT_GT(lower, kSeeds / 100);
  EXPECT_GT(smaller, kSeeds / 100);
  EXPECT_GT(larger, kSeeds / 100);
}

/// Whatever joins, asks and resets beside an honest viewer: keyframes keep their distance, and the honest
/// viewer's frames come without a gap.
TEST(RandomSessions, KeyframesKeepTheirDistanceWhileSomebodyIsLive) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    HubBench bench;
    bench.publish();
    const auto honest = bench.join();
    bench.ack(honest);
    std::vector<std::shared_ptr<Wire>> others;
    std::vector<TimePoint> keyframes{bench.executor.now()};
    std::size_t seen = bench.video->encoded.size();
    for (int i = 0; i < 200; ++i) {
      bench.advance(milliseconds(random() % 20));
      bench.publish();
      if (random() % 4 == 0 && others.size() < 10) others.push_back(bench.join(kVideoOnlyHello));
      for (const auto& wire : others) {
        if (random() % 3 == 0) wire->text(R"({"type":"request_keyframe","reason":"x"})");
        if (random() % 9 == 0) wire->text(R"({"type":"decoder_reset"})");
        if (random() % 2 == 0) bench.ack(wire);
      }
      bench.settle();
      bench.ack(honest);
      for (; seen < bench.video->encoded.size(); ++seen) {
        if (!bench.video->encoded[seen]) continue;
        ASSERT_GE(bench.executor.now() - keyframes.back(), milliseconds(230)) << "step " << i;
        keyframes.push_back(bench.executor.now());
      }
    }
    Actor actor;
    actor.wire = honest;
    ASSERT_NO_FATAL_FAILURE(actor.check(bench.executor.now()));
    ASSERT_EQ(honest->frames.size(), bench.video->encoded.size()) << "the honest viewer missed a frame";
  }
}

}  // namespace
}  // namespace pdum::rfb
