#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/payload.hpp"

namespace pdum::rfb {

/// Close codes of protocol.md section 1.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  no_transport = 1003,
  abnormal = 1006,  ///< never sent: the peer vanished
  bad_text = 1007,
  policy = 1008,
  too_big = 1009,
  try_again_later = 1013,
  not_hello = 4400,
  refused = 4401,
  unknown_stream = 4404,
  no_hello = 4408,
};

/// Hears what a channel receives. All calls on the strand; none after `on_closed`, and none inside a call
/// into the channel.
class ChannelHandler {
 public:
  virtual ~ChannelHandler() = default;
  virtual void on_text(std::string_view text) = 0;  ///< valid during the call
  virtual void on_binary(std::size_t bytes) = 0;    ///< contents are ignored by the protocol
  /// Queued and unsent bytes fell below 16 KiB, or the frame that waited has begun to leave.
  virtual void on_writable() = 0;
  virtual void on_closed(CloseCode code) = 0;  ///< exactly once, the last call
};

/// Whether a control message may overtake a frame that waits in the channel.
enum class SendOrder : std::uint8_t { overtake, after_frames };

/// One viewer's message transport, as the session sees it. Strand only.
///
/// Holds at most one message being written and one waiting frame, plus control messages up to 256 KiB; more
/// closes this channel and no other. `close` is idempotent; nothing is delivered after it but `on_closed`.
class ViewerChannel {
 public:
  virtual ~ViewerChannel() = default;
  virtual void start(std::weak_ptr<ChannelHandler> handler) = 0;
  virtual void send_text(std::string text, SendOrder order = SendOrder::overtake) = 0;
  /// Whether a frame may be handed over now: none waits behind the message that is being written.
  virtual bool takes_frame() const = 0;
  /// Only while `takes_frame()`. `prefix`: length and header of protocol.md section 3; `payload` is shared
  /// with other viewers and never copied.
  virtual void send_frame(std::string prefix, SharedPayload payload) = 0;
  /// Bytes handed to this channel that TCP has not sent yet (SIOCOUTQNSD plus what waits here).
  virtual std::size_t unsent_bytes() const = 0;
  /// Bytes sent or unsent that the peer's TCP has not acknowledged (SIOCOUTQ plus what waits here).
  virtual std::size_t unacked_bytes() const = 0;
  /// TCP's minimum round trip, or nothing where the transport does not know.
  virtual std::optional<Duration> min_rtt() const = 0;
  /// Numeric address of the peer.
  virtual std::string remote() const = 0;
  virtual void close(CloseCode code, std::string reason) = 0;
};

}  // namespace pdum::rfb
