#include "net/routes.hpp"

#include <gtest/gtest.h>

#include "support/net/fake_hub.hpp"

namespace pdum::rfb::testing {
namespace {

constexpr WebAsset kAssets[] = {
    {"/", "text/html; charset=utf-8", "\"p1\"", false, "<html>", {}},
    {"/assets/app-12ab.js", "text/javascript; charset=utf-8", "\"a1\"", true, "long script", "gz"},
};

class RoutesTest : public ::testing::Test {
 protected:
  HttpResponse ask(std::string_view method, std::string_view target, std::vector<HttpField> fields = {}) {
    HttpHead head;
    head.method = method;
    head.target = target;
    head.fields = std::move(fields);
    head.fields.push_back({"host", "localhost"});
    const auto views = head.views();
    const Decision decision = admit({}, {head.method, head.target, views});
    EXPECT_TRUE(decision) << decision.sentence();
    return answer(decision.admitted(), find_route(head.path()), head, {hub, kAssets, {3, 4}, recorded});
  }
  HttpResponse get(std::string_view target, std::vector<HttpField> fields = {}) {
    return ask("GET", target, std::move(fields));
  }
  static std::string field(const HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.fields) {
      if (key == name) return value;
    }
    return {};
  }
  FakeHub hub;
  RecordedEvents recorded;
};

TEST(StreamNames, AreShortAndPlain) {
  for (const char* good : {"default", "a", "A-b_c.9", "healthy"}) EXPECT_TRUE(is_stream_name(good)) << good;
  for (const char* bad :
       {"", "health", "metrics", "streams", "recorded-events", "assets", "demo", "a b", "a/b", "ä", "%61"}) {
    EXPECT_FALSE(is_stream_name(bad)) << bad;
  }
  EXPECT_TRUE(is_stream_name(std::string(64, 'x')));
  EXPECT_FALSE(is_stream_name(std::string(65, 'x')));
}

TEST(StreamNames, AreTheFirstSegmentOfAPath) {
  EXPECT_EQ(stream_of_path("/"), "default");
  EXPECT_EQ(stream_of_path("/plot"), "plot");
  EXPECT_EQ(stream_of_path("/plot/"), "plot");
  EXPECT_EQ(stream_of_path("/plot/more"), "plot");
  EXPECT_EQ(stream_of_path("//plot"), std::nullopt);
  EXPECT_EQ(stream_of_path("/assets"), std::nullopt);
}

TEST_F(RoutesTest, ServesThePageForEveryStreamName) {
  for (const char* path : {"/", "/default", "/not-there-yet", "/?x=1"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.content(), "<html>");
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(response.cache_control, "no-cache");
  }
  EXPECT_EQ(get("/a/b").status, 404);
  EXPECT_EQ(get("/demo").status, 404);
}

TEST_F(RoutesTest, ServesAssetsForEverAndCompressedWhereTaken) {
  const auto plain = get("/assets/app-12ab.js");
  EXPECT_EQ(plain.content(), "long script");
  EXPECT_EQ(plain.cache_control, "public, max-age=31536000, immutable");
  EXPECT_EQ(field(plain, "ETag"), "\"a1\"");
  EXPECT_EQ(field(plain, "Vary"), "Accept-Encoding");
  const auto packed = get("/assets/app-12ab.js", {{"accept-encoding", "br, gzip;q=0.5"}});
  EXPECT_EQ(packed.content(), "gz");
  EXPECT_EQ(field(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(field(packed, "ETag"), "\"a1-gz\"");
  EXPECT_EQ(get("/assets/app-12ab.js", {{"accept-encoding", "gzip;q=0"}}).content(), "long script");
  EXPECT_EQ(get("/assets/../app").status, 404);
  EXPECT_EQ(get("/assets/").status, 404);
}

TEST_F(RoutesTest, AnswersNotModified) {
  const auto same = get("/", {{"if-none-match", "\"x\", \"p1\""}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.content(), "");
  EXPECT_EQ(get("/", {{"if-none-match", "\"old\""}}).status, 200);
}

TEST_F(RoutesTest, ListsStreamsAndSessions) {
  const auto streams = get("/streams");
  EXPECT_EQ(streams.content_type, "application/json");
  EXPECT_EQ(
      streams.body,
      R"([{"name":"default","width":640,"height":480,"fps":30,"clients":2},{"name":"side","width":32,"height":16,"fps":12.5,"clients":0}])");
  const std::string one =
      R"({"elapsed_s":0,"frames_sent":7,"frames_dropped":0,"frames_acked":0,"keyframes_sent":0,"bytes_sent":1000,"fps_sent":0,"fps_acked":0,"bitrate_bps":0,"encode_ms":0,"rtt_ms":2.5,"decode_queue_size":0,"inflight":0,"target_bitrate":0,"target_fps":0})";
  EXPECT_EQ(get("/metrics").body, "[" + one + "," + one + "]");
  EXPECT_EQ(get("/streams/default/metrics").body, get("/metrics").body);
  EXPECT_EQ(get("/streams/side/metrics").body, "[]");
  const auto unknown = get("/streams/none/metrics");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, "[]");
}

TEST_F(RoutesTest, WritesPrometheusWhereTextOutranksJson) {
  const auto is_text = [&](std::string_view target, std::vector<HttpField> fields) {
    const auto response = get(target, std::move(fields));
    return response.content_type.starts_with("text/plain") || response.status == 406;
  };
  EXPECT_TRUE(is_text("/metrics?format=prometheus", {}));
  EXPECT_TRUE(
      is_text("/metrics",
              {{"accept", "application/openmetrics-text;q=0.9,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"}}));
  EXPECT_FALSE(is_text("/metrics", {{"accept", "*/*"}}));
  EXPECT_FALSE(is_text("/metrics", {{"accept", "text/plain;q=0.5, application/json"}}));
  EXPECT_FALSE(is_text("/metrics?format=json", {{"accept", "text/plain"}}));
  if (!has_prometheus()) GTEST_SKIP() << "this build has no Prometheus text (prometheus-cpp-dev)";
  const auto text = get("/metrics?format=prometheus").body;
  EXPECT_NE(text.find("pdum_rfb_frames_published_total{stream=\"default\"} 42\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pdum_rfb_viewers{stream=\"side\"} 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pdum_rfb_viewers_bytes_sent{stream=\"default\"} 2000\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pdum_rfb_accept_errors_total 3\n"), std::string::npos) << text;
}

TEST_F(RoutesTest, RecordedEventsExistOnlyWhenRecording) {
  EXPECT_EQ(get("/recorded-events").status, 404);
  EXPECT_EQ(ask("POST", "/recorded-events/reset").status, 404);
  hub.records = true;
  EXPECT_EQ(get("/recorded-events").content(), R"([{"type":"key_down","key":"a"},{"type":"wheel"}])");
  EXPECT_EQ(ask("POST", "/recorded-events/reset").body, "[]");
  EXPECT_EQ(get("/recorded-events").content(), "[]");
}

TEST_F(RoutesTest, RecordedEventsAreWrittenOnceForAllUntilAnEventArrives) {
  hub.records = true;
  {
    const auto one = get("/recorded-events");
    const auto two = get("/recorded-events");
    EXPECT_EQ(one.content().data(), two.content().data());
    EXPECT_EQ(hub.snapshots, 1);
    hub.receive(R"({"type":"key_up"})");
    EXPECT_EQ(get("/recorded-events").status, 503) << "two are held";
  }
  const auto later = get("/recorded-events");
  EXPECT_NE(later.content().find("key_up"), std::string::npos);
  EXPECT_EQ(hub.snapshots, 2);
}

TEST_F(RoutesTest, ResetByGetIsForTheSameSiteOnly) {
  hub.records = true;
  ask("HEAD", "/recorded-events/reset");
  EXPECT_FALSE(hub.events.empty()) << "HEAD changes nothing";
  EXPECT_EQ(get("/recorded-events/reset", {{"sec-fetch-site", "same-origin"}}).body, "[]");
  EXPECT_TRUE(hub.events.empty());
  hub.events = {"{}"};
  EXPECT_EQ(get("/recorded-events/reset").status, 200);
  EXPECT_TRUE(hub.events.empty());
}

TEST_F(RoutesTest, RefusesOtherMethods) {
  const auto refused = ask("POST", "/streams");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(field(refused, "Allow"), "GET, HEAD");
  EXPECT_EQ(field(ask("DELETE", "/recorded-events/reset"), "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask("POST", "/nothing/here").status, 404);
}

}  // namespace
}  // namespace pdum::rfb::testing
