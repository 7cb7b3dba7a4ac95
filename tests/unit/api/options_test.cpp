#include <pdum/rfb/options.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <pdum/rfb/display.hpp>

#include "core/threaded_auth_runner.hpp"
#include "hub/event_recorder.hpp"
#include "pixels/frame_layout.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::duration;

// What an application gets that says nothing. Changing one of these changes what is safe, or what fits.
TEST(ServeOptions, DefaultsAreTheSafeOnes) {
  const ServeOptions options;
  EXPECT_EQ(options.host, "127.0.0.1");
  EXPECT_EQ(options.port, 8765);
  EXPECT_FALSE(options.authenticate);
  EXPECT_FALSE(options.authenticate_async);
  EXPECT_TRUE(options.origins.empty());
  EXPECT_EQ(options.frame_ancestors, std::vector<std::string>{"'self'"});
  EXPECT_FALSE(options.raw_events);
  EXPECT_FALSE(options.record_events);
  EXPECT_EQ(options.event_queue_size, 4096U);
  EXPECT_EQ(options.max_viewers, 256);
  EXPECT_EQ(options.max_message_bytes, 65536U);
  EXPECT_EQ(options.hello_timeout, duration<double>(10));
  EXPECT_EQ(options.ping_interval, duration<double>(15));
  EXPECT_EQ(options.max_side, 16384);
  EXPECT_EQ(options.max_frame_bytes, std::size_t{256} * 1024 * 1024);
  EXPECT_FALSE(options.log);
}

TEST(ServeOptions, DefaultsOfThePicture) {
  const ServeOptions options;
  EXPECT_EQ(options.width, 1280);
  EXPECT_EQ(options.height, 720);
  EXPECT_EQ(options.fps, 30);
  EXPECT_EQ(options.bitrate, 12'000'000);
  EXPECT_EQ(options.max_inflight, 2);
  EXPECT_TRUE(options.adaptive);
  EXPECT_EQ(options.transport, Transport::automatic);
  EXPECT_EQ(options.image_format, ImageFormat::jpeg);
  EXPECT_EQ(options.image_quality, 80);
  EXPECT_TRUE(options.video_encoder.empty());
  EXPECT_EQ(options.still_after, duration<double>(0));
  EXPECT_EQ(options.stats_interval, duration<double>(0));
  EXPECT_EQ(PublishOptions{}.pixel_ratio, 1);
  EXPECT_EQ(PublishOptions{}.color, kSrgb);
}

TEST(ServeOptions, DefaultsAgreeWithTheLimitsInside) {
  EXPECT_EQ(FrameLimits{}.max_side, ServeOptions{}.max_side);
  EXPECT_EQ(FrameLimits{}.max_bytes, ServeOptions{}.max_frame_bytes);
  EXPECT_EQ(AuthLimits{}.at_once, 8U);
  EXPECT_EQ(AuthLimits{}.waiting, 64U);
  EXPECT_EQ(AuthLimits{}.timeout, std::chrono::seconds(10));
  EXPECT_EQ(EventRecorder::kMaxEvents, 10'000U);
}

}  // namespace
}  // namespace pdum::rfb
