// Encoders that keep frames inside: what comes out when.
#include <deque>

#include "scheduler_bench.hpp"
#include "session/encode_worker.hpp"
#include "support/fake_encoder.hpp"
#include "support/fake_frames.hpp"
#include "support/manual_executor.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using Versions = std::vector<std::uint64_t>;

/// A scheduler whose encoder keeps two frames.
struct PipelinedRendition : SchedulerBench {
  static constexpr std::size_t kDepth = 2;

  /// The encode in progress ends as such an encoder would have it.
  void finish_pipelined() {
    ASSERT_TRUE(encoding.has_value());
    const EncodeAction action = *encoding;
    encoding.reset();
    EXPECT_TRUE(action.repeat || action.keyframe || version > fed) << "encoded twice unasked";
    fed = version;
    repeats += action.repeat ? 1 : 0;
    if (action.keyframe) {
      inside.assign(kDepth, version);
      came_out.push_back(version);
      scheduler.on_encoded({version, true, 1000, fed}, now);
    } else {
      inside.push_back(version);
      came_out.push_back(inside.front());
      inside.pop_front();
      scheduler.on_encoded({came_out.back(), false, 100, fed}, now);
    }
    collect();
  }
  /// All that it wants to be encoded for a while, with each frame acked.
  void play(Duration length) {
    for (const TimePoint end = now + length; now < end;) {
      if (encoding) finish_pipelined();
      ack(1);
      advance(milliseconds(5));
    }
  }

  std::deque<std::uint64_t> inside;
  Versions came_out;
  std::uint64_t fed = 0;
  int repeats = 0;
};

TEST_F(PipelinedRendition, TheLastFrameComesOutThoughNothingFollowsIt) {
  join(1);
  publish();
  play(milliseconds(300));
  for (int i = 0; i < 3; ++i) {
    publish();
    play(milliseconds(15));
  }
  play(seconds(1));
  EXPECT_EQ(came_out.back(), 4U);
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
  const int needed = repeats;
  play(seconds(20));
  EXPECT_EQ(repeats, needed) << "and then it rests";
  EXPECT_LE(needed, 3);
}

TEST_F(PipelinedRendition, NothingIsRepeatedWhileThePictureMoves) {
  join(1);
  publish();
  play(milliseconds(300));
  for (int i = 0; i < 60; ++i) {
    publish();
    play(milliseconds(30));
  }
  EXPECT_EQ(repeats, 0);
  EXPECT_EQ(came_out.back(), version - kDepth);
}

TEST_F(PipelinedRendition, NothingIsRepeatedForAViewerWithoutCredit) {
  join(1);
  publish();
  play(milliseconds(300));
  publish();
  ports[1]->state.unsent = 1 << 20;
  finish_pipelined();
  advance(seconds(1));
  EXPECT_FALSE(encoding.has_value());
}

TEST_F(PipelinedRendition, WhatAnEncoderHasKeptCountsAsEncoded) {
  settle(1);
  publish();
  encoding.reset();
  scheduler.on_encode_held(version, now);
  collect();
  EXPECT_FALSE(encoding.has_value());
  advance(milliseconds(51));
  ASSERT_TRUE(encoding.has_value());
  EXPECT_TRUE(encoding->repeat);
  encoding.reset();
  scheduler.on_encoded({version, false, 100, version}, now);
  collect();
  ack(1);
  advance(seconds(5));
  EXPECT_FALSE(encoding.has_value());
}

TEST_F(PipelinedRendition, AnEncoderThatKeptNothingAfterAllIsGivenTheFrameAgain) {
  settle(1);
  publish();
  encoding.reset();
  scheduler.on_encode_held(version, now);
  advance(milliseconds(51));
  ASSERT_TRUE(encoding && encoding->repeat);
  encoding.reset();
  scheduler.on_encode_skipped(now, now);
  collect();
  EXPECT_TRUE(making_delta());
  EXPECT_FALSE(encoding->repeat);
}

/// The job with an encoder that keeps two frames.
struct PipelinedJob : ::testing::Test {
  PipelinedJob() { bench.settings.pipeline_depth = 2; }

  EncodeResult run(const EncodeOrder& order = {}) {
    EncodeOrder complete = order;
    complete.after_version = fed;
    EncodeResult result = run_encode_job(bench, complete);
    if (result.fed > 0) fed = result.fed;
    return result;
  }

  ManualExecutor executor;
  FakeFrames frames{executor.clock()};
  std::shared_ptr<FakeEncoderControl> control = std::make_shared<FakeEncoderControl>();
  EncodeBench bench{std::make_shared<LaneLink>(executor, frames),
                    fake_entry("fake", "webcodecs/h264-annexb", control), EncoderSettings{}};
  std::uint64_t fed = 0;
};

TEST_F(PipelinedJob, AccessUnitsGoWithTheirOwnFrames) {
  frames.publish();
  const EncodeResult first = run();
  EXPECT_TRUE(first.encoded.keyframe) << "at once";
  EXPECT_EQ(first.frame->version, 1U);
  EXPECT_EQ(control->encoded.size(), 3U) << "repeated until it came out";
  Versions versions;
  for (int i = 0; i < 4; ++i) {
    frames.publish();
    const EncodeResult next = run();
    ASSERT_FALSE(next.held);
    EXPECT_EQ(next.fed, static_cast<std::uint64_t>(i) + 2);
    versions.push_back(next.frame->version);
  }
  EXPECT_EQ(versions, (Versions{1, 1, 2, 3})) << "the repetitions first";
  EXPECT_TRUE(run().skipped) << "nothing new, and nobody asked";
  EXPECT_EQ(run({.repeat = true}).frame->version, 4U);
  EXPECT_EQ(run({.repeat = true}).frame->version, 5U);
}

TEST_F(PipelinedJob, AKeyframeLeavesOutWhatWasInsideBeforeIt) {
  frames.publish();
  run();
  for (int i = 0; i < 3; ++i) {
    frames.publish();
    run();
  }
  const EncodeResult key = run({.keyframe = true});
  ASSERT_EQ(key.fault, EncodeFault::none) << key.reason;
  EXPECT_TRUE(key.encoded.keyframe);
  EXPECT_EQ(key.frame->version, 4U);
  frames.publish();
  EXPECT_EQ(run().frame->version, 4U);
}

TEST_F(PipelinedJob, AnEncoderThatKeepsMoreThanItMayIsOutOfOrder) {
  bench.settings.pipeline_depth = 1;
  frames.publish();
  EncodeBench small{bench.link, bench.entry, bench.settings};
  EncoderSettings greedy = bench.settings;
  greedy.pipeline_depth = 4;
  small.encoder = std::move(*bench.entry.open(greedy));
  const SharedFrame frame = frames.newest();
  small.settings.width = frame->view.width;
  small.settings.height = frame->view.height;
  small.settings.color = frame->color;
  const EncodeResult result = run_encode_job(small, {.keyframe = true});
  EXPECT_EQ(result.fault, EncodeFault::bad_output);
  EXPECT_FALSE(result.reason.empty());
}

}  // namespace
}  // namespace pdum::rfb
