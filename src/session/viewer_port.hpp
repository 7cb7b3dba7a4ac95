#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <pdum/rfb/options.hpp>

#include "core/clock.hpp"
#include "core/payload.hpp"
#include "protocol/envelope.hpp"
#include "session/flow_control.hpp"

namespace pdum::rfb {

/// Number of a viewer within its hub.
using ViewerId = std::uint64_t;

/// The state of a viewer's transport, sampled when asked.
struct LinkState {
  std::size_t unsent = 0;   ///< bytes that TCP has not sent yet, everything that waits included
  std::size_t unacked = 0;  ///< bytes that the peer's TCP has not acknowledged, the unsent ones included
  std::optional<Duration> min_rtt;  ///< unloaded round trip
};

/// Published pixels in one pixel of what was sent.
struct PictureScale {
  double x = 1;
  double y = 1;
  friend bool operator==(const PictureScale&, const PictureScale&) = default;
};

/// An encoded frame, the same for all viewers it goes to.
struct ReadyFrame {
  FrameType type = FrameType::image_frame;
  std::string middle;  ///< of the header, see `header_middle`
  SharedPayload payload;
  std::uint64_t version = 0;
  TimePoint published{};  ///< when `publish` was called
  bool keyframe = true;
  PictureScale scale;
  Duration encode_time{};
};
using SharedReadyFrame = std::shared_ptr<const ReadyFrame>;

/// A kind of image beside a viewer's own frames.
struct StillType {
  ImageFormat format = ImageFormat::jpeg;
  /// Asks a type that can be lossy for every bit. PNG always is exact, so it is never asked: both uses share
  /// one.
  bool exact = false;
  constexpr StillType(ImageFormat of, bool all_bits = false) : format(of), exact(all_bits) {}
  friend auto operator<=>(const StillType&, const StillType&) = default;
};
inline constexpr StillType kExactWebp{ImageFormat::webp, true};

/// The image types that a viewer is shown beside its own frames; none: never.
struct StillTypes {
  std::optional<StillType> waiting;  ///< while it waits for a keyframe
  std::optional<StillType> resting;  ///< lossless, once a picture rests
  std::optional<StillType> sharp;    ///< once a picture rests that was encoded for less
  friend bool operator==(const StillTypes&, const StillTypes&) = default;
};

/// A viewer as renditions see it. Strand only.
class ViewerPort {
 public:
  virtual ~ViewerPort() = default;
  // Each asks the operating system, or may; whoever needs one of them asks for that.
  virtual std::size_t unsent() const = 0;               ///< see `LinkState`
  virtual std::size_t unacked() const = 0;              ///< see `LinkState`
  virtual std::optional<Duration> min_rtt() const = 0;  ///< see `LinkState`
  LinkState link() const { return {unsent(), unacked(), min_rtt()}; }
  virtual FlowControl& flow() = 0;
  /// Sends `frame` as number `seq`, which `flow().record_send` gave out.
  virtual void deliver(const SharedReadyFrame& frame, std::uint64_t seq) = 0;
  /// The targets of its rendition have changed.
  virtual void on_targets() {}
};

}  // namespace pdum::rfb
