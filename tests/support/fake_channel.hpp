#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/viewer_channel.hpp"
#include "protocol/envelope.hpp"

namespace pdum::rfb::testing {

/// A binary message as a viewer sees it.
struct ReceivedFrame {
  std::uint64_t seq = 0;
  bool video = false;
  bool keyframe = true;
  std::string codec;  ///< or MIME type
  int width = 0;
  int height = 0;
  double pixel_ratio = 1;
  std::int64_t timestamp_us = 0;
  std::string header;  ///< as sent
  std::string payload;
};

/// What a test keeps of a channel that a session owns.
struct Wire {
  static constexpr std::size_t kWritableBytes = 16 * 1024;

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
  bool above = false;       ///< `unsent` has reached 16 KiB, so that `on_writable` is due when it falls below
  int waiting = 0;          ///< frames not yet begun
  int max_waiting = 0;      ///< more than 1 would close a real channel
  int bad_allocs = 0;       ///< so many of the next frames find no memory
  int text_bad_allocs = 0;  ///< so many of the next texts find no memory
  std::optional<Duration> min_rtt;

  void text(std::string_view message) const {
    if (const auto to = handler.lock()) to->on_text(message);
  }
  void binary() const {
    if (const auto to = handler.lock()) to->on_binary(10);
  }
  void writable() const {
    if (const auto to = handler.lock(); to && !gone) to->on_writable();
  }
  void hold(std::size_t bytes) {
    if (!stalled) return;
    unsent += bytes;
    above = above || unsent >= kWritableBytes;
  }
  /// So many bytes leave, and the frame that waited begins to; the session hears of it as from a real
  /// channel.
  void leave(std::size_t bytes) {
    unsent -= std::min(bytes, unsent);
    const bool began = std::exchange(waiting, 0) > 0;
    const bool fell = above && unsent < kWritableBytes;
    above = above && !fell;
    if (began || fell) writable();
  }
  /// The link moves again.
  void drain() {
    stalled = false;
    leave(unsent);
  }
  /// The connection ends.
  void vanish(CloseCode code = CloseCode::abnormal) {
    if (gone) return;
    gone = true;
    if (const auto to = handler.lock()) to->on_closed(code);
  }
};

/// A channel that records.
class FakeChannel final : public ViewerChannel {
 public:
  explicit FakeChannel(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}

  void start(std::weak_ptr<ChannelHandler> handler) override { wire_->handler = std::move(handler); }
  void send_text(std::string text, SendOrder order) override {
    if (wire_->text_bad_allocs > 0) {
      --wire_->text_bad_allocs;
      throw std::bad_alloc();
    }
    if (wire_->closed) ++wire_->sends_after_close;
    wire_->hold(text.size());
    wire_->texts.push_back(std::move(text));
    wire_->order.emplace_back(order == SendOrder::after_frames ? "barrier" : "text");
  }
  bool takes_frame() const override { return wire_->waiting == 0; }
  void send_frame(std::string prefix, SharedPayload payload) override {
    if (wire_->bad_allocs > 0) {
      --wire_->bad_allocs;
      throw std::bad_alloc();
    }
    if (wire_->closed) ++wire_->sends_after_close;
    const std::string body(reinterpret_cast<const char*>(payload->data()), payload->size());
    wire_->frames.push_back(read(prefix + body));
    wire_->order.emplace_back("frame");
    if (wire_->stalled && wire_->unsent > 0) ++wire_->waiting;
    wire_->max_waiting = std::max(wire_->max_waiting, wire_->waiting);
    wire_->hold(prefix.size() + body.size());
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
    constexpr std::size_t kLengthBytes = 4;
    frame.header = message.substr(kLengthBytes, message.size() - kLengthBytes - frame.payload.size());
    if (const auto* video = std::get_if<VideoHeader>(&unpacked->header)) {
      frame.video = true;
      frame.keyframe = video->keyframe;
      frame.codec = video->codec;
      copy_common(*video, frame);
    } else {
      const auto& image = std::get<ImageHeader>(unpacked->header);
      frame.codec = image.mime;
      copy_common(image, frame);
    }
    return frame;
  }
  template <class Header>
  static void copy_common(const Header& header, ReceivedFrame& frame) {
    frame.width = header.width;
    frame.height = header.height;
    frame.pixel_ratio = header.pixel_ratio;
    frame.timestamp_us = header.timestamp_us;
  }

  const std::shared_ptr<Wire> wire_;
};

}  // namespace pdum::rfb::testing
