// Images beside a viewer's own frames: while it waits for a keyframe, and once a picture rests.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

const std::string kVideoAndWebp = hello(R"("webcodecs/h264-annexb","image/webp")");

class Stills : public ::testing::Test, public HubBench {
 protected:
  Stills() {
    options.still_after = milliseconds(100);
    registry.add(fake_entry("webp", "image/webp", webp));
  }
  Stream& stream() { return *hub().find("default"); }
  /// A keyframe and a delta on it, so that who comes next can begin with neither.
  void begin(const std::shared_ptr<Wire>& wire) {
    publish();
    ack(wire);
    publish();
    ack(wire);
  }
  /// How many frames of this type came.
  static int count(const std::shared_ptr<Wire>& wire, const std::string& codec) {
    int found = 0;
    for (const auto& frame : wire->frames) found += frame.codec == codec ? 1 : 0;
    return found;
  }

  FakeControl webp = std::make_shared<FakeEncoderControl>();
};

TEST_F(Stills, WithoutPngAPictureThatRestsComesAsLosslessWebp) {
  const auto watcher = join(kVideoAndWebp);
  const auto images = join(hello(R"("image/jpeg","image/webp")"));
  publish();
  ack(watcher);
  ack(images);
  EXPECT_EQ(webp->opened, 0);
  advance(milliseconds(150));
  for (const auto& wire : {watcher, images}) {
    EXPECT_EQ(wire->frames.back().codec, "image/webp");
    EXPECT_EQ(count(wire, "image/webp"), 1);
  }
  EXPECT_EQ(webp->opened, 1) << "both share it";
  EXPECT_EQ(webp->settings.quality, 100);
}

TEST_F(Stills, ALossyWebpIsFollowedByTheLosslessOne) {
  const auto wire = join(hello(R"("image/webp")"));
  publish();
  EXPECT_EQ(webp->settings.quality, options.image_quality);
  ack(wire);
  advance(milliseconds(150));
  EXPECT_EQ(count(wire, "image/webp"), 2);
  EXPECT_EQ(webp->settings.quality, 100);
  ack(wire);
  advance(milliseconds(500));
  EXPECT_EQ(count(wire, "image/webp"), 2) << "once for each picture";
}

TEST_F(Stills, TheLossyStillOfThoseWhoWaitIsNotTheLosslessOne) {
  const auto first = join(kVideoAndWebp);
  begin(first);
  advance(milliseconds(120));
  ASSERT_EQ(webp->settings.quality, 100);
  const auto late = join(kVideoAndWebp);  // too early for another keyframe
  EXPECT_EQ(late->frames.size(), 1U);
  EXPECT_EQ(count(late, "image/webp"), 1);
  EXPECT_EQ(webp->opened, 2);
  EXPECT_EQ(webp->settings.quality, options.image_quality);
  EXPECT_EQ(count(first, "image/webp"), 1);
}

TEST_F(Stills, FollowTheQualityThatIsSetWhileViewersWatch) {
  const auto first = join();
  begin(first);
  join();
  EXPECT_EQ(jpeg->opened, 1) << "a still for the one who waits";
  EXPECT_EQ(jpeg->settings.quality, options.image_quality);
  stream().set_quality({.image_quality = 31});
  settle();
  ack(first);
  begin(first);
  const auto late = join();
  EXPECT_EQ(count(late, "image/jpeg"), 1);
  EXPECT_EQ(jpeg->opened, 2);
  EXPECT_EQ(jpeg->settings.quality, 31);
}

TEST_F(Stills, OneThatIsBeingMadeWhenTheQualityChangesIsMadeOnceMore) {
  const auto first = join();
  begin(first);
  const auto late = connect();
  late->text(kVideoHello);
  executor.run();  // the still is ordered, and waits for a thread
  stream().set_quality({.image_quality = 31});
  executor.run();
  settle();
  EXPECT_EQ(jpeg->settings.quality, 31);
  EXPECT_EQ(jpeg->opened, 2);
}

TEST_F(Stills, WherePngIsKnownItStays) {
  const auto wire = join(hello(R"("webcodecs/h264-annexb","image/webp","image/png")"));
  publish();
  ack(wire);
  advance(milliseconds(150));
  EXPECT_EQ(wire->frames.back().codec, "image/png");
  EXPECT_EQ(webp->opened, 0);
}

}  // namespace
}  // namespace pdum::rfb
