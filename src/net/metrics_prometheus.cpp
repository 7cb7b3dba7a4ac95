#include "net/metrics_prometheus.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace pdum::rfb {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric sample(MetricType type, double value, const std::string* stream) {
  ClientMetric metric;
  if (stream != nullptr) metric.label.push_back({"stream", *stream});
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  return metric;
}

struct DisplayField {
  const char* name;
  const char* help;
  std::uint64_t DisplayMetrics::*member;
};

constexpr DisplayField kDisplayFields[] = {
    {"pdum_rfb_frames_published_total", "Frames taken by publish.", &DisplayMetrics::frames_published},
    {"pdum_rfb_frames_unchanged_total", "Published frames equal to the one before.",
     &DisplayMetrics::frames_unchanged},
    {"pdum_rfb_frames_encoded_total", "Frames encoded, by all renditions together.",
     &DisplayMetrics::frames_encoded},
    {"pdum_rfb_encoder_errors_total", "Errors of encoders.", &DisplayMetrics::encoder_errors},
    {"pdum_rfb_events_received_total", "Input events received.", &DisplayMetrics::events_received},
    {"pdum_rfb_events_dropped_total", "Input events dropped because the queue was full.",
     &DisplayMetrics::events_dropped},
    {"pdum_rfb_events_refused_total", "Input events of viewers that had no right to them.",
     &DisplayMetrics::events_refused},
    {"pdum_rfb_bad_messages_total", "Messages of viewers that were not understood.",
     &DisplayMetrics::bad_messages},
};

/// Sums over the viewers of now fall when one leaves, so they are gauges.
struct SessionField {
  const char* name;
  const char* help;
  double (*value)(const SessionMetrics&);
};

constexpr SessionField kSessionFields[] = {
    {"pdum_rfb_viewers_frames_sent", "Frames sent to the viewers connected now.",
     [](const SessionMetrics& m) { return static_cast<double>(m.frames_sent); }},
    {"pdum_rfb_viewers_frames_dropped", "Frames that the viewers connected now skipped.",
     [](const SessionMetrics& m) { return static_cast<double>(m.frames_dropped); }},
    {"pdum_rfb_viewers_frames_acked", "Frames acknowledged by the viewers connected now.",
     [](const SessionMetrics& m) { return static_cast<double>(m.frames_acked); }},
    {"pdum_rfb_viewers_keyframes_sent", "Keyframes sent to the viewers connected now.",
     [](const SessionMetrics& m) { return static_cast<double>(m.keyframes_sent); }},
    {"pdum_rfb_viewers_bytes_sent", "Bytes sent to the viewers connected now.",
     [](const SessionMetrics& m) { return static_cast<double>(m.bytes_sent); }},
    {"pdum_rfb_viewers_bitrate_bps", "Bits per second to the viewers connected now.",
     [](const SessionMetrics& m) { return m.bitrate_bps; }},
    {"pdum_rfb_viewers_inflight", "Frames sent and not acknowledged.",
     [](const SessionMetrics& m) { return static_cast<double>(m.inflight); }},
};

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily result;
  result.name = name;
  result.help = help;
  result.type = type;
  return result;
}

/// A stream and what its display has counted.
struct NamedMetrics {
  const std::string& stream;
  DisplayMetrics metrics;
};

void add_counters(std::vector<MetricFamily>& families, const std::vector<NamedMetrics>& displays) {
  for (const DisplayField& field : kDisplayFields) {
    families.push_back(family(field.name, field.help, MetricType::Counter));
    for (const NamedMetrics& display : displays) {
      const auto value = static_cast<double>(display.metrics.*field.member);
      families.back().metric.push_back(sample(MetricType::Counter, value, &display.stream));
    }
  }
}

/// Prometheus counts what is at most a bound, all lower buckets included.
ClientMetric sample(const Histogram& histogram, const std::string& stream) {
  ClientMetric metric;
  metric.label.push_back({"stream", stream});
  metric.histogram.sample_count = histogram.count;
  metric.histogram.sample_sum = histogram.sum;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < histogram.bounds.size(); ++i) {
    below += histogram.counts[i];
    metric.histogram.bucket.push_back({below, histogram.bounds[i]});
  }
  metric.histogram.bucket.push_back({histogram.count, std::numeric_limits<double>::infinity()});
  return metric;
}

void add_histograms(std::vector<MetricFamily>& families, const std::vector<NamedMetrics>& displays) {
  MetricFamily encode =
      family("pdum_rfb_encode_seconds", "Time that encoding a frame took.", MetricType::Histogram);
  MetricFamily trip = family("pdum_rfb_round_trip_seconds",
                             "Time from sending a frame to the viewer's ack of it.", MetricType::Histogram);
  MetricFamily age =
      family("pdum_rfb_frame_age_seconds",
             "Time from publishing a frame to the viewer's ack that it shows it.", MetricType::Histogram);
  for (const NamedMetrics& display : displays) {
    for (const EncodeTime& of : display.metrics.encode_time) {
      encode.metric.push_back(sample(of.time, display.stream));
      encode.metric.back().label.push_back({"encoder", of.encoder});
    }
    trip.metric.push_back(sample(display.metrics.round_trip, display.stream));
    age.metric.push_back(sample(display.metrics.frame_age, display.stream));
  }
  for (MetricFamily* each : {&encode, &trip, &age}) families.push_back(std::move(*each));
}

void add_display(std::vector<MetricFamily>& families, const HubService& hub,
                 const std::vector<StreamInfo>& streams) {
  std::vector<NamedMetrics> displays;
  displays.reserve(streams.size());
  for (const StreamInfo& stream : streams)
    displays.push_back({stream.name, hub.display_metrics(stream.name)});
  add_counters(families, displays);
  add_histograms(families, displays);
}

void add_sessions(std::vector<MetricFamily>& families, const HubService& hub,
                  const std::vector<StreamInfo>& streams) {
  for (const SessionField& field : kSessionFields) {
    families.push_back(family(field.name, field.help, MetricType::Gauge));
    for (const StreamInfo& stream : streams) {
      double sum = 0;
      for (const SessionMetrics& session :
           hub.session_metrics(stream.name).value_or(std::vector<SessionMetrics>())) {
        sum += field.value(session);
      }
      families.back().metric.push_back(sample(MetricType::Gauge, sum, &stream.name));
    }
  }
}

void add_server(std::vector<MetricFamily>& families, const char* name, const char* help,
                std::uint64_t value) {
  families.push_back(family(name, help, MetricType::Counter));
  families.back().metric.push_back(sample(MetricType::Counter, static_cast<double>(value), nullptr));
}

}  // namespace

bool has_prometheus() noexcept {
  return true;
}

std::string metrics_to_prometheus(const HubService& hub, const NetCounters& counters) {
  const std::vector<StreamInfo> streams = hub.streams();
  std::vector<MetricFamily> families;
  families.push_back(family("pdum_rfb_viewers", "Viewers connected now.", MetricType::Gauge));
  for (const StreamInfo& stream : streams) {
    families.back().metric.push_back(sample(MetricType::Gauge, stream.clients, &stream.name));
  }
  add_display(families, hub, streams);
  add_sessions(families, hub, streams);
  add_server(families, "pdum_rfb_accept_errors_total", "Connections that could not be accepted at once.",
             counters.accept_errors);
  add_server(families, "pdum_rfb_refused_requests_total", "Requests refused by the Host and Origin guard.",
             counters.refused_requests);
  add_server(families, "pdum_rfb_tls_reload_errors_total", "Changed TLS certificates that could not be used.",
             counters.tls_reload_errors);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace pdum::rfb
