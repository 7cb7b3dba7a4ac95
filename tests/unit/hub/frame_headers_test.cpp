#include "protocol/color_text.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

struct FrameHeaders : ::testing::Test, HubBench {
  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(FrameHeaders, TimestampIsThatOfPublishHoweverLateTheFrameIsEncoded) {
  const auto video_viewer = join();
  const auto image_viewer = join(kImageHello);
  for (const auto& encoder : {video, jpeg}) {
    encoder->fault = FakeFault::runs_long;
    encoder->while_running = [this] { executor.advance(milliseconds(7)); };
  }
  frames.publish();
  const TimePoint published = executor.now();
  hub().on_published();
  executor.advance(milliseconds(5));  // all workers are busy elsewhere
  settle();
  for (const auto& wire : {video_viewer, image_viewer}) {
    ASSERT_EQ(wire->frames.size(), 1U);
    EXPECT_EQ(wire->frames[0].timestamp_us, published.count());
  }
  EXPECT_EQ(executor.now() - published, milliseconds(5 + 7 + 7));
}

TEST_F(FrameHeaders, PixelRatioOfAFrameReachesConfigAndHeader) {
  publish(16, 16, 1.5);
  for (const auto& wire : {join(), join(kImageHello)}) {
    EXPECT_TRUE(has(wire->texts.at(0), R"("pixel_ratio":1.5)")) << wire->texts[0];
    EXPECT_DOUBLE_EQ(wire->frames.at(0).pixel_ratio, 1.5);
    EXPECT_TRUE(has(wire->frames[0].header, R"("pixel_ratio":1.5)")) << wire->frames[0].header;
  }
}

TEST_F(FrameHeaders, PixelRatioIsLeftOutWhenItIsOne) {
  publish();
  const auto video_viewer = join();
  const auto image_viewer = join(kImageHello);
  publish(16, 16, 2);
  publish(16, 16, 1);
  for (const auto& wire : {video_viewer, image_viewer}) {
    EXPECT_FALSE(has(wire->texts.at(0), "pixel_ratio")) << wire->texts[0];
    ASSERT_EQ(wire->frames.size(), 3U);
    EXPECT_FALSE(has(wire->frames[0].header, "pixel_ratio")) << wire->frames[0].header;
    EXPECT_TRUE(has(wire->frames[1].header, R"("pixel_ratio":2)")) << wire->frames[1].header;
    EXPECT_FALSE(has(wire->frames[2].header, "pixel_ratio")) << wire->frames[2].header;
  }
}

TEST_F(FrameHeaders, ColourSpaceReachesConfigHeaderAndEncoder) {
  publish(16, 16, 1, kDisplayP3);
  for (const auto& wire : {join(), join(kImageHello)}) {
    const std::string color = R"("color":)" + color_space_text(kDisplayP3);
    EXPECT_TRUE(has(wire->texts.at(0), color)) << wire->texts[0];
    EXPECT_TRUE(has(wire->frames.at(0).header, color)) << wire->frames[0].header;
  }
  EXPECT_EQ(video->settings.color, kDisplayP3);
  EXPECT_EQ(jpeg->settings.color, kDisplayP3);
}

TEST_F(FrameHeaders, ColourSpaceIsLeftOutWhenItIsSrgb) {
  publish();
  const auto video_viewer = join();
  const auto image_viewer = join(kImageHello);
  advance(milliseconds(300));
  publish(16, 16, 1, kBt2020);
  advance(milliseconds(300));
  publish(16, 16, 1, kSrgb);
  for (const auto& wire : {video_viewer, image_viewer}) {
    EXPECT_FALSE(has(wire->texts.at(0), "color")) << wire->texts[0];
    EXPECT_EQ(wire->texts.size(), 1U) << "headers say it, as they do of a new size";
    ASSERT_EQ(wire->frames.size(), 3U);
    EXPECT_FALSE(has(wire->frames[0].header, "color")) << wire->frames[0].header;
    EXPECT_TRUE(has(wire->frames[1].header, color_space_text(kBt2020))) << wire->frames[1].header;
    EXPECT_FALSE(has(wire->frames[2].header, "color")) << wire->frames[2].header;
    for (const ReceivedFrame& frame : wire->frames) EXPECT_TRUE(frame.keyframe);
  }
}

TEST_F(FrameHeaders, OddSizesAreToldAsTheyWerePublished) {
  publish(33, 21);
  const auto video_viewer = join();
  const auto image_viewer = join(kImageHello);
  for (const auto& wire : {video_viewer, image_viewer}) {
    EXPECT_TRUE(has(wire->texts.at(0), R"("width":33,"height":21)")) << wire->texts[0];
    EXPECT_EQ(wire->frames.at(0).width, 33);
    EXPECT_EQ(wire->frames[0].height, 21);
  }
  EXPECT_TRUE(has(video_viewer->frames[0].header, R"("type":"video_chunk")"));
  EXPECT_TRUE(has(image_viewer->frames[0].header, R"("type":"image_frame")"));
}

}  // namespace
}  // namespace pdum::rfb
