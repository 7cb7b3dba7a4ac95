#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "cli/benchmark/measures.hpp"
#include "cli/failure.hpp"
#include "cli/verbs.hpp"

namespace pdum::rfb::cli {
namespace {

struct BenchmarkArguments {
  bool json = false;
  bool scenes = false;
  std::vector<std::string> sections;
  BenchmarkPlan plan;
};

struct Section {
  std::string_view name;  ///< on the command line
  void (*measure)(Contents& contents, const BenchmarkPlan& plan, Report& report);
};

/// All sections, in the order in which they run.
constexpr auto kSections = std::to_array<Section>({{"scenes", measure_scenes},
                                                   {"conversion", measure_conversion},
                                                   {"publish", measure_publish},
                                                   {"still", measure_still},
                                                   {"wire", measure_wire},
                                                   {"start", measure_start},
                                                   {"streams", measure_streams},
                                                   {"crowd", measure_crowd},
                                                   {"tls", measure_tls},
                                                   {"join", measure_join},
                                                   {"input", measure_input},
                                                   {"slow-link", measure_slow_link},
                                                   {"flood", measure_flood},
                                                   {"idle", measure_idle}});

std::string section_names() {
  std::string names;
  for (const Section& section : kSections) names += (names.empty() ? "" : ", ") + std::string(section.name);
  return names;
}

void check_names(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::none_of(kSections.begin(), kSections.end(), [&](const Section& s) { return s.name == name; }))
      throw ArgumentError("--section \"" + name + "\" is none of " + section_names() + ".");
  }
}

/// Hundreds of viewers need as many file descriptors, here and in the process that is measured.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run_benchmark(const BenchmarkArguments& arguments) {
  std::vector<std::string> chosen = arguments.sections;
  check_names(chosen);
  if (arguments.scenes) chosen.emplace_back("scenes");
  raise_file_limit();
  Report report(arguments.json);
  Contents contents(arguments.plan);
  for (const Section& section : kSections) {
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), section.name) != chosen.end())
      section.measure(contents, arguments.plan, report);
  }
  if (chosen.empty()) list_unmeasured(report);
  report.finish();
  return 0;
}

}  // namespace

const MovingContent& Contents::hd() {
  if (!hd_) hd_.emplace(1280, 720, std::max(plan_.scaled(60), 4));
  return *hd_;
}

const MovingContent& Contents::full_hd() {
  if (!full_hd_) full_hd_.emplace(1920, 1080, std::max(plan_.scaled(16), 4));
  return *full_hd_;
}

Run add_benchmark(CommandLine& program) {
  auto arguments = std::make_shared<BenchmarkArguments>();
  Verb verb = program.add_verb("benchmark", "Measure this build on this machine");
  verb.flag("--json", arguments->json, "Print the figures as JSON");
  verb.texts("--section", arguments->sections, "Only this one; may be given again: " + section_names());
  verb.flag("--scenes", arguments->scenes, "Only the cost of the demo's scenes: --section scenes");
  verb.number("--seconds", arguments->plan.seconds, 0.05, 600,
              "Length of each stream; below 5 all else is shortened with it");
  verb.number("--starts", arguments->plan.starts, 1, 1000, "Starts of the program for the median");
  return [arguments] { return run_benchmark(*arguments); };
}

}  // namespace pdum::rfb::cli
