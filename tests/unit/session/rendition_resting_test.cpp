#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;
using Kinds = std::vector<FrameKind>;
using Stills = std::vector<StillType>;

constexpr FrameKind kKey = FrameKind::keyframe;
constexpr FrameKind kDelta = FrameKind::delta;
constexpr FrameKind kStill = FrameKind::still;
constexpr FrameKind kImage = FrameKind::image;

struct RenditionResting : SchedulerBench {
  explicit RenditionResting(bool images = false)
      : SchedulerBench({.self_contained = images, .still_after = milliseconds(400)}) {
    resting = ImageFormat::png;
  }
  void finish_png() { finish_still(ImageFormat::png); }
};
struct RestingImages : RenditionResting {
  RestingImages() : RenditionResting(true) {}
};

TEST_F(RenditionResting, ALiveViewerGetsOneStillOfAPictureThatRests) {
  settle(1);  // 300 ms after the frame
  EXPECT_EQ(stills, Stills{});
  advance(milliseconds(99));
  EXPECT_EQ(stills, Stills{});
  advance(milliseconds(1));
  EXPECT_EQ(stills, Stills{ImageFormat::png});
  finish_png();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill}));
  EXPECT_EQ(sends.back().still, ImageFormat::png);
  EXPECT_EQ(scheduler.state_of(1), ViewerState::live);
  ack(1);
  advance(seconds(30));
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill}));
}

TEST_F(RenditionResting, TheNextDeltaContinuesTheVideoBelowTheStill) {
  settle(1);
  advance(milliseconds(100));
  finish_png();
  ack(1);
  publish();
  EXPECT_TRUE(making_delta());
  finish();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill, kDelta}));
  ack(1);
  advance(milliseconds(400));
  finish_png();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill, kDelta, kStill}));
}

TEST_F(RenditionResting, NoneWhileThePictureMoves) {
  settle(1);
  for (int i = 0; i < 50; ++i) {
    publish();
    finish();
    ack(1);
    advance(milliseconds(390));
  }
  EXPECT_EQ(stills, Stills{});
}

TEST_F(RenditionResting, AViewerThatIsBehindGetsItOnceItHasCaughtUp) {
  settle(1);
  publish();
  finish();
  advance(milliseconds(900));
  EXPECT_EQ(stills, Stills{});
  ack(1);
  EXPECT_EQ(stills, Stills{ImageFormat::png});
  finish_png();
  EXPECT_EQ(sent_to(1).back(), kStill);
}

TEST_F(RenditionResting, AStillThatComesAfterANewerFrameIsNotSent) {
  settle(1);
  advance(milliseconds(100));
  const std::uint64_t rested = version;
  publish();
  finish_still_of(rested, ImageFormat::png);
  EXPECT_EQ(sent_to(1), Kinds{kKey});
}

TEST_F(RenditionResting, OneStillServesAllAndALaterViewerGetsTheSame) {
  settle(1);
  FakePort& port = join(2);
  EXPECT_EQ(sent_to(2), Kinds{kKey});
  static_cast<void>(port);
  ack(2);
  advance(milliseconds(100));
  finish_png();
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill}));
  EXPECT_EQ(sent_to(2), (Kinds{kKey, kStill}));
  join(3);
  ack(3);
  EXPECT_EQ(sent_to(3), (Kinds{kKey, kStill}));
  EXPECT_EQ(stills.size(), 1U);
}

TEST_F(RenditionResting, AKeyframeOfTheSamePictureIsFollowedByTheStillAgain) {
  settle(1);
  advance(milliseconds(100));
  finish_png();
  ack(1);
  advance(milliseconds(400));
  request(1);
  if (encoding) finish();
  ack(1);
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill, kKey, kStill}));
}

TEST_F(RenditionResting, AFailedStillIsTriedAgainASecondLater) {
  settle(1);
  advance(milliseconds(100));
  scheduler.on_still_failed(ImageFormat::png, now);
  collect();
  advance(milliseconds(999));
  EXPECT_EQ(stills.size(), 1U);
  advance(milliseconds(1));
  EXPECT_EQ(stills.size(), 2U);
}

TEST_F(RenditionResting, AfterAFailureNothingIsSentFromBeforeIt) {
  settle(1);
  advance(milliseconds(100));
  finish_png();
  ack(1);
  scheduler.on_still_failed(ImageFormat::png, now);
  request(1);
  if (encoding) finish();
  ack(1);
  advance(seconds(2));
  EXPECT_EQ(sent_to(1), (Kinds{kKey, kStill, kKey}));
  EXPECT_EQ(stills.size(), 2U);
}

TEST_F(RenditionResting, AViewerWithoutALosslessTypeGetsNone) {
  resting.reset();
  settle(1);
  advance(seconds(5));
  EXPECT_EQ(stills, Stills{});
}

TEST_F(RestingImages, ImagesAreFollowedByAnExactOne) {
  settle(1);
  advance(milliseconds(100));
  finish_png();
  EXPECT_EQ(sent_to(1), (Kinds{kImage, kStill}));
  ack(1);
  advance(seconds(5));
  EXPECT_EQ(sent_to(1).size(), 2U);
  publish();
  finish();
  EXPECT_EQ(sent_to(1).back(), kImage);
}

}  // namespace
}  // namespace pdum::rfb
