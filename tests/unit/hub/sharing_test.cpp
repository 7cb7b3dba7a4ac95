#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Sharing : ::testing::Test, HubBench {
  static std::string last_version(const std::shared_ptr<Wire>& wire) {
    return wire->frames.empty() ? "" : wire->frames.back().payload.substr(1, 1);
  }
  std::string newest() const { return std::string(1, static_cast<char>(frames.newest_version() & 0xff)); }
};

TEST_F(Sharing, ViewersOfOneOutcomeShareOneEncoder) {
  publish();
  const auto a = join();
  const auto b = join();
  for (int i = 0; i < 50; ++i) {
    advance(milliseconds(16));
    publish();
    ack(a);
    ack(b);
  }
  EXPECT_EQ(a->frames.size(), 51U);
  EXPECT_EQ(b->frames.size(), 51U);
  EXPECT_EQ(video->encoded.size(), 51U);
  EXPECT_EQ(video->keyframes(), 1);
  EXPECT_EQ(video->opened, 1);
  EXPECT_EQ(counters.metrics().frames_encoded, 51U);
}

TEST_F(Sharing, ImagesAndVideoHaveARenditionEach) {
  publish();
  const auto a = join(kVideoHello);
  const auto b = join(kImageHello);
  const auto c = join(hello(R"("image/png")"));
  EXPECT_TRUE(a->frames.at(0).video);
  EXPECT_EQ(b->frames.at(0).codec, "image/jpeg");
  EXPECT_EQ(c->frames.at(0).codec, "image/png");
}

TEST_F(Sharing, ViewerThatNeverAcksSlowsNobody) {
  publish();
  const auto good = join();
  const auto silent = join();
  for (int i = 0; i < 600; ++i) {
    advance(milliseconds(16));
    publish();
    ack(good);
  }
  EXPECT_EQ(good->frames.size(), 601U);
  EXPECT_LE(silent->frames.size(), 60U);
  EXPECT_LE(video->keyframes(), 2);
}

TEST_F(Sharing, ViewerWhoseSocketStandsStillQueuesNothing) {
  publish();
  const auto good = join();
  const auto stalled = join();
  ack(stalled);
  stalled->stalled = true;
  for (int i = 0; i < 300; ++i) {
    advance(milliseconds(16));
    publish();
    ack(good);
  }
  EXPECT_EQ(good->frames.size(), 301U);
  EXPECT_LE(stalled->max_waiting, 1);
  EXPECT_LE(stalled->unsent, 16'000U);
}

TEST_F(Sharing, BurstOfTwentyJoinsCostsOneKeyframe) {
  publish();
  const auto first = join();
  ack(first);
  advance(seconds(2));
  publish();
  ack(first);
  const int before = video->keyframes();
  std::vector<std::shared_ptr<Wire>> burst;
  for (int i = 0; i < 20; ++i) burst.push_back(connect());
  for (const auto& wire : burst) wire->text(kVideoHello);
  settle();
  EXPECT_EQ(video->keyframes(), before + 1);
  for (const auto& wire : burst) {
    ASSERT_EQ(wire->frames.size(), 1U);
    EXPECT_TRUE(wire->frames[0].keyframe);
  }
}

TEST_F(Sharing, LateJoinerGetsTheCurrentFrameAtOnce) {
  publish();
  const auto first = join();
  ack(first);
  for (int i = 0; i < 10; ++i) {
    advance(milliseconds(16));
    publish();
    ack(first);
  }
  const auto late = join();
  ASSERT_EQ(late->frames.size(), 1U) << "a keyframe, or a still while none is allowed";
  EXPECT_EQ(last_version(late), newest());
  const auto image = join(kImageHello);
  EXPECT_EQ(last_version(image), newest());
}

TEST_F(Sharing, LastFrameArrivesAtEveryViewerWithCredit) {
  publish();
  std::vector<std::shared_ptr<Wire>> wires{join(), join(), join(kImageHello), join(kVideoOnlyHello)};
  for (int i = 0; i < 100; ++i) {
    advance(milliseconds(5));
    publish();
    for (std::size_t w = 0; w < wires.size(); ++w) {
      if (i % static_cast<int>(w + 1) == 0) ack(wires[w]);
    }
  }
  for (int i = 0; i < 20; ++i) {
    for (const auto& wire : wires) ack(wire);
    advance(milliseconds(100));
  }
  for (const auto& wire : wires) EXPECT_EQ(last_version(wire), newest());
}

TEST_F(Sharing, UnchangedVersionsAreNotEncodedAgain) {
  publish();
  const auto wire = join();
  ack(wire);
  for (int i = 0; i < 10; ++i) {
    hub().on_published();
    settle();
  }
  advance(seconds(10));
  EXPECT_EQ(video->encoded.size(), 1U);
}

TEST_F(Sharing, RequestDuringAnEncodeIsHonouredByTheNext) {
  publish();
  const auto wire = join();
  ack(wire);
  advance(seconds(1));
  frames.publish();
  hub().on_published();
  executor.run();  // the encode is with the worker
  wire->text(R"({"type":"request_keyframe","reason":"test"})");
  settle();
  EXPECT_EQ(video->encoded.back(), true);
  EXPECT_TRUE(wire->frames.back().keyframe);
}

TEST_F(Sharing, NewSizeStartsANewChainForEverybody) {
  publish();
  const auto a = join();
  const auto b = join();
  ack(a);
  ack(b);
  advance(seconds(1));
  publish(32);
  for (const auto& wire : {a, b}) {
    ASSERT_EQ(wire->frames.size(), 2U);
    EXPECT_TRUE(wire->frames[1].keyframe);
    EXPECT_EQ(wire->frames[1].width, 32);
    EXPECT_EQ(wire->texts.size(), 1U) << "the frame's own header says the size";
  }
  EXPECT_EQ(video->opened, 2);
}

TEST_F(Sharing, RenditionWithoutViewersClosesItsEncoderAfterFiveSeconds) {
  publish();
  const auto wire = join();
  wire->vanish();
  settle();
  publish();
  advance(milliseconds(4900));
  EXPECT_EQ(Rendition::count(), 1);
  advance(milliseconds(200));
  EXPECT_EQ(Rendition::count(), 0);
  EXPECT_EQ(video->open_now, 0);
  EXPECT_EQ(video->encoded.size(), 1U);
  const auto again = join();
  EXPECT_EQ(again->frames.size(), 1U);
}

TEST_F(Sharing, ViewerThatComesBackInTimeFindsTheEncoderOpen) {
  publish();
  join()->vanish();
  advance(seconds(4));
  join();
  advance(seconds(4));
  EXPECT_EQ(video->opened, 1);
}

TEST_F(Sharing, NothingIsLeftBehind) {
  publish();
  const auto a = join();
  const auto b = join(kImageHello);
  publish();
  destroy_hub();
  executor.advance(seconds(100));
  while (pool.run_one()) executor.run();
  EXPECT_EQ(RfbSession::count(), 0);
  EXPECT_EQ(Rendition::count(), 0);
  EXPECT_EQ(Stream::count(), 0);
  EXPECT_EQ(EncodeWorker::count(), 0);
}

}  // namespace
}  // namespace pdum::rfb
