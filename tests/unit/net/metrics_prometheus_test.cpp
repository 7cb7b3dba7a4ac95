#include "net/metrics_prometheus.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/duration_histogram.hpp"
#include "support/net/fake_hub.hpp"
#include "support/prometheus_text.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

/// A hub whose displays have measured something.
class MeasuringHub final : public HubService {
 public:
  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) override {
    inner_.accept(std::move(channel), std::move(context));
  }
  AuthRunner* auth(std::string_view) const override { return nullptr; }
  std::vector<StreamInfo> streams() const override { return inner_.streams(); }
  std::optional<std::vector<SessionMetrics>> session_metrics(std::string_view stream) const override {
    return inner_.session_metrics(stream);
  }
  DisplayMetrics display_metrics(std::string_view stream) const override {
    DisplayMetrics metrics = inner_.display_metrics(stream);
    DurationHistogram times;
    for (const int ms : {1, 3, 20, 20, 7000}) times.add(milliseconds(ms));
    metrics.encode_time = {{"x264", times.snapshot()}, {"jpeg", times.snapshot()}};
    metrics.round_trip = metrics.frame_age = times.snapshot();
    return metrics;
  }
  bool recording() const override { return false; }
  std::vector<std::string> recorded_events() const override { return {}; }
  void reset_recorded_events() override {}

 private:
  FakeHub inner_;
};

struct MetricsPrometheus : ::testing::Test {
  void SetUp() override {
    if (!has_prometheus()) GTEST_SKIP() << "this build has no Prometheus text (prometheus-cpp-dev)";
    text = metrics_to_prometheus(MeasuringHub(),
                                 {.accept_errors = 3, .refused_requests = 4, .tls_reload_errors = 5});
  }
  std::string text;
};

TEST_F(MetricsPrometheus, IsWellFormedToTheLetter) {
  const PrometheusText read(text);
  EXPECT_EQ(read.fault(), "") << text;
  EXPECT_GT(read.samples().size(), 100U);
}

TEST_F(MetricsPrometheus, HistogramsAreCumulativeAndInSeconds) {
  const PrometheusText read(text);
  for (const std::string name : {"pdum_rfb_round_trip_seconds", "pdum_rfb_frame_age_seconds"}) {
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "default"}, {"le", "0.0005"}}), 0) << text;
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "default"}, {"le", "0.001"}}), 1);
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "default"}, {"le", "0.004"}}), 2);
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "side"}, {"le", "0.025"}}), 4);
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "side"}, {"le", "5"}}), 4);
    EXPECT_EQ(read.value(name + "_bucket", {{"stream", "side"}, {"le", "+Inf"}}), 5);
    EXPECT_EQ(read.value(name + "_count", {{"stream", "side"}}), 5);
    EXPECT_NEAR(read.value(name + "_sum", {{"stream", "side"}}).value_or(0), 7.044, 1e-9);
  }
}

TEST_F(MetricsPrometheus, WhatTheServerCountsHasNoStream) {
  const PrometheusText read(text);
  EXPECT_EQ(read.value("pdum_rfb_accept_errors_total", {}), 3);
  EXPECT_EQ(read.value("pdum_rfb_refused_requests_total", {}), 4);
  EXPECT_EQ(read.value("pdum_rfb_tls_reload_errors_total", {}), 5);
}

TEST_F(MetricsPrometheus, EncodingIsCountedByEncoder) {
  const PrometheusText read(text);
  for (const char* encoder : {"x264", "jpeg"})
    EXPECT_EQ(read.value("pdum_rfb_encode_seconds_count", {{"stream", "default"}, {"encoder", encoder}}), 5);
}

TEST_F(MetricsPrometheus, LabelsAreNamesOfOurOwnOnly) {
  const PrometheusText read(text);
  for (const PrometheusSample& sample : read.samples()) {
    for (const auto& [label, value] : sample.labels)
      EXPECT_TRUE(label == "stream" || label == "encoder" || label == "le") << label;
  }
}

TEST_F(MetricsPrometheus, SatisfiesPromtool) {
  if (std::system("promtool --version >/dev/null 2>&1") != 0)  // NOLINT(concurrency-mt-unsafe)
    GTEST_SKIP() << "promtool is not installed (Debian package prometheus)";
  const std::string file = ::testing::TempDir() + "/pdum_rfb_metrics.txt";
  std::ofstream(file) << text;
  EXPECT_EQ(std::system(("promtool check metrics <" + file).c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
  (void)std::remove(file.c_str());
}

TEST(PrometheusText, FindsWhatTheFormatForbids) {
  const auto fault = [](const std::string& text) { return PrometheusText(text).fault(); };
  const std::string head = "# HELP h Help.\n# TYPE h histogram\n";
  EXPECT_EQ(fault(head + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"), "");
  EXPECT_NE(fault(head + "h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"), "");
  EXPECT_NE(
      fault(head +
            "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 3\nh_count 1\n"),
      "");
  EXPECT_NE(fault(head + "h_bucket{le=\"1\"} 1\nh_sum 3\nh_count 1\n"), "");
  EXPECT_NE(fault(head + "h_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 1\n"), "");
  EXPECT_NE(fault(head + "h_bucket{le=\"+Inf\"} 2\nh_count 2\n"), "");
  EXPECT_NE(fault("# HELP c Help.\n# TYPE c counter\nc 1\n"), "");
  EXPECT_NE(fault("c_total 1\n"), "");
  EXPECT_NE(fault("# HELP c_total Help.\n# TYPE c_total counter\nc_total 1\nc_total 2\n"), "");
  EXPECT_NE(fault("# HELP c_total Help.\n# TYPE c_total counter\nc_total{a=\"\\x\"} 1\n"), "");
  EXPECT_NE(fault("# HELP c_total Help.\n# TYPE c_total counter\nc_total 1"), "");
}

}  // namespace
}  // namespace pdum::rfb
