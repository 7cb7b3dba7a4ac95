#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/message_channel.hpp"
#include "protocol/envelope.hpp"

namespace pdum::rfb::testing {

/// A binary message as a viewer sees it.
struct ReceivedFrame {
  std::uint64_t seq = 0;
  bool video = false;
  bool keyframe = true;
  std::string codec;  ///< or MIME type
  int width = 0;
  std::int64_t timestamp_us = 0;
  std::string payload;
};

/// What a test keeps of a channel that a session owns.
struct Wire {
  std::vector<std::string> texts;
  std::vector<ReceivedFrame> frames;
  std::vector<std::string> order;  ///< "text", "frame" and "barrier" in the order of sending
  std::weak_ptr<ChannelHandler> handler;
  std::optional<CloseCode> closed;  ///< by the session
  std::string close_reason;
  int closes = 0;
  int sends_after_close = 0;
  bool gone = false;     ///< `on_closed` was delivered
  bool stalled = false;  ///< nothing leaves: what is sent stays unsent
  std::size_t unsent = 0;
  int waiting = 0;      ///< frames not yet begun
  int max_waiting = 0;  ///< more than 1 would close a real channel
  std::optional<Duration> min_rtt;

  void text(std::string_view message) const {
    if (const auto to = handler.lock()) to->on_text(message);
  }
  void binary() const {
    if (const auto to = handler.lock()) to->on_binary(10);
  }
  /// The link moves again.
  void drain() {
    stalled = false;
    unsent = 0;
    waiting = 0;
    if (const auto to = handler.lock(); to && !gone) to->on_writable();
  }
  /// The connection ends.
  void vanish(CloseCode code = CloseCode::abnormal) {
    if (gone) return;
    gone = true;
    if (const auto to = handler.lock()) to->on_closed(code);
  }
};

/// A channel that records.
class FakeChannel final : public MessageChannel {
 public:
  explicit FakeChannel(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}

  void start(std::weak_ptr<ChannelHandler> handler) override { wire_->handler = std::move(handler); }
  void send_text(std::string text, SendOrder order) override {
    if (wire_->closed) ++wire_->sends_after_close;
    wire_->texts.push_back(std::move(text));
    wire_->order.emplace_back(order == SendOrder::after_frames ? "barrier" : "text");
  }
  bool takes_frame() const override { return wire_->waiting == 0; }
  void send_frame(std::string prefix, SharedPayload payload) override {
    if (wire_->closed) ++wire_->sends_after_close;
    const std::string body(reinterpret_cast<const char*>(payload->data()), payload->size());
    wire_->frames.push_back(read(prefix + body));
    wire_->order.emplace_back("frame");
    if (!wire_->stalled) return;
    if (wire_->unsent > 0) ++wire_->waiting;
    wire_->max_waiting = std::max(wire_->max_waiting, wire_->waiting);
    wire_->unsent += prefix.size() + body.size();
  }
  std::size_t unsent_bytes() const override { return wire_->unsent; }
  std::size_t unacked_bytes() const override { return wire_->unsent; }
  std::optional<Duration> min_rtt() const override { return wire_->min_rtt; }
  std::string remote() const override { return "192.0.2.1"; }
  void close(CloseCode code, std::string reason) override {
    ++wire_->closes;
    if (wire_->closed) return;
    wire_->closed = code;
    wire_->close_reason = std::move(reason);
  }

 private:
  static ReceivedFrame read(const std::string& message) {
    const Result<UnpackedFrame> unpacked = unpack_frame(message);
    ReceivedFrame frame;
    frame.codec = "malformed";
    if (!unpacked) return frame;
    frame.seq = unpacked->seq;
    frame.payload = unpacked->payload;
    if (const auto* video = std::get_if<VideoHeader>(&unpacked->header)) {
      frame.video = true;
      frame.keyframe = video->keyframe;
      frame.codec = video->codec;
      frame.width = video->width;
      frame.timestamp_us = video->timestamp_us;
    } else {
      const auto& image = std::get<ImageHeader>(unpacked->header);
      frame.codec = image.mime;
      frame.width = image.width;
      frame.timestamp_us = image.timestamp_us;
    }
    return frame;
  }

  const std::shared_ptr<Wire> wire_;
};

}  // namespace pdum::rfb::testing
