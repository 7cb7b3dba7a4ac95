// A viewer alone in its rendition is sent what it can carry.
#include <deque>

#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;

struct RenditionSolo : SchedulerBench {
  explicit RenditionSolo(bool adaptive = true, bool images = false)
      : SchedulerBench({.self_contained = images, .adaptive = adaptive}) {}

  /// 30 frames a second; viewer 1 acks each frame `late` after it was sent.
  void watch(Duration late, Duration length) {
    for (const TimePoint end = now + length; now < end;) {
      publish();
      step(late);
      for (int i = 0; i < 3; ++i) {
        advance(milliseconds(11));
        step(late);
      }
    }
  }
  bool reduced() const { return scheduler.targets() != QualityTargets{}; }
  /// Everything published is encoded, sent and acked.
  void rest() {
    for (int i = 0; i < 3; ++i) {
      advance(milliseconds(500));
      if (encoding) finish();
      ack(1);
    }
  }

 private:
  struct Due {
    TimePoint when{};
    std::uint64_t seq = 0;
  };
  void step(Duration late) {
    if (encoding) finish();
    for (; noted < sends.size(); ++noted) {
      if (sends[noted].viewer == 1) due.push_back({now + late, sends[noted].seq});
    }
    while (!due.empty() && due.front().when <= now) {
      scheduler.on_heard(1, now);
      scheduler.on_ack(1, due.front().seq, now);
      collect();
      due.pop_front();
    }
  }
  std::size_t noted = 0;
  std::deque<Due> due;
};
struct RenditionSoloOff : RenditionSolo {
  RenditionSoloOff() : RenditionSolo(false) {}
};
struct RenditionSoloImages : RenditionSolo {
  RenditionSoloImages() : RenditionSolo(true, true) {}
};

TEST_F(RenditionSolo, AFastViewerKeepsTheFullTargets) {
  settle(1);
  watch(milliseconds(30), seconds(30));
  EXPECT_FALSE(reduced());
}

TEST_F(RenditionSolo, LateAcksLowerTheTargetsAndPromptOnesRaiseThem) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  EXPECT_LT(scheduler.targets().bitrate, 3'000'000);
  watch(milliseconds(20), seconds(60));
  EXPECT_FALSE(reduced());
}

TEST_F(RenditionSoloOff, NothingMovesWithoutTheOption) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  EXPECT_FALSE(reduced());
}

TEST_F(RenditionSolo, CompanyReturnsThemToTheOptions) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  join(2);
  EXPECT_FALSE(reduced());
  watch(milliseconds(400), seconds(20));
  EXPECT_FALSE(reduced()) << "one viewer is not everybody's measure";
}

TEST_F(RenditionSolo, AHiddenViewerIsNoCompany) {
  settle(1);
  join(2);
  scheduler.set_hidden(2, true, now);
  collect();
  watch(milliseconds(400), seconds(5));
  EXPECT_TRUE(reduced());
  scheduler.set_hidden(2, false, now);
  EXPECT_FALSE(reduced());
}

TEST_F(RenditionSolo, WhatWasFoundOutHoldsWhileItsPageIsHidden) {
  settle(1);
  watch(milliseconds(400), seconds(5));
  const QualityTargets before = scheduler.targets();
  scheduler.set_hidden(1, true, now);
  scheduler.set_hidden(1, false, now);
  EXPECT_EQ(scheduler.targets(), before);
}

TEST_F(RenditionSolo, AnotherViewerBeginsAnew) {
  settle(1);
  watch(milliseconds(400), seconds(5));
  scheduler.remove_viewer(1, now);
  join(2);
  EXPECT_FALSE(reduced());
}

/// Goes down to where frames are left out.
struct RenditionSoloSlowed : RenditionSolo {
  RenditionSoloSlowed() {
    settle(1);
    watch(milliseconds(600), seconds(40));
    rest();
  }
};

TEST_F(RenditionSoloSlowed, FramesKeepTheirDistanceAndTheNewestStillArrives) {
  ASSERT_EQ(scheduler.targets().fps, 10);
  advance(seconds(1));
  publish();
  ASSERT_TRUE(encoding);
  finish();
  ack(1);
  publish();
  publish();
  EXPECT_FALSE(encoding);
  advance(milliseconds(99));
  EXPECT_FALSE(encoding);
  advance(milliseconds(1));
  ASSERT_TRUE(making_delta()) << "with no further frame published";
  finish();
  EXPECT_EQ(sends.back().kind, FrameKind::delta);
  EXPECT_EQ(scheduler.encoded_fps(), 0.0 + std::min(10.0, scheduler.published_fps()));
}

TEST_F(RenditionSoloSlowed, AKeyframeThatIsNeededDoesNotWait) {
  advance(seconds(6));
  publish();
  finish();
  ack(1);
  publish();
  EXPECT_FALSE(encoding);
  scheduler.set_hidden(1, true, now);
  scheduler.set_hidden(1, false, now);
  collect();
  EXPECT_TRUE(making_keyframe());
}

TEST_F(RenditionSoloSlowed, TheWindowIsCapped) {
  ASSERT_EQ(scheduler.targets().max_inflight, 2);
  ports[1]->state.min_rtt = milliseconds(300);
  EXPECT_EQ(scheduler.window_of(1, now), 2);
}

TEST_F(RenditionSolo, SilenceIsOneStepDown) {
  settle(1);
  publish();
  finish();
  advance(seconds(30));
  EXPECT_EQ(scheduler.targets().bitrate, 7'200'000);
}

TEST_F(RenditionSoloImages, WhoeverComesIsNotShownWhatWasMadeForLess) {
  join(1);
  watch(milliseconds(400), seconds(20));
  rest();
  ASSERT_TRUE(reduced());
  const std::size_t before = encodes.size();
  join(2);
  EXPECT_EQ(encodes.size(), before + 1) << "the same picture again, at the quality of the options";
  EXPECT_TRUE(sent_to(2).empty());
  finish();
  EXPECT_EQ(sent_to(2), std::vector<FrameKind>{FrameKind::image});
}

TEST_F(RenditionSolo, APictureThatWasMadeForLessIsShownAsItIsOnceItRests) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  rest();
  const std::size_t before = sends.size();
  EXPECT_EQ(stills, std::vector<StillType>{ImageFormat::jpeg});
  finish_still();
  ASSERT_EQ(sends.size(), before + 1);
  EXPECT_EQ(sends.back().kind, FrameKind::still);
  ack(1);
  advance(seconds(60));
  EXPECT_EQ(sends.size(), before + 1) << "once";
  EXPECT_TRUE(reduced());
  publish();
  EXPECT_TRUE(making_delta()) << "the video goes on below it";
}

TEST_F(RenditionSolo, OneThatWasMadeAsTheOptionsSayIsSharpAlready) {
  settle(1);
  watch(milliseconds(30), seconds(5));
  rest();
  advance(seconds(60));
  EXPECT_TRUE(stills.empty());
}

TEST_F(RenditionSolo, AStillThatTakesLongToSendWaitsAsLong) {
  FakePort& port = settle(1);
  watch(milliseconds(400), seconds(20));
  rest();
  ASSERT_EQ(stills.size(), 1U);
  // 100 KB took a second.
  port.control.record_send(FrameKind::still, 100'000, 0, now);
  port.control.on_ack(port.control.next_seq() - 1, now + seconds(1), Duration::zero());
  const TimePoint published = now - milliseconds(1500);
  const std::size_t before = sends.size();
  scheduler.on_still(ImageFormat::jpeg, {version, true, 300'000}, now);
  collect();
  EXPECT_EQ(sends.size(), before);
  advance(published + milliseconds(2900) - now);
  EXPECT_EQ(sends.size(), before);
  advance(milliseconds(400));
  EXPECT_EQ(sends.size(), before + 1);
}

TEST_F(RenditionSoloImages, AnImageThatWasMadeForLessIsShownAsItIsOnceItRests) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  ASSERT_TRUE(reduced());
  rest();
  finish_still();
  EXPECT_EQ(sends.back().kind, FrameKind::still);
  ack(1);
  const std::size_t before = sends.size();
  advance(seconds(60));
  EXPECT_EQ(sends.size(), before);
}

TEST_F(RenditionSolo, AStillSaysNothingAboutWhatTheViewerCanCarry) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  rest();
  finish_still();
  const QualityTargets before = scheduler.targets();
  advance(milliseconds(1900));
  ack(1);
  watch(milliseconds(100), milliseconds(1500));
  EXPECT_EQ(scheduler.targets(), before);
}

TEST_F(RenditionSolo, AStillThatArrivesForLongIsSentOnceAndMovesNoTarget) {
  FakePort& port = settle(1);
  watch(milliseconds(400), seconds(20));
  rest();
  const QualityTargets before = scheduler.targets();
  const std::size_t count = sends.size();
  finish_still();
  ASSERT_EQ(sends.size(), count + 1);
  port.state.unacked = 155'000;
  for (int i = 0; i < 26; ++i) {
    advance(milliseconds(100));
    port.state.unacked -= 5'900;
  }
  ack(1);
  port.state.unacked = 0;
  advance(seconds(60));
  EXPECT_EQ(sends.size(), count + 1);
  EXPECT_EQ(scheduler.targets(), before);
}

TEST_F(RenditionSolo, ThroughAProxyThatHidesItAStillIsSentTwiceAtMost) {
  settle(1);
  watch(milliseconds(400), seconds(20));
  rest();
  const QualityTargets before = scheduler.targets();
  std::size_t stills_sent = 0;
  std::deque<std::pair<TimePoint, std::uint64_t>> acks;
  TimePoint link_free = now;
  if (!stills.empty()) scheduler.on_still(ImageFormat::jpeg, {version, true, 155'000}, now);
  collect();
  std::size_t seen = sends.size() - 1;
  for (int i = 0; i < 600; ++i) {
    for (; seen < sends.size(); ++seen) {
      const bool still = sends[seen].kind == FrameKind::still;
      stills_sent += still ? 1 : 0;
      link_free = std::max(link_free, now) + milliseconds(still ? 2600 : 50);
      acks.emplace_back(link_free, sends[seen].seq);
    }
    advance(milliseconds(100));
    if (encoding) finish(3000);
    for (; !acks.empty() && acks.front().first <= now; acks.pop_front()) {
      scheduler.on_heard(1, now);
      scheduler.on_ack(1, acks.front().second, now);
      collect();
    }
  }
  EXPECT_LE(stills_sent, 2U);
  EXPECT_GE(scheduler.targets().bitrate * 2, before.bitrate) << "one step at most";
}

}  // namespace
}  // namespace pdum::rfb
