// Many viewers of one stream.
#include "cli/benchmark/server_run.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kCrowd = 100;
constexpr double kTurn = 1;  // seconds
constexpr int kTurns = 3;
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

std::vector<Stream> watch_crowd(const MovingContent& content, ViewerKind kind, const std::vector<int>& sizes,
                                const BenchmarkPlan& plan) {
  std::vector<StreamPlan> plans;
  plans.reserve(sizes.size());
  for (const int viewers : sizes)
    plans.push_back({.kind = kind, .viewers = viewers, .seconds = kTurn * plan.share(), .fps = kCrowdFps});
  return watch_in_turns(content, plans, plan.scaled(kTurns));
}

void report_video(const std::vector<Stream>& seen, Report& report) {
  const double one = seen[0].cpu_ms;
  report.add({.name = "H.264 1080p, 1 viewer: server CPU per frame", .value = one, .unit = "ms"});
  report.add({.name = "H.264 1080p, 16 viewers: server CPU / 1 viewer",
              .value = seen[1].cpu_ms / one,
              .unit = "x",
              .goal = 1.05});
  report.add({.name = "H.264 1080p, 100 viewers: server CPU / 1 viewer",
              .value = seen[2].cpu_ms / one,
              .unit = "x",
              .goal = 1.25});
  report_each("H.264 1080p", seen[0], seen[2], report);
}

}  // namespace

void measure_crowd(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  report.heading("100 viewers of one stream at 30 fps, moving content");
  report_video(watch_crowd(contents.full_hd(), ViewerKind::video, {1, 16, kCrowd}, plan), report);
  const auto images = watch_crowd(contents.hd(), ViewerKind::image, {1, kCrowd}, plan);
  report_each("JPEG 720p", images[0], images[1], report);
}

}  // namespace pdum::rfb::cli
