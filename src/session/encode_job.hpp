#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "encode/encoder_registry.hpp"
#include "encode/frame_scaler.hpp"
#include "session/lane_link.hpp"

namespace pdum::rfb {

inline constexpr std::size_t kMaxEncodedBytes = 64U << 20;
/// An encoder of video is not opened for a new frame size or colour space more often than this.
inline constexpr Duration kReopenEvery = std::chrono::milliseconds(250);

enum class EncodeFault : std::uint8_t {
  none,
  failed,      ///< could not be opened, returned a failure or threw
  bad_output,  ///< empty, over 64 MiB, or no keyframe although one was due
  too_large,   ///< the frame is beyond the codec's limit
  hung,        ///< no result in time
};

struct EncodeResult {
  EncodeFault fault = EncodeFault::none;
  std::string reason;      ///< a sentence; empty without a fault
  bool skipped = false;    ///< nothing newer, or too early to reopen: nothing was encoded
  Duration retry_after{};  ///< when skipped
  SharedFrame frame;       ///< of which `encoded` is
  PixelSize size;          ///< in which it was encoded
  std::uint64_t fed = 0;   ///< newest version that the encoder has; `frame`'s unless it keeps some
  bool held = false;       ///< nothing has come out yet: neither `frame` nor `encoded`
  EncodedFrame encoded;
  Duration elapsed{};
};

struct EncodeOrder {
  bool keyframe = false;
  bool repeat = false;              ///< the newest frame once more, so that what stays inside comes out
  bool reopen = false;              ///< begin with a new encoder
  double fps = 0;                   ///< measured; 0: not known yet
  std::int64_t bitrate = 0;         ///< see `EncodeRequest`
  int quality = 0;                  ///< see `EncodeRequest`
  double scale = 1;                 ///< sides of the picture, of those that were published
  std::uint64_t after_version = 0;  ///< without `keyframe`, only a newer frame is encoded
};

/// What an encode lane works on. One job at a time touches it; the strand touches `started_at_us`, `ended`
/// and `written_off` alone.
struct EncodeBench {
  EncodeBench(std::shared_ptr<LaneLink> to, EncoderEntry what, const EncoderSettings& how)
      : link(std::move(to)), entry(std::move(what)), settings(how) {}

  const std::shared_ptr<LaneLink> link;
  const EncoderEntry entry;  ///< a copy: a job that hangs may outlive the registry
  EncoderSettings settings;  ///< width, height and color: of the encoder that is open
  std::unique_ptr<Encoder> encoder;
  std::deque<SharedFrame> inside;  ///< frames that have not come out, the oldest first
  FrameScaler scaler;
  TimePoint opened_at{};
  std::atomic<TimePoint::rep> started_at_us{-1};  ///< of the job that runs; -1: it has not begun
  std::atomic<bool> ended{false};                 ///< the job has run to its end
  bool written_off = false;                       ///< strand only
};

/// Encodes the newest frame. Never throws.
EncodeResult run_encode_job(EncodeBench& bench, const EncodeOrder& order);

}  // namespace pdum::rfb
