// Many viewers of one stream.
#include "cli/benchmark/server_run.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kCrowd = 100;
constexpr double kSeconds = 3;  // of each run
constexpr double kCrowdFps = 30;

/// What one more viewer costs.
void report_each(const std::string& title, const Stream& one, const Stream& many, Report& report) {
  report.add({.name = title + ", 100 viewers: server CPU per further viewer and frame",
              .value = 1e3 * (many.cpu_ms - one.cpu_ms) / (kCrowd - 1),
              .unit = "us",
              .note = std::to_string(static_cast<int>(many.kilobytes)) + " KB a frame"});
  report.add({.name = title + ", 100 viewers: frames per second of the slowest",
              .value = many.fps,
              .unit = "fps",
              .goal = 0.99 * kCrowdFps,
              .less_is_better = false});
}

void report_video(const MovingContent& content, double seconds, Report& report) {
  const auto run = [&](int viewers) {
    return watch_stream(content, {.viewers = viewers, .seconds = seconds, .fps = kCrowdFps});
  };
  const Stream one = run(1);
  const Stream some = run(16);
  const Stream many = run(kCrowd);
  report.add({.name = "H.264 1080p, 1 viewer: server CPU per frame", .value = one.cpu_ms, .unit = "ms"});
  report.add({.name = "H.264 1080p, 16 viewers: server CPU / 1 viewer",
              .value = some.cpu_ms / one.cpu_ms,
              .unit = "x",
              .goal = 1.05});
  report.add({.name = "H.264 1080p, 100 viewers: server CPU / 1 viewer",
              .value = many.cpu_ms / one.cpu_ms,
              .unit = "x",
              .goal = 1.25});
  report_each("H.264 1080p", one, many, report);
}

}  // namespace

void measure_crowd(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("100 viewers of one stream at 30 fps, moving content");
  const double seconds = kSeconds * plan.share();
  report_video(contents.full_hd(), seconds, report);
  const auto run = [&](int viewers) {
    return watch_stream(
        contents.hd(), {.kind = ViewerKind::image, .viewers = viewers, .seconds = seconds, .fps = kCrowdFps});
  };
  const Stream one = run(1);
  report_each("JPEG 720p", one, run(kCrowd), report);
}

}  // namespace pdum::rfb::cli
