// What viewers are shown changes while they watch.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

class Switching : public ::testing::Test, public HubBench {
 protected:
  Stream& stream() { return *hub().find("default"); }
  static int configs(const std::shared_ptr<Wire>& wire) {
    int count = 0;
    for (const std::string& text : wire->texts) count += text.find(R"("type":"config")") != std::string::npos;
    return count;
  }
};

TEST_F(Switching, FromVideoToImagesAndBackOnOneConnection) {
  const auto wire = join();
  publish();
  ASSERT_TRUE(wire->frames.back().video);
  stream().switch_backend({.transport = Transport::image});
  settle();
  EXPECT_EQ(configs(wire), 2);
  EXPECT_NE(wire->texts.back().find(R"("transport":"image")"), std::string::npos) << wire->texts.back();
  publish();
  EXPECT_FALSE(wire->frames.back().video);
  ack(wire);
  const std::size_t before = wire->frames.size();
  stream().switch_backend({});
  settle();
  publish();
  ASSERT_GT(wire->frames.size(), before);
  ASSERT_TRUE(wire->frames[before].video);
  EXPECT_TRUE(wire->frames[before].keyframe) << "nothing that it has can be built upon";
  EXPECT_EQ(configs(wire), 3);
  EXPECT_FALSE(wire->closed);
  for (std::size_t i = 0; i < wire->frames.size(); ++i) EXPECT_EQ(wire->frames[i].seq, i) << "without a gap";
}

TEST_F(Switching, ThePictureThatRestsIsShownAnew) {
  const auto wire = join();
  publish();
  ack(wire);
  const std::size_t before = wire->frames.size();
  stream().switch_backend({.transport = Transport::image, .image_format = ImageFormat::png});
  settle();
  ASSERT_GT(wire->frames.size(), before) << "without a new frame";
  EXPECT_EQ(wire->frames.back().codec, "image/png");
}

TEST_F(Switching, WhoStaysWhereItIsNoticesNothing) {
  const auto images = join(kImageHello);
  const auto watcher = join();
  publish();
  ack(images);
  ack(watcher);
  const std::size_t before = images->frames.size();
  stream().switch_backend({.transport = Transport::image});
  settle();
  EXPECT_EQ(configs(images), 1);
  EXPECT_EQ(images->frames.size(), before);
  EXPECT_EQ(configs(watcher), 2);
}

TEST_F(Switching, WhoCannotShowWhatIsForcedIsTold) {
  const auto images = join(kImageHello);
  const auto watcher = join();
  stream().switch_backend({.transport = Transport::video});
  settle();
  EXPECT_EQ(images->closed, CloseCode::no_transport);
  EXPECT_FALSE(watcher->closed);
}

TEST_F(Switching, AnotherQualityIsANewEncoderForAllWhoShareIt) {
  const auto one = join();
  const auto two = join();
  publish();
  ack(one);
  ack(two);
  const int made = video->opened;
  const std::size_t before = one->frames.size();
  stream().set_quality({.bitrate = 123'456, .fps = 12});
  settle();
  publish();
  EXPECT_EQ(video->opened, made + 1);
  EXPECT_EQ(video->settings.bitrate, 123'456);
  EXPECT_EQ(video->settings.fps, 12);
  for (const auto& wire : {one, two}) {
    EXPECT_EQ(configs(wire), 2);
    ASSERT_GT(wire->frames.size(), before);
    EXPECT_TRUE(wire->frames[before].keyframe);
    EXPECT_NE(wire->texts.back().find(R"({"type":"set_quality","bitrate":123456,"fps":12)"),
              std::string::npos)
        << wire->texts.back();
  }
  EXPECT_EQ(hub().session_metrics("default")->front().target_bitrate, 123'456);
  EXPECT_EQ(hub().streams().front().fps, 12);
  const auto late = join();
  EXPECT_EQ(video->opened, made + 1) << "who comes later shares it";
  stream().set_quality({.bitrate = 123'456});
  settle();
  EXPECT_EQ(configs(one), 2) << "nothing has changed";
}

TEST_F(Switching, NoEventIsLost) {
  const auto wire = join();
  for (int i = 0; i < 10; ++i) {
    stream().switch_backend({.transport = i % 2 == 0 ? Transport::image : Transport::automatic});
    wire->text(R"({"type":"event","event":{"type":"key_down","key":"a","code":"KeyA","modifiers":[]}})");
    settle();
  }
  EXPECT_EQ(events.count<KeyDown>(), 10);
}

TEST_F(Switching, AnEncoderThatFailedIsGivenAnotherChance) {
  const auto wire = join();
  video->fault = FakeFault::fail;
  video->faults_left = 1;
  publish();
  settle();
  stream().switch_backend({});
  settle();
  publish();
  EXPECT_TRUE(wire->frames.back().video);
}

}  // namespace
}  // namespace pdum::rfb
