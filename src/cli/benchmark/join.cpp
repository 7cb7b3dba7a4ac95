// How long a viewer that comes waits for its first picture.
#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr int kJoins = 15;

/// `others`: viewers that watch already.
std::vector<double> join_times(const std::vector<std::string>& arguments, ViewerKind kind, int others,
                               std::chrono::milliseconds settle, const BenchmarkPlan& plan) {
  const PipeChild server(arguments);
  Viewers watching;
  join(watching, others, server.port(), kind);
  watch_for(watching, settle);
  std::vector<double> times;
  for (int i = 0; i < plan.scaled(kJoins); ++i) {
    const auto start = steady_clock::now();
    Viewer viewer(server.port(), kind);
    if (!await_frame(viewer, kPatience)) throw Failure("No frame came to a viewer within 10 s.");
    times.push_back(milliseconds_since(start));
    watch_for(watching, std::chrono::milliseconds(100));
  }
  return times;
}

void report_joins(const std::string& name, const std::vector<double>& times, Report& report) {
  report.add({.name = name + ": first frame, median", .value = median(times), .unit = "ms"});
  report.add({.name = name + ": first frame, 95 %", .value = percentile(times, 0.95), .unit = "ms"});
}

}  // namespace

void measure_join(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("Joining a 1280x720 stream, from connecting");
  const MovingContent& content = contents.hd();
  const MovingContent picture(1280, 720, 1);
  const std::chrono::milliseconds moving{1000};
  const std::chrono::milliseconds resting{500};
  const auto video = loop_arguments(content, ViewerKind::video);
  report_joins("H.264, another viewer watches", join_times(video, ViewerKind::video, 1, moving, plan),
               report);
  report_joins("H.264, nobody watches", join_times(video, ViewerKind::video, 0, moving, plan), report);
  report_joins("JPEG, another viewer watches",
               join_times(loop_arguments(content, ViewerKind::image), ViewerKind::image, 1, moving, plan),
               report);
  report_joins("H.264, the picture rests",
               join_times(loop_arguments(picture, ViewerKind::video), ViewerKind::video, 0, resting, plan),
               report);
}

}  // namespace pdum::rfb::cli
