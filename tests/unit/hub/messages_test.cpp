#include <cstdlib>

#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Messages : ::testing::Test, HubBench {
  static std::string event(const std::string& fields) {
    return R"({"type":"event","event":{)" + fields + "}}";
  }
  static double number(const std::string& json, const std::string& name) {
    const std::string key = '"' + name + "\":";
    const std::size_t at = json.find(key);
    return at == std::string::npos ? -1 : std::strtod(json.c_str() + at + key.size(), nullptr);
  }
};

TEST_F(Messages, EventsCarryWhoAndWhenAndTheirTextOnlyOnRequest) {
  const auto wire = join();
  wire->text(event(R"("type":"key_down","key":"a","timestamp":1)"));
  ASSERT_EQ(events.events.size(), 1U);
  EXPECT_FALSE(events.events[0].client_id.empty());
  EXPECT_EQ(events.events[0].received, executor.now());
  EXPECT_EQ(events.events[0].json, "");
  options.raw_events = true;
  reopen();
  join()->text(event(R"("type":"key_down","key":"a","timestamp":1)"));
  EXPECT_EQ(events.events.back().json, R"({"type":"key_down","key":"a","timestamp":1})");
  EXPECT_EQ(counters.metrics().events_received, 4U) << "the first viewer let go of the key and left";
}

TEST_F(Messages, BadOnesAreDroppedAndCounted) {
  publish();
  const auto wire = join();
  wire->text(R"({"type":"ack"})");
  wire->text(R"({"type":"ack","seq":1,"decode_queue_size":0})");  // never sent
  wire->text(event(R"("type":"pointer_move")"));
  wire->text(kVideoHello);
  wire->binary();
  EXPECT_EQ(counters.metrics().bad_messages, 5U);
  EXPECT_FALSE(wire->closed);
  EXPECT_TRUE(events.events.empty());
}

TEST_F(Messages, UnknownTypesAreIgnoredAndNotCounted) {
  const auto wire = join();
  for (int i = 0; i < 100; ++i) wire->text(R"({"type":"future","x":[1,2]})");
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
  EXPECT_FALSE(wire->closed);
}

TEST_F(Messages, TooManyBadOnesCloseWith1008) {
  const auto wire = join();
  for (int i = 0; i < 31; ++i) wire->text(R"({"type":"ack"})");
  EXPECT_FALSE(wire->closed);
  wire->text(R"({"type":"ack"})");
  EXPECT_EQ(wire->closed, CloseCode::policy);
  wire->vanish();
  settle();
  EXPECT_EQ(events.count<Close>(), 1);
}

TEST_F(Messages, StatsAreSentWhenTheOptionIsOn) {
  options.stats_interval = std::chrono::duration<double>(0.5);
  publish();
  const auto wire = join(kImageHello);
  ack(wire);
  advance(milliseconds(1050));
  ASSERT_EQ(wire->texts.size(), 3U);
  EXPECT_NE(wire->texts[1].find(R"("type":"stats")"), std::string::npos);
  wire->vanish();
  advance(seconds(2));
  EXPECT_EQ(wire->texts.size(), 3U);
}

TEST_F(Messages, StatsAndMetricsTellTheSame) {
  options.stats_interval = std::chrono::duration<double>(0.5);
  options.bitrate = 5'000'000;
  options.fps = 25;
  jpeg->fault = FakeFault::runs_long;
  jpeg->while_running = [this] { executor.advance(milliseconds(7)); };
  publish();
  const TimePoint start = executor.now();
  const auto wire = join(kImageHello);
  executor.advance(milliseconds(30));
  wire->text(R"({"type":"ack","seq":0,"decode_queue_size":5})");
  for (int i = 0; i < 3; ++i) frames.publish();  // nobody will see these
  publish();
  executor.advance(start + milliseconds(500) - executor.now());
  ASSERT_EQ(wire->frames.size(), 2U);
  ASSERT_EQ(wire->texts.size(), 2U);
  const std::string& stats = wire->texts[1];
  const SessionMetrics metrics = hub().session_metrics("default").value().at(0);
  EXPECT_EQ(metrics.inflight, 1);
  EXPECT_DOUBLE_EQ(metrics.elapsed_s, 0.5);
  EXPECT_GT(metrics.bytes_sent, 2 * jpeg->keyframe_bytes);
  const auto expect = [&stats](const char* name, double metric, double value) {
    EXPECT_DOUBLE_EQ(metric, value) << name;
    EXPECT_DOUBLE_EQ(number(stats, name), value) << name << " in " << stats;
  };
  expect("rtt_ms", metrics.rtt_ms, 30);
  expect("fps_sent", metrics.fps_sent, 4);
  expect("fps_acked", metrics.fps_acked, 2);
  expect("bitrate_bps", metrics.bitrate_bps, static_cast<double>(metrics.bytes_sent) * 8 / 0.5);
  expect("encode_ms", metrics.encode_ms, 7);
  expect("decode_queue_size", metrics.decode_queue_size, 5);
  expect("dropped", static_cast<double>(metrics.frames_dropped), 3);
  expect("target_bitrate", metrics.target_bitrate, 5'000'000);
  expect("target_fps", metrics.target_fps, 25);
}

TEST_F(Messages, MetricsTellWhatASessionDid) {
  publish();
  const auto wire = join(kImageHello);
  advance(milliseconds(30));
  ack(wire);
  const auto metrics = hub().session_metrics("default");
  ASSERT_TRUE(metrics);
  ASSERT_EQ(metrics->size(), 1U);
  EXPECT_EQ((*metrics)[0].frames_sent, 1U);
  EXPECT_EQ((*metrics)[0].frames_acked, 1U);
  EXPECT_EQ((*metrics)[0].inflight, 0);
  EXPECT_DOUBLE_EQ((*metrics)[0].rtt_ms, 30);
  EXPECT_EQ((*metrics)[0].decode_queue_size, 1);
  EXPECT_FALSE(hub().session_metrics("other"));
  ASSERT_EQ(hub().streams().size(), 1U);
  EXPECT_EQ(hub().streams()[0].name, "default");
  EXPECT_EQ(hub().streams()[0].clients, 1);
}

TEST_F(Messages, RecordingKeepsRawEventsOnlyWhenOn) {
  const auto wire = join();
  wire->text(event(R"("type":"key_down","key":"a","timestamp":1)"));
  EXPECT_TRUE(hub().recorded_events().empty());
  options.record_events = true;
  reopen();
  const auto again = join();
  again->text(event(R"("type":"key_up","key":"a","timestamp":1)"));
  again->text(R"({"type":"set_viewport","width":1,"height":1,"pwidth":1,"pheight":1,"ratio":1})");
  EXPECT_EQ(hub().recorded_events(),
            std::vector<std::string>{R"({"type":"key_up","key":"a","timestamp":1})"});
  hub().reset_recorded_events();
  EXPECT_TRUE(hub().recorded_events().empty());
}

}  // namespace
}  // namespace pdum::rfb
