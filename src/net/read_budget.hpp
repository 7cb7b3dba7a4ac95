#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/clock.hpp"

namespace pdum::rfb {

/// So many units a second on average, twice that at once.
class TokenBucket {
 public:
  explicit TokenBucket(double per_second) : rate_(per_second), tokens_(2 * per_second) {}
  void spend(double units, TimePoint now);
  /// How long to wait until spending may go on; zero when it may now.
  Duration wait(TimePoint now);

 private:
  void refill(TimePoint now);
  double rate_;    ///< units per second
  double tokens_;  ///< below zero: overdrawn
  TimePoint filled_{};
};

/// Counts the WebSocket frames that begin in a client's bytes: also pings and empty fragments, which Beast
/// handles without telling.
class FrameCounter {
 public:
  /// The bytes that follow those given before; returns the number of complete frame headers in them.
  std::size_t count(std::span<const std::byte> bytes) noexcept;

 private:
  bool finish_header() noexcept;
  std::array<std::uint8_t, 14> header_{};
  std::size_t have_ = 0;
  std::size_t need_ = 2;
  std::uint64_t payload_left_ = 0;
};

/// What one viewer may send: 2,000 frames and 1 MiB a second, bursts of twice that. Beyond it the socket is
/// not read, so that TCP slows the peer down; what comes over an attached transport waits.
class ReadBudget {
 public:
  static constexpr double kFramesPerSecond = 2000;
  static constexpr double kBytesPerSecond = 1024.0 * 1024.0;

  /// Bytes of a WebSocket as they came.
  void received(std::span<const std::byte> bytes, TimePoint now);
  /// One message of a transport that tells them apart.
  void received_message(std::size_t bytes, TimePoint now);
  Duration wait(TimePoint now);

 private:
  TokenBucket frames_{kFramesPerSecond};
  TokenBucket bytes_{kBytesPerSecond};
  FrameCounter counter_;
};

}  // namespace pdum::rfb
