#include <sys/resource.h>

#include <memory>

#include <CLI/CLI.hpp>

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

Run add_benchmark(CLI::App& program) {
  auto arguments = std::make_shared<BenchmarkArguments>();
  CLI::App& verb = *program.add_subcommand("benchmark", "Measure this build on this machine");
  verb.add_flag("--json", arguments->json, "Print the figures as JSON");
  verb.add_flag("--scenes", arguments->scenes, "Only the cost of the demo's scenes");
  verb.add_option("--seconds", arguments->plan.seconds, "Length of each stream")
      ->check(CLI::Range(0.5, 600.0))
      ->capture_default_str();
  verb.add_option("--starts", arguments->plan.starts, "Starts of the program for the median")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  return [arguments] { return run_benchmark(*arguments); };
}

}  // namespace pdum::rfb::cli
