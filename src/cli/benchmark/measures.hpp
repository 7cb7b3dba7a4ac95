#pragma once

#include "cli/benchmark/moving_content.hpp"
#include "cli/benchmark/report.hpp"

namespace pdum::rfb::cli {

/// How long and how much to measure.
struct BenchmarkPlan {
  double seconds = 5;  ///< of each stream
  int starts = 10;     ///< of the program, for the median
};

// Each adds its figures to the report.
void measure_streams(const MovingContent& content, const BenchmarkPlan& plan, Report& report);
void measure_start(const MovingContent& content, const BenchmarkPlan& plan, Report& report);
void measure_idle_viewers(Report& report);
void measure_publish(const MovingContent& content, Report& report);
void measure_conversion(const MovingContent& content, Report& report);
void measure_scenes(int width, int height, Report& report);
void list_unmeasured(Report& report);

}  // namespace pdum::rfb::cli
