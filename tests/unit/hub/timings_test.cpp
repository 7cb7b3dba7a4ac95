// What a stream tells about time: encoding, round trips and the age of pictures.
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Timings : ::testing::Test, HubBench {
  DisplayMetrics metrics() { return counters.metrics(); }
  const Histogram& encode_time_of(const DisplayMetrics& all, const std::string& encoder) {
    static const Histogram none;
    for (const EncodeTime& each : all.encode_time) {
      if (each.encoder == encoder) return each.time;
    }
    return none;
  }
  void ack_newest(const std::shared_ptr<Wire>& wire, const std::string& more = "") {
    wire->text(R"({"type":"ack","decode_queue_size":0,"seq":)" + std::to_string(wire->frames.back().seq) +
               more + "}");
    settle();
  }
};

TEST_F(Timings, EveryEncodedFrameCountsForItsEncoder) {
  video->fault = FakeFault::runs_long;
  video->while_running = [this] { executor.jump(milliseconds(20)); };
  publish();
  join();
  join(kImageHello);
  publish();
  const DisplayMetrics all = metrics();
  ASSERT_EQ(all.encode_time.size(), 2U) << "nothing of encoders that did nothing";
  EXPECT_EQ(encode_time_of(all, "video").count + encode_time_of(all, "jpeg").count, all.frames_encoded);
  const Histogram& times = encode_time_of(all, "video");
  ASSERT_GE(times.count, 2U);
  EXPECT_DOUBLE_EQ(times.sum, 0.020 * static_cast<double>(times.count));
}

TEST_F(Timings, RoundTripIsFromSendingToTheAck) {
  publish();
  const auto wire = join();
  ASSERT_EQ(wire->frames.size(), 1U);
  advance(milliseconds(30));
  ack_newest(wire);
  EXPECT_EQ(metrics().round_trip.count, 1U);
  EXPECT_DOUBLE_EQ(metrics().round_trip.sum, 0.030);
  ack_newest(wire);
  EXPECT_EQ(metrics().round_trip.count, 1U) << "an ack that repeats itself says nothing new";
}

TEST_F(Timings, FrameAgeBeginsWithPublish) {
  const auto wire = join();
  video->fault = FakeFault::runs_long;
  video->while_running = [this] { executor.jump(milliseconds(15)); };
  publish();
  ASSERT_EQ(wire->frames.size(), 1U);
  advance(milliseconds(30));
  ack_newest(wire);
  EXPECT_EQ(metrics().frame_age.count, 1U);
  EXPECT_DOUBLE_EQ(metrics().frame_age.sum, 0.045);
  EXPECT_DOUBLE_EQ(metrics().round_trip.sum, 0.030);
}

TEST_F(Timings, APictureFromBeforeAViewerCameSaysNothingAboutItsAge) {
  publish();
  advance(seconds(100));
  const auto wire = join();
  ack_newest(wire);
  EXPECT_EQ(metrics().round_trip.count, 1U);
  EXPECT_EQ(metrics().frame_age.count, 0U);
}

TEST_F(Timings, WhatAHiddenPageMissedSaysNothingAboutItsAge) {
  const auto wire = join(
      R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"extensions":["visibility"]})");
  wire->text(R"({"type":"visibility","state":"hidden"})");
  publish();
  ASSERT_TRUE(wire->frames.empty());
  advance(seconds(60));
  wire->text(R"({"type":"visibility","state":"visible"})");
  settle();
  ASSERT_EQ(wire->frames.size(), 1U);
  ack_newest(wire);
  EXPECT_EQ(metrics().frame_age.count, 0U);
  publish();
  ASSERT_EQ(wire->frames.size(), 2U);
  ack_newest(wire);
  EXPECT_EQ(metrics().frame_age.count, 1U);
}

TEST_F(Timings, ARestingPictureSentOnceMoreCountsOnce) {
  options.still_after = milliseconds(500);
  const auto wire = join();
  publish();
  ASSERT_EQ(wire->frames.size(), 1U);
  ack_newest(wire);
  advance(seconds(2));
  ASSERT_EQ(wire->frames.size(), 2U) << "the lossless still";
  ack_newest(wire);
  EXPECT_EQ(metrics().round_trip.count, 2U);
  EXPECT_EQ(metrics().frame_age.count, 1U);
}

TEST_F(Timings, AFrameThatTheViewerDidNotShowHasNoAge) {
  const auto wire = join();
  publish();
  ack_newest(wire, R"(,"displayed":false)");
  EXPECT_EQ(metrics().round_trip.count, 1U);
  EXPECT_EQ(metrics().frame_age.count, 0U);
}

TEST_F(Timings, AcksOfWhatWasNeverSentCountForNothing) {
  const auto wire = join();
  publish();
  wire->text(R"({"type":"ack","decode_queue_size":0,"seq":31})");
  wire->text(R"({"type":"ack","decode_queue_size":0,"seq":9007199254740991})");
  settle();
  EXPECT_EQ(metrics().round_trip.count, 0U);
  EXPECT_EQ(metrics().frame_age.count, 0U);
}

}  // namespace
}  // namespace pdum::rfb
