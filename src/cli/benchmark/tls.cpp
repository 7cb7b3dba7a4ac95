// What TLS costs the server beside plain TCP: time for each byte, memory for each viewer at rest.
#include "cli/benchmark/server_run.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr double kTurn = 0.8;  // seconds
constexpr int kTurns = 4;
constexpr int kWatching = 48;
constexpr int kResting = 200;

double memory_of_idle_viewer(bool tls, const BenchmarkPlan& plan) {
  std::vector<std::string> arguments = {"--size", "1280x720"};
  if (tls) append_certificate(arguments);
  const PipeChild server(arguments);
  Viewers viewers;
  join(viewers, 1, server.port(), ViewerKind::video, {.tls = tls});
  watch_for(viewers, std::chrono::milliseconds(300));
  const double before = server.resident_bytes();
  const int count = plan.scaled(kResting);
  join(viewers, count, server.port(), ViewerKind::video, {.tls = tls});
  watch_for(viewers, plan.scaled(std::chrono::milliseconds(1000)));
  return (server.resident_bytes() - before) / count / 1024;
}

void report_memory(bool tls, const BenchmarkPlan& plan, Report& report) {
  report.add({.name = std::string("Memory of the server per idle viewer, ") + (tls ? "TLS" : "plain"),
              .value = memory_of_idle_viewer(tls, plan),
              .unit = "KiB",
              .goal = tls ? 100 : 16,
              .note = "resident"});
}

void report_cost(const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
  const StreamPlan open = {
      .kind = ViewerKind::image, .viewers = kWatching, .seconds = kTurn * plan.share(), .fps = 30};
  StreamPlan closed = open;
  closed.tls = true;
  const auto seen = watch_in_turns(content, {open, closed}, plan.scaled(kTurns));
  const Stream& plain = seen[0];
  const Stream& secret = seen[1];
  report.add({.name = "JPEG, 48 viewers at 30 fps, plain: server CPU per frame",
              .value = plain.cpu_ms,
              .unit = "ms"});
  report.add({.name = "JPEG, 48 viewers at 30 fps, TLS: server CPU per frame",
              .value = secret.cpu_ms,
              .unit = "ms"});
  report.add({.name = "TLS: server CPU per megabyte, beyond plain",
              .value = (secret.cpu_ms - plain.cpu_ms) / secret.megabytes,
              .unit = "ms"});
}

}  // namespace

void measure_tls(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("Plain TCP and TLS");
  report_memory(false, plan, report);
  if (!can_connect_tls()) return report.add({.name = "TLS", .note = "not in this build"});
  report_memory(true, plan, report);
  report_cost(contents.hd(), plan, report);
}

}  // namespace pdum::rfb::cli
