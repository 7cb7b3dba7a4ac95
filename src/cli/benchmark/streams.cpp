// Figures of the whole server: a process of its own that loops over a file, and real sockets.
#include <cmath>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include <pdum/rfb/frame_pacer.hpp>

#include "cli/benchmark/child.hpp"
#include "cli/benchmark/measures.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/benchmark/viewer.hpp"
#include "cli/failure.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr double kFps = 60;
constexpr std::chrono::milliseconds kSettle{2500};  // the file has been shown once, so it is in memory
constexpr std::chrono::milliseconds kPatience{10'000};

std::vector<std::string> loop_arguments(const MovingContent& content, ViewerKind kind) {
  std::vector<std::string> words = {
      "--size",   std::to_string(content.width()) + "x" + std::to_string(content.height()),
      "--format", "rgb24",
      "--fps",    "60",
      "--loop",   content.path()};
  if (kind == ViewerKind::image) words.emplace_back("--image");
  return words;
}

/// What one run with some viewers showed.
struct Stream {
  double fps = 0;               ///< of the viewer that got least
  double delivered = 0;         ///< share of what was published, of the viewer that got least
  double cpu_ms = 0;            ///< of the server, per published frame
  double kilobytes = 0;         ///< per frame
  std::uint64_t keyframes = 0;  ///< of the first viewer
};

Stream stream(const MovingContent& content, ViewerKind kind, int viewers, double seconds) {
  PipeChild server(loop_arguments(content, kind));
  std::vector<std::unique_ptr<Viewer>> all;
  all.reserve(static_cast<std::size_t>(viewers));
  for (int i = 0; i < viewers; ++i) all.push_back(std::make_unique<Viewer>(server.port(), kind));
  watch(all, steady_clock::now() + kSettle);
  for (const auto& viewer : all) viewer->counts = {};
  const double cpu_before = server.cpu_seconds();
  const auto start = steady_clock::now();
  watch(all,
        start + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(seconds)));
  const double cpu = server.cpu_seconds() - cpu_before;
  const double took = milliseconds_since(start) * 1e-3;
  Stream result;
  result.fps = result.delivered = 1e9;
  for (const auto& viewer : all) {
    const auto frames = static_cast<double>(viewer->counts.frames);
    result.fps = std::min(result.fps, frames / took);
    result.delivered = std::min(result.delivered, frames / std::round(viewer->counts.published(kFps)));
  }
  result.cpu_ms = cpu * 1e3 / (took * kFps);
  result.kilobytes =
      static_cast<double>(all[0]->counts.bytes) * 1e-3 / static_cast<double>(all[0]->counts.frames);
  result.keyframes = all[0]->counts.keyframes;
  return result;
}

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
              .less_is_better = false,
              .note = {}});
  report.add({.name = path.title + ", 1 viewer: frames per second",
              .value = one.fps,
              .unit = "fps",
              .goal = {},
              .note = std::to_string(static_cast<int>(one.kilobytes)) + " KB a frame"});
  report.add({.name = path.title + ", 1 viewer: server CPU per frame",
              .value = one.cpu_ms,
              .unit = "ms",
              .goal = path.cpu_goal,
              .note = {}});
  report.add({.name = path.title + ", bare encoder with conversion: CPU per frame",
              .value = bare,
              .unit = "ms",
              .goal = {},
              .note = "thread CPU, RGBA source"});
  report.add({.name = path.title + ", 1 viewer: server CPU / bare encoder",
              .value = bare ? std::optional(one.cpu_ms / *bare) : std::nullopt,
              .unit = "x",
              .goal = 1.10,
              .note = {}});
}

void report_path(const Path& path, const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
  report.heading(path.title + ", 1280x720 at 60 fps, moving content");
  const Stream one = stream(content, path.kind, 1, plan.seconds);
  report_single(path, one, bare_encoder(content, path.encoder), report);
  const Stream many = stream(content, path.kind, 16, plan.seconds);
  report.add({.name = path.title + ", 16 viewers: frames per second of the slowest",
              .value = many.fps,
              .unit = "fps",
              .goal = 59.5,
              .less_is_better = false,
              .note = {}});
  report.add({.name = path.title + ", 16 viewers: server CPU / 1 viewer",
              .value = many.cpu_ms / one.cpu_ms,
              .unit = "x",
              .goal = {},
              .note = {}});
  if (path.kind != ViewerKind::video) return;
  report.add(
      {.name = "Keyframes in " + std::to_string(static_cast<int>(plan.seconds)) + " s that nobody asked for",
       .value = static_cast<double>(one.keyframes),
       .unit = "",
       .goal = 0,
       .note = {}});
}

void report_joins(const MovingContent& content, Report& report) {
  PipeChild server(loop_arguments(content, ViewerKind::video));
  std::vector<std::unique_ptr<Viewer>> viewers;
  viewers.push_back(std::make_unique<Viewer>(server.port(), ViewerKind::video));
  watch(viewers, steady_clock::now() + kSettle);
  viewers[0]->counts = {};
  for (int i = 0; i < 20; ++i) viewers.push_back(std::make_unique<Viewer>(server.port(), ViewerKind::video));
  watch(viewers, steady_clock::now() + kSettle);
  report.add({.name = "Keyframes for 20 viewers that join at once",
              .value = static_cast<double>(viewers[0]->counts.keyframes),
              .unit = "",
              .goal = 1,
              .note = {}});
}

}  // namespace

void measure_streams(const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
  report_path({ViewerKind::video, "H.264", "x264", 4.5}, content, plan, report);
  report_joins(content, report);
  report_path({ViewerKind::image, "JPEG", "jpeg", 2.5}, content, plan, report);
}

void measure_start(const MovingContent& content, const BenchmarkPlan& plan, Report& report) {
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

void measure_idle_viewers(Report& report) {
  report.heading("Idle viewers");
  constexpr int kViewers = 200;
  PipeChild server({"--size", "1280x720"});
  std::vector<std::unique_ptr<Viewer>> viewers;
  viewers.push_back(std::make_unique<Viewer>(server.port(), ViewerKind::video));
  watch(viewers, steady_clock::now() + std::chrono::milliseconds(300));
  const double before = server.resident_bytes();
  for (int i = 0; i < kViewers; ++i)
    viewers.push_back(std::make_unique<Viewer>(server.port(), ViewerKind::video));
  watch(viewers, steady_clock::now() + kSettle);
  report.add({.name = "Memory of the server per idle viewer, plain",
              .value = (server.resident_bytes() - before) / kViewers / 1024,
              .unit = "KiB",
              .goal = 16,
              .note = "resident, 200 viewers"});
}

}  // namespace pdum::rfb::cli
