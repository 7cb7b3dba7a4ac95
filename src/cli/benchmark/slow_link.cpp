// A viewer at the end of a slow link, which is imitated by reading slowly from a small receive buffer.
#include <thread>

#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr double kBitsPerSecond = 1.5e6;
constexpr int kReceiveBuffer = 4096;  // the kernel doubles it
constexpr std::chrono::milliseconds kTick{4};
constexpr std::chrono::milliseconds kAdapting{7000};  // the stream adapts to the link
constexpr std::chrono::milliseconds kTime{5000};

/// Reads at the link's rate, no more.
void read_slowly(Viewer& viewer, std::chrono::milliseconds time) {
  const double per_tick = kBitsPerSecond / 8 * std::chrono::duration<double>(kTick).count();
  double due = 0;
  const auto end = steady_clock::now() + time;
  for (auto next = steady_clock::now(); next < end; next += kTick) {
    std::this_thread::sleep_until(next);
    due += per_tick;
    const auto most = static_cast<std::size_t>(due);
    due -= static_cast<double>(most);
    if (!viewer.pump(most)) throw Failure("The server closed the connection of the slow viewer.");
  }
}

struct Seen {
  std::vector<double> ages;     ///< ms from publish to the last byte
  std::vector<double> waiting;  ///< ms of that without the frame's own time on the link
  double bytes = 0;
};

Seen watch_slowly(const PipeChild& server, Viewer& viewer, std::chrono::milliseconds time) {
  Seen seen;
  viewer.on_frame = [&](const FrameSeen& frame) {
    seen.ages.push_back(server.age_ms(frame.timestamp_us));
    seen.waiting.push_back(seen.ages.back() - 8e3 * static_cast<double>(frame.bytes) / kBitsPerSecond);
    seen.bytes += static_cast<double>(frame.bytes);
  };
  read_slowly(viewer, time);
  viewer.on_frame = {};
  return seen;
}

void report_adapted(const Seen& seen, std::chrono::milliseconds time, Report& report) {
  const double seconds = std::chrono::duration<double>(time).count();
  report.add({.name = "Slow link: frames per second",
              .value = static_cast<double>(seen.ages.size()) / seconds,
              .unit = "fps",
              .note = std::to_string(static_cast<int>(seen.bytes * 8e-3 / seconds)) + " kbit/s"});
  report.add({.name = "Slow link: age of a frame, median", .value = median(seen.ages), .unit = "ms"});
  report.add({.name = "Slow link: age of a frame, 95 %", .value = percentile(seen.ages, 0.95), .unit = "ms"});
  report.add({.name = "Slow link: age without its own time on the link, 95 %",
              .value = percentile(seen.waiting, 0.95),
              .unit = "ms",
              .goal = 1.5 * 1e3 / kFps,
              .note = "goal: 1.5 intervals"});
}

}  // namespace

void measure_slow_link(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("One viewer that reads 1.5 Mbit/s, 1280x720 H.264 published at 60 fps");
  const PipeChild server(loop_arguments(contents.hd(), ViewerKind::video));
  Viewer viewer(server.port(), ViewerKind::video, {.receive_buffer = kReceiveBuffer});
  const Seen before = watch_slowly(server, viewer, plan.scaled(kAdapting));
  const auto time = plan.scaled(kTime);
  report_adapted(watch_slowly(server, viewer, time), time, report);
  report.add({.name = "Slow link: age of a frame in the first seconds, 95 %",
              .value = percentile(before.ages, 0.95),
              .unit = "ms",
              .note = "while the stream adapts"});
}

}  // namespace pdum::rfb::cli
