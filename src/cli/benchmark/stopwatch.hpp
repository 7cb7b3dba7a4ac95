#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <utility>
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

/// The value that `share` (0 to 1) of all values lie below; 0 of none.
inline double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto rank =
      std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * share));
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

inline double median(std::vector<double> values) {
  return percentile(std::move(values), 0.5);
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
