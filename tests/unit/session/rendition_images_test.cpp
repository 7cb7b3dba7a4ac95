#include "scheduler_bench.hpp"

namespace pdum::rfb {
namespace {

using testing::FakePort;
using testing::milliseconds;
using testing::SchedulerBench;
using testing::seconds;

constexpr FrameKind kImage = FrameKind::image;

struct ImageRendition : SchedulerBench {
  ImageRendition() : SchedulerBench({.self_contained = true}) {}
};

TEST_F(ImageRendition, EveryFrameIsAnImageAndNobodyIsGated) {
  publish();
  join(1);
  finish();
  FakePort& slow = join(2);
  slow.state.unsent = 100 * 1024;
  for (int i = 0; i < 5; ++i) {
    publish();
    finish();
    ack(1);
  }
  EXPECT_EQ(sent_to(1).size(), 6U);
  EXPECT_EQ(sent_to(2).size(), 1U);
  EXPECT_EQ(scheduler.state_of(2), ViewerState::live);
  slow.state.unsent = 0;
  scheduler.on_writable(now);
  collect();
  EXPECT_EQ(sent_to(2).size(), 2U) << "the newest image is there already";
  EXPECT_FALSE(encoding);
  EXPECT_TRUE(stills.empty());
}

TEST_F(ImageRendition, JoinersShareTheImageOfTheNewestVersion) {
  publish();
  join(1);
  finish();
  for (ViewerId id = 2; id <= 20; ++id) join(id);
  EXPECT_EQ(encodes.size(), 1U);
  for (ViewerId id = 2; id <= 20; ++id) EXPECT_EQ(sent_to(id), std::vector<FrameKind>{kImage});
}

TEST_F(ImageRendition, ViewerAtItsLimitSkipsFramesBeforeTheyAreEncoded) {
  publish();
  join(1, std::nullopt, 1);
  finish();
  for (int i = 0; i < 10; ++i) publish();
  EXPECT_FALSE(encoding);
  ack(1);
  ASSERT_TRUE(encoding);
  finish();
  EXPECT_EQ(sent_to(1).size(), 2U);
}

TEST_F(ImageRendition, RequestGetsTheSameImageAgainThroughTheExtraSlot) {
  publish();
  FakePort& port = join(1, std::nullopt, 1);
  finish();
  advance(milliseconds(300));
  request(1);
  EXPECT_EQ(sent_to(1).size(), 2U);
  EXPECT_EQ(port.control.in_flight(), 2);
  EXPECT_EQ(encodes.size(), 1U);
}

TEST_F(ImageRendition, OneRequestBringsOneImage) {
  publish();
  join(1);
  finish();
  ack(1);
  advance(milliseconds(300));
  request(1);
  ack(1);
  advance(seconds(5));
  EXPECT_EQ(sent_to(1).size(), 2U);
}

TEST_F(ImageRendition, AskingOftenBringsFourImagesASecond) {
  publish();
  join(1);
  finish();
  for (int i = 0; i < 1000; ++i) {
    request(1);
    ack(1);
    advance(milliseconds(1));
  }
  EXPECT_LE(sent_to(1).size(), 6U);
  EXPECT_GE(sent_to(1).size(), 4U);
}

TEST_F(ImageRendition, ResettingOftenBringsFourImagesASecond) {
  publish();
  join(1);
  finish();
  for (int i = 0; i < 1000; ++i) {
    reset(1);
    advance(milliseconds(1));
  }
  EXPECT_LE(sent_to(1).size(), 6U);
  EXPECT_GE(sent_to(1).size(), 4U);
}

TEST_F(ImageRendition, PictureThatMayBeLostIsSentAgainAfterATimeOut) {
  publish();
  join(1);
  finish();
  advance(seconds(2));
  ASSERT_EQ(scheduler.state_of(1), ViewerState::paused);
  advance(seconds(2));
  EXPECT_EQ(sent_to(1).size(), 2U);
  EXPECT_EQ(encodes.size(), 1U);
}

TEST_F(ImageRendition, DecoderResetSendsThePictureAgain) {
  publish();
  join(1);
  finish();
  advance(milliseconds(300));
  reset(1);
  EXPECT_EQ(sent_to(1).size(), 2U);
}

TEST_F(ImageRendition, FailureIsRetriedWhenTold) {
  publish();
  join(1);
  encoding.reset();
  scheduler.on_encode_failed(now + seconds(1), now);
  collect();
  EXPECT_FALSE(encoding);
  advance(seconds(1));
  EXPECT_TRUE(encoding);
}

TEST_F(ImageRendition, ViewerMovedHereIsNotSentTheOlderImageThatIsBeingEncoded) {
  publish();
  join(1);
  publish();
  join(2, std::nullopt, 8, 2);
  finish_version(1);
  EXPECT_EQ(sent_to(1), std::vector<FrameKind>{kImage});
  EXPECT_TRUE(sent_to(2).empty());
  finish();
  EXPECT_EQ(sent_to(2), std::vector<FrameKind>{kImage});
}

TEST_F(ImageRendition, ViewerMovedHereGetsTheImageItSawElsewhereAtOnce) {
  publish();
  join(1);
  finish();
  join(2, std::nullopt, 8, version);
  EXPECT_EQ(sent_to(2), std::vector<FrameKind>{kImage});
  EXPECT_EQ(encodes.size(), 1U);
}

TEST_F(ImageRendition, ViewerMovedHereAloneHasTheImageItSawElsewhereEncodedAtOnce) {
  publish();
  join(1, std::nullopt, 8, version);
  ASSERT_TRUE(encoding);
  finish();
  EXPECT_EQ(sent_to(1), std::vector<FrameKind>{kImage});
}

}  // namespace
}  // namespace pdum::rfb
