// Figures of the whole server: a process of its own that loops over a file, and real sockets.
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include <pdum/rfb/frame_pacer.hpp>

#include "cli/benchmark/measures.hpp"
#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/failure.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSettle{2500};

/// Milliseconds of processor time for one frame with nothing around the encoder, conversion included. Paced
/// as the stream is: in a tight loop caches never cool down, and every frame would cost less than it can in a
/// server.
std::optional<double> bare_encoder(const MovingContent& content, const std::string& name) {
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  const EncoderEntry* entry = registry.find(name);
  if (entry == nullptr || !entry->available) return std::nullopt;
  auto encoder = entry->open({.width = content.width(), .height = content.height(), .fps = kFps});
  if (!encoder) return std::nullopt;
  std::vector<double> times;
  const auto count = content.frames().size();
  FramePacer pacer(kFps, steady_clock::now());
  for (std::size_t i = 0; i < 2 * count; ++i) {
    std::this_thread::sleep_until(pacer.next(steady_clock::now()));
    const auto& pixels = content.frames()[i < count ? i : 2 * count - 1 - i];
    const auto before = thread_cpu_milliseconds();
    const EncodeRequest request = {.keyframe = i == 0, .timestamp_us = static_cast<std::int64_t>(i) * 16667};
    if (!(*encoder)->encode(frame_view(pixels, content.width(), content.height()), request))
      return std::nullopt;
    times.push_back(thread_cpu_milliseconds() - before);
  }
  return std::accumulate(times.begin() + 1, times.end(), 0.0) / static_cast<double>(times.size() - 1);
}

struct Path {
  ViewerKind kind;
  std::string title;
  std::string encoder;
  double cpu_goal;  ///< ms per frame
};

void report_single(const Path& path, const Stream& one, const std::optional<double>& bare, Report& report) {
  report.add({.name = path.title + ", 1 viewer: frames delivered of published",
              .value = 100 * one.delivered,
              .unit = "%",
              .goal = 100,
              .less_is_better = false});
  report.add({.name = path.title + ", 1 viewer: frames per second",
              .value = one.fps,
              .unit = "fps",
              .note = std::to_string(static_cast<int>(one.kilobytes)) + " KB a frame"});
  report.add({.name = path.title + ", 1 viewer: server CPU per frame",
              .value = one.cpu_ms,
              .unit = "ms",
              .goal = path.cpu_goal});
  report.add({.name = path.title + ", bare encoder with conversion: CPU per frame",
              .value = bare,
              .unit = "ms",
              .note = "thread CPU, RGBA source"});
  report.add({.name = path.title + ", 1 viewer: server CPU / bare encoder",
              .value = bare ? std::optional(one.cpu_ms / *bare) : std::nullopt,
              .unit = "x",
              .goal = 1.10});
}

void report_path(const Path& path, const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
  report.heading(path.title + ", 1280x720 at 60 fps, moving content");
  const Stream one = watch_stream(content, {.kind = path.kind, .viewers = 1, .seconds = plan.seconds});
  report_single(path, one, bare_encoder(content, path.encoder), report);
  const Stream many = watch_stream(content, {.kind = path.kind, .viewers = 16, .seconds = plan.seconds});
  report.add({.name = path.title + ", 16 viewers: frames per second of the slowest",
              .value = many.fps,
              .unit = "fps",
              .goal = 59.5,
              .less_is_better = false});
  report.add({.name = path.title + ", 16 viewers: server CPU / 1 viewer",
              .value = many.cpu_ms / one.cpu_ms,
              .unit = "x"});
  if (path.kind != ViewerKind::video) return;
  report.add(
      {.name = "Keyframes in " + std::to_string(static_cast<int>(plan.seconds)) + " s that nobody asked for",
       .value = static_cast<double>(one.keyframes),
       .unit = "",
       .goal = 0});
}

void report_joins(const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
  const PipeChild server(loop_arguments(content, ViewerKind::video));
  Viewers viewers;
  join(viewers, 1, server.port(), ViewerKind::video);
  watch_for(viewers, plan.scaled(kSettle));
  viewers[0]->counts = {};
  join(viewers, 20, server.port(), ViewerKind::video);
  watch_for(viewers, plan.scaled(kSettle));
  report.add({.name = "Keyframes for 20 viewers that join at once",
              .value = static_cast<double>(viewers[0]->counts.keyframes),
              .goal = 1});
}

}  // namespace

void measure_streams(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  const MovingContent& content = contents.hd();
  report_path({ViewerKind::video, "H.264", "x264", 4.5}, content, plan, report);
  report_joins(content, plan, report);
  report_path({ViewerKind::image, "JPEG", "jpeg", 2.5}, content, plan, report);
}

void measure_start(Contents& contents, const BenchmarkPlan& plan, Report& report) {
  const MovingContent& content = contents.hd();
  report.heading("Starting");
  std::vector<double> times;
  for (int i = 0; i < plan.starts; ++i) {
    const auto start = steady_clock::now();
    PipeChild server(loop_arguments(content, ViewerKind::video));
    Viewer viewer(server.port(), ViewerKind::video);
    if (!await_frame(viewer, kPatience)) throw Failure("No frame came within 10 s of the start.");
    times.push_back(milliseconds_since(start));
  }
  report.add({.name = "Process start to first H.264 frame at the client",
              .value = median(times),
              .unit = "ms",
              .goal = 100,
              .note = "median of " + std::to_string(plan.starts)});
}

}  // namespace pdum::rfb::cli
