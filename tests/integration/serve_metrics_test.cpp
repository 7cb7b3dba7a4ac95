// What a display measures, asked of it over HTTP and by its own program.
#include <pdum/rfb.hpp>

#include <gtest/gtest.h>

#include <thread>

#include "integration/serve_fixture.hpp"
#include "support/prometheus_text.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

TEST(ServeMetrics, AShownFrameIsInEveryHistogram) {
  Display display = serve(test_options());
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive()) << "config";
  ASSERT_EQ(publish_flat(display, 100), PublishResult::accepted);
  ASSERT_TRUE(viewer.receive()) << "the frame";
  viewer.send_text(ack_of(0));
  DisplayMetrics metrics = display.metrics();
  for (int i = 0; i < 1000 && metrics.frame_age.count == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    metrics = display.metrics();
  }
  ASSERT_EQ(metrics.frame_age.count, 1U);
  EXPECT_EQ(metrics.round_trip.count, 1U);
  ASSERT_EQ(metrics.encode_time.size(), 1U);
  EXPECT_EQ(metrics.encode_time[0].encoder, "jpeg");
  EXPECT_EQ(metrics.encode_time[0].time.count, metrics.frames_encoded);
  EXPECT_GE(metrics.frame_age.sum, metrics.round_trip.sum) << "the way to the connection comes before it";

  const HttpAnswer answer = http_get(display.port(), "/metrics?format=prometheus");
  if (answer.status == 406) GTEST_SKIP() << "this build has no Prometheus text (prometheus-cpp-dev)";
  const PrometheusText text(answer.body);
  EXPECT_EQ(text.fault(), "");
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(text.value("pdum_rfb_frame_age_seconds_count", {{"stream", "default"}}), 1);
  EXPECT_EQ(text.value("pdum_rfb_round_trip_seconds_count", {{"stream", "default"}}), 1);
  EXPECT_EQ(text.value("pdum_rfb_encode_seconds_count", {{"stream", "default"}, {"encoder", "jpeg"}}), 1);
}

}  // namespace
}  // namespace pdum::rfb
