// What a program costs whose picture rests.
#include <optional>
#include <thread>

#include "cli/benchmark/server_run.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr std::chrono::milliseconds kTime{10'000};
constexpr std::chrono::milliseconds kSettle{1000};
constexpr double kGoal = 10;  // ms of CPU in that time
constexpr int kExamplePort = 8765;

/// A program whose picture rests.
struct Resting {
  std::string title;
  Child* program = nullptr;
  int port = 0;
};

bool somebody_listens(int port) {
  try {
    const TcpClient client(port);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

/// The example that renders on demand, where this program lies in its build folder and the example's port is
/// free.
std::unique_ptr<Child> start_example() {
  if (somebody_listens(kExamplePort)) return nullptr;
  std::unique_ptr<Child> example;
  try {
    example = std::make_unique<Child>(folder_of_this_program() + "examples/example_on_demand",
                                      std::vector<std::string>{"example_on_demand"});
  } catch (const Failure&) {
    return nullptr;
  }
  for (int i = 0; i < 100; ++i) {
    if (somebody_listens(kExamplePort)) return example;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return nullptr;
}

/// Adds what each program has used while these viewers, if any, watched.
void report_time(const std::vector<Resting>& programs, const Viewers& viewers, const std::string& who,
                 std::chrono::milliseconds time, Report& report) {
  watch_for(viewers, kSettle);
  std::vector<double> before;
  before.reserve(programs.size());
  for (const Resting& resting : programs) before.push_back(resting.program->cpu_seconds());
  watch_for(viewers, time);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    report.add({.name = programs[i].title + ", " + who + ": CPU",
                .value = 1e3 * (programs[i].program->cpu_seconds() - before[i]),
                .unit = "ms",
                .goal = kGoal});
  }
}

}  // namespace

void measure_idle(Contents&, const BenchmarkPlan& plan, Report& report) {
  const auto time = plan.scaled(kTime);
  report.heading("Resting picture, CPU in " + std::to_string(time.count()) + " ms");
  const MovingContent picture(1280, 720, 1);
  PipeChild pipe(loop_arguments(picture, ViewerKind::video));
  const std::unique_ptr<Child> example = start_example();
  std::vector<Resting> programs = {{"pipe with one frame", &pipe, pipe.port()}};
  if (example) programs.push_back({"example on_demand", example.get(), kExamplePort});
  report_time(programs, {}, "no viewer", time, report);
  Viewers viewers;
  for (const Resting& resting : programs) join(viewers, 1, resting.port, ViewerKind::video);
  report_time(programs, viewers, "one viewer", time, report);
  if (!example)
    report.add(
        {.name = "example on_demand: CPU", .note = "not built beside this program, or its port is in use"});
}

}  // namespace pdum::rfb::cli
