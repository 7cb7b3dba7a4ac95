#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace pdum::rfb::cli {

/// Milliseconds since `from`.
inline double milliseconds_since(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
}

/// Milliseconds of processor time that this thread has used.
inline double thread_cpu_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

inline double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median processor time of this thread for each of several pieces of work, taken in turns so that a change
/// of the machine's speed meets all of them. Each is called with the number of the round.
template <class... Work>
std::vector<double> interleaved_medians(int rounds, Work&&... work) {
  std::vector<std::vector<double>> times(sizeof...(work));
  for (int round = 0; round < rounds; ++round) {
    std::size_t which = 0;
    const auto time = [&](auto& piece) {
      const double before = thread_cpu_milliseconds();
      piece(round);
      times[which++].push_back(thread_cpu_milliseconds() - before);
    };
    (time(work), ...);
  }
  std::vector<double> medians;
  medians.reserve(times.size());
  for (auto& series : times) medians.push_back(median(std::move(series)));
  return medians;
}

}  // namespace pdum::rfb::cli
