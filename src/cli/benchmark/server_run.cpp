#include "cli/benchmark/server_run.hpp"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

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

std::vector<std::string> arguments_of(const MovingContent& content, const StreamPlan& plan) {
  std::vector<std::string> arguments = loop_arguments(content, plan.kind, plan.fps);
  if (plan.tls) append_certificate(arguments);
  return arguments;
}

/// Those who watch have settled.
Stream watch_now(const PipeChild& server, const Viewers& viewers, const StreamPlan& plan) {
  for (const auto& viewer : viewers) viewer->counts = {};
  const double cpu_before = server.cpu_seconds();
  const auto start = steady_clock::now();
  watch_for(viewers, std::chrono::duration<double>(plan.seconds));
  const double cpu = server.cpu_seconds() - cpu_before;
  return counted(viewers, cpu, milliseconds_since(start) * 1e-3, plan.fps);
}

Stream median_of(const std::vector<Stream>& streams) {
  const auto each = [&](auto member) {
    std::vector<double> values;
    values.reserve(streams.size());
    for (const Stream& stream : streams) values.push_back(static_cast<double>(stream.*member));
    return median(std::move(values));
  };
  return {.fps = each(&Stream::fps),
          .delivered = each(&Stream::delivered),
          .cpu_ms = each(&Stream::cpu_ms),
          .kilobytes = each(&Stream::kilobytes),
          .megabytes = each(&Stream::megabytes),
          .keyframes = static_cast<std::uint64_t>(each(&Stream::keyframes))};
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
  const PipeChild server(arguments_of(content, plan));
  Viewers viewers;
  join(viewers, plan.viewers, server.port(), plan.kind, {.tls = plan.tls});
  watch_for(viewers, settling_time(content, plan.fps));
  return watch_now(server, viewers, plan);
}

std::vector<Stream> watch_in_turns(const MovingContent& content, const std::vector<StreamPlan>& plans,
                                   int turns) {
  constexpr std::chrono::milliseconds kJoining{400};  // keyframes for those who come
  std::vector<std::unique_ptr<PipeChild>> servers;
  servers.reserve(plans.size());
  for (const StreamPlan& plan : plans)
    servers.push_back(std::make_unique<PipeChild>(arguments_of(content, plan)));
  std::this_thread::sleep_for(settling_time(content, plans.front().fps));
  std::vector<std::vector<Stream>> seen(plans.size());
  for (int turn = 0; turn < turns; ++turn) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      Viewers viewers;
      join(viewers, plans[i].viewers, servers[i]->port(), plans[i].kind, {.tls = plans[i].tls});
      watch_for(viewers, kJoining);
      seen[i].push_back(watch_now(*servers[i], viewers, plans[i]));
    }
  }
  std::vector<Stream> medians;
  medians.reserve(seen.size());
  for (const auto& streams : seen) medians.push_back(median_of(streams));
  return medians;
}

}  // namespace pdum::rfb::cli
