#include <sys/resource.h>

#include <memory>

#include "cli/benchmark/measures.hpp"
#include "cli/verbs.hpp"

namespace pdum::rfb::cli {
namespace {

struct BenchmarkArguments {
  bool json = false;
  bool scenes = false;
  BenchmarkPlan plan;
};

/// Hundreds of viewers need as many file descriptors, here and in the process that is measured.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run_benchmark(const BenchmarkArguments& arguments) {
  raise_file_limit();
  Report report(arguments.json);
  measure_scenes(1280, 720, report);
  if (!arguments.scenes) {
    const MovingContent content(1280, 720, 60);
    measure_conversion(content, report);
    measure_publish(content, report);
    measure_start(content, arguments.plan, report);
    measure_streams(content, arguments.plan, report);
    measure_idle_viewers(report);
    list_unmeasured(report);
  }
  report.finish();
  return 0;
}

}  // namespace

Run add_benchmark(CommandLine& program) {
  auto arguments = std::make_shared<BenchmarkArguments>();
  Verb verb = program.add_verb("benchmark", "Measure this build on this machine");
  verb.flag("--json", arguments->json, "Print the figures as JSON");
  verb.flag("--scenes", arguments->scenes, "Only the cost of the demo's scenes");
  verb.number("--seconds", arguments->plan.seconds, 0.5, 600, "Length of each stream");
  verb.number("--starts", arguments->plan.starts, 1, 1000, "Starts of the program for the median");
  return [arguments] { return run_benchmark(*arguments); };
}

}  // namespace pdum::rfb::cli
