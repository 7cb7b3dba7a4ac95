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
};

TEST_F(Messages, EventsCarryWhoAndWhenAndTheirTextOnlyOnRequest) {
  const auto wire = join();
  wire->text(event(R"("type":"key_down","key":"a","timestamp":1)"));
  ASSERT_EQ(events.events.size(), 1U);
  EXPECT_FALSE(events.events[0].client_id.empty());
  EXPECT_EQ(events.events[0].received, executor.now());
  EXPECT_EQ(events.events[0].json, "");
  options.raw_events = true;
  wire->text(event(R"("type":"key_down","key":"a","timestamp":1)"));
  EXPECT_EQ(events.events[1].json, R"({"type":"key_down","key":"a","timestamp":1})");
  EXPECT_EQ(hub().counters().events_received, 2U);
}

TEST_F(Messages, BadOnesAreDroppedAndCounted) {
  publish();
  const auto wire = join();
  wire->text(R"({"type":"ack"})");
  wire->text(R"({"type":"ack","seq":1,"decode_queue_size":0})");  // never sent
  wire->text(event(R"("type":"pointer_move")"));
  wire->text(kVideoHello);
  wire->binary();
  EXPECT_EQ(hub().counters().bad_messages, 5U);
  EXPECT_FALSE(wire->closed);
  EXPECT_TRUE(events.events.empty());
}

TEST_F(Messages, UnknownTypesAreIgnoredAndNotCounted) {
  const auto wire = join();
  for (int i = 0; i < 100; ++i) wire->text(R"({"type":"future","x":[1,2]})");
  EXPECT_EQ(hub().counters().bad_messages, 0U);
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
  wire->text(event(R"("type":"key_up","key":"a","timestamp":1)"));
  wire->text(R"({"type":"set_viewport","width":1,"height":1,"pwidth":1,"pheight":1,"ratio":1})");
  EXPECT_EQ(hub().recorded_events(),
            std::vector<std::string>{R"({"type":"key_up","key":"a","timestamp":1})"});
  hub().reset_recorded_events();
  EXPECT_TRUE(hub().recorded_events().empty());
}

}  // namespace
}  // namespace pdum::rfb
