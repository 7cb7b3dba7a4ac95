#include "cli/benchmark/server_run.hpp"

#include <algorithm>
#include <cmath>

#include <pdum/rfb/tls.hpp>

#include "cli/benchmark/stopwatch.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

Stream counted(const Viewers& viewers, double cpu_seconds, double took, double fps) {
  Stream result;
  result.fps = result.delivered = 1e9;
  double bytes = 0;
  for (const auto& viewer : viewers) {
    const auto frames = static_cast<double>(viewer->counts.frames);
    result.fps = std::min(result.fps, frames / took);
    result.delivered = std::min(result.delivered, frames / std::round(viewer->counts.published(fps)));
    bytes += static_cast<double>(viewer->counts.bytes);
  }
  const ViewerCounts& first = viewers.front()->counts;
  result.cpu_ms = cpu_seconds * 1e3 / (took * fps);
  result.kilobytes =
      static_cast<double>(first.bytes) * 1e-3 / std::max(1.0, static_cast<double>(first.frames));
  result.megabytes = bytes * 1e-6 / (took * fps);
  result.keyframes = first.keyframes;
  return result;
}

}  // namespace

std::vector<std::string> loop_arguments(const MovingContent& content, ViewerKind kind, double fps) {
  std::vector<std::string> words = {
      "--size",   std::to_string(content.width()) + "x" + std::to_string(content.height()),
      "--format", "rgb24",
      "--fps",    std::to_string(fps),
      "--loop",   content.path()};
  if (kind == ViewerKind::image) words.emplace_back("--image");
  return words;
}

void append_certificate(std::vector<std::string>& arguments) {
  const SelfSignedCertificate made = self_signed_certificate("127.0.0.1");
  arguments.insert(arguments.end(), {"--tls-cert", made.certificate, "--tls-key", made.key});
}

std::chrono::milliseconds settling_time(const MovingContent& content, double fps) {
  const double once = 2e3 * static_cast<double>(content.frames().size()) / fps;
  return std::chrono::milliseconds(static_cast<std::int64_t>(once + std::min(500.0, 2 * once)));
}

void join(Viewers& viewers, int count, int port, ViewerKind kind, const Connecting& how) {
  for (int i = 0; i < count; ++i) viewers.push_back(std::make_unique<Viewer>(port, kind, how));
}

void watch_for(const Viewers& viewers, std::chrono::duration<double> time) {
  watch(viewers, steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(time));
}

Stream watch_stream(const MovingContent& content, const StreamPlan& plan) {
  std::vector<std::string> arguments = loop_arguments(content, plan.kind, plan.fps);
  if (plan.tls) append_certificate(arguments);
  const PipeChild server(arguments);
  Viewers viewers;
  join(viewers, plan.viewers, server.port(), plan.kind, {.tls = plan.tls});
  watch_for(viewers, settling_time(content, plan.fps));
  for (const auto& viewer : viewers) viewer->counts = {};
  const double cpu_before = server.cpu_seconds();
  const auto start = steady_clock::now();
  watch_for(viewers, std::chrono::duration<double>(plan.seconds));
  const double cpu = server.cpu_seconds() - cpu_before;
  return counted(viewers, cpu, milliseconds_since(start) * 1e-3, plan.fps);
}

}  // namespace pdum::rfb::cli
