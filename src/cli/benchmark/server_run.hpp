#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/benchmark/child.hpp"
#include "cli/benchmark/measures.hpp"
#include "cli/benchmark/viewer.hpp"

namespace pdum::rfb::cli {

constexpr double kFps = 60;                             ///< of moving content
constexpr std::chrono::milliseconds kPatience{10'000};  ///< for a first frame

/// Arguments of `pipe` that show moving content again and again.
std::vector<std::string> loop_arguments(const MovingContent& content, ViewerKind kind, double fps = kFps);

/// Adds those by which it speaks TLS, with a certificate made for development.
void append_certificate(std::vector<std::string>& arguments);

/// How long until the whole file has been shown once, so that it is in memory, and the encoder has settled.
std::chrono::milliseconds settling_time(const MovingContent& content, double fps = kFps);

/// What is to be watched.
struct StreamPlan {
  ViewerKind kind = ViewerKind::video;
  int viewers = 1;
  double seconds = 5;
  double fps = kFps;
  bool tls = false;
};

/// What one run with some viewers showed.
struct Stream {
  double fps = 0;               ///< of the viewer that got least
  double delivered = 0;         ///< share of what was published, of the viewer that got least
  double cpu_ms = 0;            ///< of the server, per published frame
  double kilobytes = 0;         ///< per frame
  double megabytes = 0;         ///< of all viewers together, per published frame
  std::uint64_t keyframes = 0;  ///< of the first viewer
};

/// Watches a server process that shows moving content.
Stream watch_stream(const MovingContent& content, const StreamPlan& plan);

/// Watches several server processes that show the same content, one at a time and again and again, so that a
/// change of the machine's speed meets all of them. `StreamPlan::seconds` is the length of one turn. Figures
/// are medians of the turns. In the order of `plans`, all of one `fps`.
std::vector<Stream> watch_in_turns(const MovingContent& content, const std::vector<StreamPlan>& plans,
                                   int turns);

using Viewers = std::vector<std::unique_ptr<Viewer>>;

/// Adds viewers.
void join(Viewers& viewers, int count, int port, ViewerKind kind, const Connecting& how = {});

/// Lets them watch for so long; throws `Failure` when one is cut off.
void watch_for(const Viewers& viewers, std::chrono::duration<double> time);

}  // namespace pdum::rfb::cli
