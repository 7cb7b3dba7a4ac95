#pragma once

#include <chrono>
#include <optional>

#include "cli/benchmark/moving_content.hpp"
#include "cli/benchmark/report.hpp"

namespace pdum::rfb::cli {

/// How long and how much to measure.
struct BenchmarkPlan {
  static constexpr double kUsualSeconds = 5;
  double seconds = kUsualSeconds;  ///< of each stream
  int starts = 10;                 ///< of the program, for the median

  /// At most 1: how much is left of what is usual.
  double share() const { return seconds < kUsualSeconds ? seconds / kUsualSeconds : 1; }
  /// What takes `usual` takes less where streams are short, never more.
  std::chrono::milliseconds scaled(std::chrono::milliseconds usual) const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(usual.count()) * share()));
  }
  /// The same for repetitions; one at least.
  int scaled(int usual) const {
    const int count = static_cast<int>(usual * share());
    return count < 1 ? 1 : count;
  }
};

/// Moving content that several sections measure with, made when the first of them asks.
class Contents {
 public:
  explicit Contents(const BenchmarkPlan& plan) : plan_(plan) {}
  const MovingContent& hd();       ///< 1280x720, a second of it
  const MovingContent& full_hd();  ///< 1920x1080, a quarter of a second: its file and the frames are large

 private:
  const BenchmarkPlan& plan_;
  std::optional<MovingContent> hd_;
  std::optional<MovingContent> full_hd_;
};

// Sections. Each adds its figures to the report.
void measure_scenes(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_conversion(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_publish(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_still(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_wire(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_start(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_streams(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_crowd(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_tls(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_join(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_input(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_slow_link(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_flood(Contents& contents, const BenchmarkPlan& plan, Report& report);
void measure_idle(Contents& contents, const BenchmarkPlan& plan, Report& report);

/// Goals that no section measures.
void list_unmeasured(Report& report);

}  // namespace pdum::rfb::cli
