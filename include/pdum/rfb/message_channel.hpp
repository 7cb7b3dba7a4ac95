#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace pdum::rfb {

/// Takes what a viewer sends over a `MessageChannel`. The library's; made for one channel. Any thread, never
/// waits; outlives the channel and the server.
class MessageReceiver {
 public:
  virtual ~MessageReceiver() = default;
  /// A text message, whole. 2,000 messages and 1 MiB a second are taken, bursts of twice that; what comes
  /// faster waits. One that is longer than `ServerOptions::max_message_bytes`, or more than 1 MiB that waits,
  /// ends the session.
  virtual void text(std::string_view message) = 0;
  /// A binary message. Viewers send none; it is counted.
  virtual void binary() = 0;
  /// `unsent_bytes` has fallen below 16 KiB. Without this no further frame comes.
  virtual void writable() = 0;
  /// The transport has ended, by itself or after `MessageChannel::close`. Nothing counts after this.
  virtual void closed() = 0;
};

/// A binary message in two parts that follow each other.
struct BinaryMessageParts {
  std::string_view head;              ///< valid during the call
  std::span<const std::byte> body;    ///< valid as long as `owner` is held
  std::shared_ptr<const void> owner;  ///< shared with other viewers
};

/// Any transport of whole messages, in order and without loss, for `Server::attach`: a WebSocket of another
/// library, a data channel, a pipe. Implemented by the application.
///
/// Threads: all members but the constructor are called on the library's I/O thread, one at a time; they must
/// not wait. What they throw ends the session and is logged.
class MessageChannel {
 public:
  /// After `close` within a second; at the latest with the server, then on the thread that ends it.
  virtual ~MessageChannel() = default;
  /// The first call. From now on what the viewer sends goes to `receiver`.
  virtual void start(std::shared_ptr<MessageReceiver> receiver) = 0;
  /// Queues a text message; `message` is valid during the call.
  virtual void send_text(std::string_view message) = 0;
  /// Queues a binary message. Comes only while `unsent_bytes` is below 16 KiB.
  virtual void send_binary(const BinaryMessageParts& message) = 0;
  /// Bytes that were queued and have not left yet. With more than 256 KiB the session ends at the next text.
  virtual std::size_t unsent_bytes() const = 0;
  /// Says goodbye with a WebSocket close code, where the transport has such a thing, and ends; then
  /// `MessageReceiver::closed`.
  virtual void close(int code, std::string_view reason) = 0;
};

}  // namespace pdum::rfb
