// What viewers that flood the server do to the frames of another one, and to the server's memory.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "cli/benchmark/flooder.hpp"
#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kRounds = 5;
constexpr std::chrono::milliseconds kRound{500};    // that count, of each half: without and with the flood
constexpr std::chrono::milliseconds kBetween{200};  // until the flooders have come or gone
constexpr double kDelayGoal = 5;                    // ms
constexpr double kMemoryGoal = 16;                  // MiB

struct FloodCase {
  std::string title;
  int flooders = 1;
  bool polled = true;  ///< the program takes its events
  FloodPlan plan;
  std::optional<double> goal = kDelayGoal;
};

/// What the viewer beside the flood saw, and what the server went through.
struct Flooded {
  std::vector<double> quiet;   ///< ms from publish to arrival
  std::vector<double> loud;    ///< the same during the flood
  double seconds = 0;          ///< of flood
  double counted_seconds = 0;  ///< the same, but for the first moments of each
  double cpu_seconds = 0;      ///< of the server, in those
  double growth = 0;           ///< bytes of memory
  double events = 0;           ///< that the server has taken
  std::uint64_t sent = 0;
  std::uint64_t connections = 0;
  int close_code = 0;
};

std::vector<std::string> events() {
  const auto event = [](const std::string& fields) { return R"({"type":"event","event":{)" + fields + "}}"; };
  return {event(R"("type":"pointer_move","x":640,"y":360,"buttons":[],"modifiers":[],"timestamp":1)"),
          event(R"("type":"wheel","x":640,"y":360,"dx":0,"dy":4,"timestamp":2)"),
          event(R"("type":"key_down","key":"a","code":"KeyA","timestamp":3)"),
          event(R"("type":"key_up","key":"a","code":"KeyA","timestamp":4)")};
}

/// 0: the server does not tell, in a build without Prometheus.
double events_received(int port) {
  constexpr std::string_view kName = "\npdum_rfb_events_received_total{stream=\"default\"} ";
  const std::string text = http_get(port, "/metrics?format=prometheus");
  const std::size_t at = text.find(kName);
  double value = 0;
  if (at != std::string::npos)
    std::from_chars(text.data() + at + kName.size(), text.data() + text.size(), value);
  return value;
}

/// The viewer's delays during one half of a round.
std::vector<double> delays(const PipeChild& server, const Viewers& viewers, std::chrono::milliseconds time) {
  std::vector<double> seen;
  viewers[0]->on_frame = [&](const FrameSeen& frame) { seen.push_back(server.age_ms(frame.timestamp_us)); };
  watch_for(viewers, time);
  viewers[0]->on_frame = {};
  return seen;
}

void append(std::vector<double>& to, const std::vector<double>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void flood_once(const PipeChild& server, const Viewers& viewers, const FloodCase& flood,
                const BenchmarkPlan& plan, Flooded& result) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Flooder>> flooders;
  flooders.reserve(static_cast<std::size_t>(flood.flooders));
  for (int i = 0; i < flood.flooders; ++i)
    flooders.push_back(std::make_unique<Flooder>(server.port(), flood.plan));
  watch_for(viewers, plan.scaled(kBetween));
  const double cpu_before = server.cpu_seconds();
  append(result.loud, delays(server, viewers, plan.scaled(kRound)));
  result.cpu_seconds += server.cpu_seconds() - cpu_before;
  result.counted_seconds += 1e-3 * static_cast<double>(plan.scaled(kRound).count());
  result.seconds += 1e-3 * milliseconds_since(start);
  for (const auto& flooder : flooders) {
    result.sent += flooder->sent();
    result.connections += flooder->connections();
    result.close_code = std::max(result.close_code, flooder->close_code());
  }
}

/// Bytes, once they stay: on a busy machine the file's frames are late in memory.
double settled_memory(const PipeChild& server, const Viewers& viewers) {
  constexpr int kTries = 20;
  constexpr double kSteady = 256 * 1024;
  double memory = server.resident_bytes();
  for (int i = 0; i < kTries; ++i) {
    watch_for(viewers, std::chrono::milliseconds(200));
    const double before = std::exchange(memory, server.resident_bytes());
    if (memory - before < kSteady) break;
  }
  return memory;
}

Flooded run_case(const MovingContent& content, const FloodCase& flood, const BenchmarkPlan& plan) {
  PipeChild server(loop_arguments(content, ViewerKind::video));
  if (flood.polled) server.discard_output();
  Viewers viewers;
  join(viewers, 1, server.port(), ViewerKind::video);
  watch_for(viewers, settling_time(content));
  const double memory = settled_memory(server, viewers);
  Flooded result;
  for (int round = 0; round < plan.scaled(kRounds); ++round) {
    append(result.quiet, delays(server, viewers, plan.scaled(kRound)));
    flood_once(server, viewers, flood, plan, result);
    result.growth = std::max(result.growth, server.resident_bytes() - memory);
    watch_for(viewers, plan.scaled(kBetween));
  }
  result.events = events_received(server.port());
  return result;
}

std::string rounded(double value) {
  return std::to_string(static_cast<long>(value));
}

/// Two digits behind the point.
std::string milliseconds_text(double value) {
  const long hundredths = std::lround(value * 100);
  const std::string rest = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

void report_delay(const FloodCase& flood, const Flooded& seen, double share, const std::string& name,
                  Report& report) {
  const double quiet = percentile(seen.quiet, share);
  const double loud = percentile(seen.loud, share);
  report.add({.name = flood.title + ": delay of another's frames, " + name,
              .value = loud - quiet,
              .unit = "ms more",
              .goal = flood.goal,
              .note = milliseconds_text(quiet) + " to " + milliseconds_text(loud) + " ms"});
}

void report_case(const MovingContent& content, const FloodCase& flood, const BenchmarkPlan& plan,
                 Report& report) {
  const Flooded seen = run_case(content, flood, plan);
  report_delay(flood, seen, 0.5, "median", report);
  report_delay(flood, seen, 0.95, "95 %", report);
  report.add({.name = flood.title + ": memory",
              .value = seen.growth / (1024.0 * 1024.0),
              .unit = "MiB more",
              .goal = kMemoryGoal,
              .note = rounded(100 * seen.cpu_seconds / seen.counted_seconds) + " % of a core used"});
  report.add({.name = flood.title + ": messages sent",
              .value = static_cast<double>(seen.sent) / seen.seconds,
              .unit = "/s",
              .note = seen.close_code == 0
                          ? rounded(seen.events / seen.seconds) + "/s taken in"
                          : "closed with " + std::to_string(seen.close_code) + ", " +
                                rounded(static_cast<double>(seen.connections) / seen.seconds) +
                                " times a second"});
}

}  // namespace

void measure_flood(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("Floods, beside a viewer of 1280x720 H.264 at 60 fps: from publish to its frames' arrival");
  const FloodPlan all = {.messages = events(), .per_second = 10'000};
  const FloodPlan fifth = {.messages = events(), .per_second = 2'000};
  const FloodPlan invalid = {.messages = {R"({"type":"event","event":{"type")"}, .per_second = 10'000};
  const std::vector<FloodCase> cases = {
      {.title = "Flood 1 x 10,000/s", .plan = all},
      {.title = "Flood 5 x 2,000/s", .flooders = 5, .plan = fifth},
      {.title = "Flood 5 x 2,000/s, nobody polls", .flooders = 5, .polled = false, .plan = fifth},
      {.title = "Flood of invalid JSON", .plan = invalid, .goal = {}}};
  for (const FloodCase& flood : cases) report_case(contents.hd(), flood, plan, report);
}

}  // namespace pdum::rfb::cli
