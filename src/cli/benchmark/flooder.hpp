#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace pdum::rfb::cli {

/// What a flood consists of.
struct FloodPlan {
  std::vector<std::string> messages;  ///< text messages, sent in turns
  double per_second = 10'000;         ///< offered; less is sent where the server does not read
};

/// A viewer of video that sends far more than a person could, from a thread of its own. It watches too: it
/// acknowledges every frame. Cut off, it connects again, at most a thousand times a second. Its connection
/// ends by a reset, so that nothing of the flood is left to read.
class Flooder {
 public:
  Flooder(int port, FloodPlan plan);
  ~Flooder();
  Flooder(const Flooder&) = delete;
  Flooder& operator=(const Flooder&) = delete;

  std::uint64_t sent() const { return sent_; }                ///< messages
  std::uint64_t connections() const { return connections_; }  ///< made
  int close_code() const { return close_code_; }              ///< of the last close of the server; 0: none

 private:
  void run();
  void flood_once();

  // Constant after construction.
  const int port_;
  const FloodPlan plan_;
  // Own synchronization.
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<int> close_code_{0};
  std::thread thread_;
};

}  // namespace pdum::rfb::cli
