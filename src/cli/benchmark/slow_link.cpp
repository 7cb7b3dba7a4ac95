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
constexpr std::chrono::milliseconds kSettle{6000};  // the stream adapts to the link
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
  std::vector<double> ages;  ///< ms from publish to the last byte
  double bytes = 0;
};

Seen watch_slowly(const MovingContent& content, const BenchmarkPlan& plan) {
  const PipeChild server(loop_arguments(content, ViewerKind::video));
  Viewer viewer(server.port(), ViewerKind::video, {.receive_buffer = kReceiveBuffer});
  read_slowly(viewer, plan.scaled(kSettle));
  Seen seen;
  viewer.on_frame = [&](const FrameSeen& frame) {
    seen.ages.push_back(server.age_ms(frame.timestamp_us));
    seen.bytes += static_cast<double>(frame.bytes);
  };
  read_slowly(viewer, plan.scaled(kTime));
  return seen;
}

}  // namespace

void measure_slow_link(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("One viewer that reads 1.5 Mbit/s, 1280x720 H.264 published at 60 fps");
  const Seen seen = watch_slowly(contents.hd(), plan);
  const auto frames = static_cast<double>(seen.ages.size());
  const double seconds = std::chrono::duration<double>(plan.scaled(kTime)).count();
  report.add({.name = "Slow link: frames per second",
              .value = frames / seconds,
              .unit = "fps",
              .note = std::to_string(static_cast<int>(seen.bytes * 8e-3 / seconds)) + " kbit/s"});
  if (seen.ages.empty()) return;
  const double on_the_wire = 1e3 * seen.bytes * 8 / frames / kBitsPerSecond;
  report.add({.name = "Slow link: age of a frame, median", .value = median(seen.ages), .unit = "ms"});
  report.add({.name = "Slow link: age of a frame, 95 %",
              .value = percentile(seen.ages, 0.95),
              .unit = "ms",
              .goal = on_the_wire + 1.5 * 1e3 / kFps,
              .note = "goal: mean frame on the link and 1.5 intervals"});
}

}  // namespace pdum::rfb::cli
