#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/live_count.hpp"
#include "net/liveness.hpp"
#include "net/send_queue.hpp"
#include "net/wire_stream.hpp"
#include "net/ws_channel.hpp"

namespace pdum::rfb {

/// One upgraded connection. Only ws_channel.cpp includes this file: it brings all of Beast.
class WsSession final : public WsConnection,
                        public std::enable_shared_from_this<WsSession>,
                        LiveCount<WsSession> {
 public:
  using LiveCount<WsSession>::count;

  WsSession(boost::asio::io_context& context, Executor& executor, std::shared_ptr<LogSink> log,
            const WsSettings& settings, std::unique_ptr<ByteStream> stream, WsEvents events);

  void accept(const std::string& key) override;
  void abort() override { die(CloseCode::abnormal, true); }
  void shut_down() override { close(CloseCode::going_away, "the server is closing"); }

  // What the channel's handle forwards.
  void start(std::weak_ptr<ChannelHandler> handler);
  void send_text(std::string text, SendOrder order);
  void send_frame(std::string prefix, SharedPayload payload);
  bool takes_frame() const { return state_ == State::open && !queue_.has_frame(); }
  std::size_t unsent_bytes() const;
  std::size_t unacked_bytes() const;
  std::optional<Duration> min_rtt() const { return dead() ? std::nullopt : wire_->stream().min_rtt(); }
  const std::string& remote() const { return remote_; }
  void close(CloseCode code, std::string reason);

 private:
  enum class State : std::uint8_t { accepting, open, closing, dead };
  using Stream = boost::beast::websocket::stream<WireStream, false>;

  bool dead() const noexcept { return state_ == State::dead; }
  void configure();
  void on_accepted(const boost::system::error_code& error);
  void on_control(boost::beast::websocket::frame_type type);

  void read_next();
  void on_read(const boost::system::error_code& error);
  void deliver(ChannelHandler& handler);
  void note_first_message();

  void after_push(bool pushed, const char* what);
  void write_next();
  void on_written(const boost::system::error_code& error);
  std::size_t waiting_bytes() const;
  void note_unsent();
  void tell_writable();
  void check_writable();
  void wait_writable();

  void set_heartbeat();
  void on_heartbeat();
  void send_ping();

  void begin_closing(CloseCode code);
  void send_close();
  void give_up(const char* why);
  void die(CloseCode code, bool reset);
  void bury(CloseCode code);

  // Constant after construction.
  Executor& executor_;
  const std::shared_ptr<LogSink> log_;
  const WsSettings settings_;
  const std::shared_ptr<Wire> wire_;
  const std::string remote_;

  // I/O strand only.
  WsEvents events_;
  std::unique_ptr<Stream> ws_;  ///< gone a moment after death, with whatever Beast still holds in it
  State state_ = State::accepting;
  std::unique_ptr<Timer> accept_deadline_;
  std::weak_ptr<ChannelHandler> handler_;
  bool reading_ = false;
  bool heard_a_message_ = false;
  boost::beast::flat_buffer buffer_;

  SendQueue queue_;
  std::optional<OutMessage> writing_;
  std::uint64_t write_began_ = 0;  ///< `wire_->written()` then
  bool above_ = false;             ///< the handler waits for `on_writable`
  bool waiting_writable_ = false;
  std::unique_ptr<Timer> writable_poll_;

  std::optional<Liveness> liveness_;
  std::unique_ptr<Timer> heartbeat_;
  bool pinging_ = false;

  CloseCode close_code_ = CloseCode::abnormal;
  std::string close_reason_;
  bool local_close_ = false;
  bool close_sent_ = false;
  std::unique_ptr<Timer> close_deadline_;
};

}  // namespace pdum::rfb
