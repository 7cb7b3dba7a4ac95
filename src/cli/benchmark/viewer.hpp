#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/benchmark/ws_client.hpp"

namespace pdum::rfb::cli {

enum class ViewerKind : std::uint8_t { video, image };

/// What a viewer lists as `supported`, as JSON strings.
std::string supported_by(ViewerKind kind);

/// What a viewer has seen since its counters were cleared.
struct ViewerCounts {
  std::uint64_t frames = 0;
  std::uint64_t keyframes = 0;  ///< video only
  std::uint64_t bytes = 0;
  std::int64_t first_timestamp_us = 0;
  std::int64_t last_timestamp_us = 0;

  /// Frames that a source of `fps` published from the first to the last one seen.
  double published(double fps) const {
    return static_cast<double>(last_timestamp_us - first_timestamp_us) * fps * 1e-6 + 1;
  }
};

/// One frame as it came.
struct FrameSeen {
  std::int64_t timestamp_us = 0;  ///< of its header
  std::size_t bytes = 0;          ///< of the message
};

/// A viewer that acknowledges every frame as soon as it has arrived.
class Viewer {
 public:
  Viewer(int port, ViewerKind kind, const Connecting& how = {});
  /// `supported`: strings of JSON with commas between them.
  Viewer(int port, const std::string& supported, const Connecting& how);

  int file() const { return socket_.file(); }
  /// Takes in what has arrived, `most` bytes of it. False: the connection has ended.
  bool pump(std::size_t most = SIZE_MAX);
  void send_text(std::string_view text) const { socket_.send_text(text); }
  int close_code() const { return socket_.close_code(); }
  ViewerCounts counts;
  std::function<void(const FrameSeen&)> on_frame;  ///< before it is acknowledged; may be empty

 private:
  void take(std::string_view message);
  WsClient socket_;
};

/// Lets viewers watch until `deadline`; throws `Failure` when one is cut off.
void watch(const std::vector<std::unique_ptr<Viewer>>& viewers,
           std::chrono::steady_clock::time_point deadline);

/// The same until the viewer has a frame, for at most `patience`. False: none came.
bool await_frame(Viewer& viewer, std::chrono::milliseconds patience);

}  // namespace pdum::rfb::cli
