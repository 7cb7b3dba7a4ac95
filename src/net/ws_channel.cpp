#include "net/ws_channel.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/error.hpp>
#include <exception>
#include <utility>

#include "net/ws_session.hpp"

namespace pdum::rfb {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr std::size_t kWritableBytes = 16 * 1024;
constexpr std::size_t kIdleBufferBytes = 4096;
constexpr std::size_t kCloseFrameBytes = 256;  ///< more than a close frame and a pong
constexpr std::size_t kMaxReasonBytes = 123;
constexpr Duration kAcceptDeadline = std::chrono::seconds(10);
constexpr Duration kCloseDeadline = std::chrono::seconds(1);
constexpr Duration kWritablePoll = std::chrono::milliseconds(5);

CloseCode close_code_of(const error_code& error, const websocket::close_reason& reason) {
  if (error == websocket::error::closed) {
    constexpr std::uint16_t kNoStatus = 1005;
    if (reason.code == 0 || reason.code == kNoStatus) return CloseCode::normal;
    return static_cast<CloseCode>(reason.code);
  }
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
    return CloseCode::too_big;
  if (error == websocket::error::bad_frame_payload) return CloseCode::bad_text;
  return CloseCode::abnormal;
}

/// At most what a close frame holds, cut between characters.
std::string cut_reason(std::string reason) {
  if (reason.size() <= kMaxReasonBytes) return reason;
  std::size_t size = kMaxReasonBytes;
  while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xc0U) == 0x80U) --size;
  reason.resize(size);
  return reason;
}

/// What the session holds; the connection outlives it for as long as closing takes.
class WsChannel final : public ViewerChannel {
 public:
  explicit WsChannel(std::shared_ptr<WsSession> session) : session_(std::move(session)) {}
  ~WsChannel() override { session_->close(CloseCode::going_away, {}); }
  WsChannel(const WsChannel&) = delete;
  WsChannel& operator=(const WsChannel&) = delete;

  void start(std::weak_ptr<ChannelHandler> handler) override { session_->start(std::move(handler)); }
  void send_text(std::string text, SendOrder order) override { session_->send_text(std::move(text), order); }
  void send_frame(std::string prefix, SharedPayload payload) override {
    session_->send_frame(std::move(prefix), std::move(payload));
  }
  bool takes_frame() const override { return session_->takes_frame(); }
  std::size_t unsent_bytes() const override { return session_->unsent_bytes(); }
  std::size_t unacked_bytes() const override { return session_->unacked_bytes(); }
  std::optional<Duration> min_rtt() const override { return session_->min_rtt(); }
  std::string remote() const override { return session_->remote(); }
  void close(CloseCode code, std::string reason) override { session_->close(code, std::move(reason)); }

 private:
  const std::shared_ptr<WsSession> session_;
};

}  // namespace

WsSession::WsSession(asio::io_context& context, Executor& executor, std::shared_ptr<LogSink> log,
                     const WsSettings& settings, std::unique_ptr<ByteStream> stream, WsEvents events)
    : executor_(executor),
      log_(std::move(log)),
      settings_(settings),
      wire_(std::make_shared<Wire>(executor, std::move(stream))),
      remote_(settings.remote.empty() ? wire_->stream().remote() : settings.remote),
      events_(std::move(events)),
      ws_(std::make_unique<Stream>(context, wire_)),
      // With no room to spare, Beast would take an empty last fragment of the largest message for an
      // overflow.
      buffer_(settings.max_message_bytes + 1) {
  configure();
}

void WsSession::configure() {
  ws_->set_option(
      websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false});
  ws_->set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "pdum-rfb");
  }));
  ws_->auto_fragment(false);
  ws_->read_message_max(settings_.max_message_bytes);
}

void WsSession::accept(const std::string& key) {
  namespace http = boost::beast::http;
  // The head was checked before; this is what Beast needs of it.
  http::request<http::empty_body> request(http::verb::get, "/", 11);
  request.set(http::field::host, "localhost");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::sec_websocket_version, "13");
  request.set(http::field::sec_websocket_key, key);
  ws_->control_callback([weak = weak_from_this()](websocket::frame_type type, boost::beast::string_view) {
    if (const auto self = weak.lock()) self->on_control(type);
  });
  // Beast's own end of a connection (oversized message, answered close) drains without a deadline of its own.
  wire_->on_drain([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->begin_closing(CloseCode::abnormal);
  });
  accept_deadline_ = executor_.post_after(kAcceptDeadline, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->die(CloseCode::abnormal, true);
  });
  ws_->async_accept(request,
                    [self = shared_from_this()](const error_code& error) { self->on_accepted(error); });
}

void WsSession::on_accepted(const error_code& error) {
  accept_deadline_.reset();
  if (dead()) return;
  if (error) return die(CloseCode::abnormal, false);
  if (state_ == State::closing) return send_close();
  state_ = State::open;
  if (settings_.ping_interval > Duration(0))
    liveness_.emplace(settings_.ping_interval, executor_.clock().now());
  set_heartbeat();
  if (events_.on_open)
    std::exchange(events_.on_open, nullptr)(std::make_unique<WsChannel>(shared_from_this()));
}

void WsSession::start(std::weak_ptr<ChannelHandler> handler) {
  handler_ = std::move(handler);
  if (state_ == State::open && !reading_) read_next();
}

/// A peer's close frame: Beast answers it, and may wait for a write that never ends.
void WsSession::on_control(websocket::frame_type type) {
  if (type == websocket::frame_type::close) begin_closing(CloseCode::normal);
}

/// Beast posts each completion, so every message is a turn of the strand of its own: far below the 64 that
/// one viewer may have in a turn.
void WsSession::read_next() {
  reading_ = true;
  ws_->async_read(
      buffer_, [self = shared_from_this()](const error_code& error, std::size_t) { self->on_read(error); });
}

void WsSession::on_read(const error_code& error) {
  reading_ = false;
  if (dead()) return;
  if (error) return die(local_close_ ? close_code_ : close_code_of(error, ws_->reason()), false);
  if (state_ != State::open) return;  // the close operation reads on by itself
  const auto handler = handler_.lock();
  if (!handler) return close(CloseCode::going_away, {});
  deliver(*handler);
  if (dead()) return;
  note_first_message();
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > kIdleBufferBytes) buffer_.shrink_to_fit();
  if (state_ == State::open) read_next();
}

/// Whoever is closed for its first message was never a viewer.
void WsSession::note_first_message() {
  if (state_ != State::open || std::exchange(heard_a_message_, true)) return;
  if (events_.on_first_message) events_.on_first_message();
}

void WsSession::deliver(ChannelHandler& handler) {
  try {
    if (ws_->got_text()) {
      const auto data = buffer_.cdata();
      handler.on_text({static_cast<const char*>(data.data()), data.size()});
    } else {
      handler.on_binary(buffer_.size());
    }
  } catch (const std::exception& error) {
    log_->write_limited(LogLevel::error, "viewer message",
                        "A message of a viewer could not be handled: " + escape_for_log(error.what()));
    die(CloseCode::abnormal, true);
  }
}

void WsSession::send_text(std::string text, SendOrder order) {
  if (state_ == State::open)
    after_push(queue_.push_text(std::move(text), order), "256 KiB of control messages wait");
}

void WsSession::send_frame(std::string prefix, SharedPayload payload) {
  if (state_ == State::open)
    after_push(queue_.push_frame(std::move(prefix), std::move(payload)), "a frame waits already");
}

void WsSession::after_push(bool pushed, const char* what) {
  if (!pushed) return give_up(what);
  write_next();
  note_unsent();
}

void WsSession::write_next() {
  if (writing_ || state_ != State::open) return;
  writing_ = queue_.pop();
  if (!writing_) return;
  write_began_ = wire_->written();
  ws_->binary(writing_->is_frame);
  std::array<asio::const_buffer, 2> buffers{asio::buffer(writing_->head)};
  if (writing_->payload) buffers[1] = asio::buffer(writing_->payload->data(), writing_->payload->size());
  ws_->async_write(buffers, [self = shared_from_this()](const error_code& error, std::size_t) {
    self->on_written(error);
  });
}

void WsSession::on_written(const error_code& error) {
  writing_.reset();
  if (dead()) return;
  if (error) {
    // The read knows why the stream ended, and ends as well.
    return reading_ ? begin_closing(CloseCode::abnormal) : die(close_code_, false);
  }
  if (state_ == State::closing) return send_close();
  write_next();
  // The frame that waited has begun to leave: there is room for the next one.
  if (writing_ && writing_->is_frame) return tell_writable();
  check_writable();
}

void WsSession::tell_writable() {
  if (const auto handler = handler_.lock()) handler->on_writable();
}

std::size_t WsSession::waiting_bytes() const {
  std::size_t bytes = queue_.bytes();
  if (writing_)
    bytes += writing_->size() - std::min<std::uint64_t>(writing_->size(), wire_->written() - write_began_);
  return bytes;
}

std::size_t WsSession::unsent_bytes() const {
  return dead() ? 0 : waiting_bytes() + wire_->stream().unsent_bytes();
}

std::size_t WsSession::unacked_bytes() const {
  return dead() ? 0 : waiting_bytes() + wire_->stream().unacked_bytes();
}

/// Bytes become unsent by a push only, so that is where the handler's wait begins.
void WsSession::note_unsent() {
  if (!above_ && state_ == State::open) above_ = unsent_bytes() >= kWritableBytes;
}

void WsSession::check_writable() {
  if (state_ != State::open || !above_ || writing_) return;
  if (unsent_bytes() >= kWritableBytes) return wait_writable();
  above_ = false;
  tell_writable();
}

void WsSession::wait_writable() {
  if (std::exchange(waiting_writable_, true)) return;
  wire_->stream().wait_writable([self = shared_from_this()](IoStatus status, std::size_t) {
    if (self->dead()) return;
    if (status != IoStatus::ok) return self->die(CloseCode::abnormal, true);
    // The kernel may call a socket writable that holds more than we want; ask again, not at once.
    self->writable_poll_ = self->executor_.post_after(
        self->unsent_bytes() < kWritableBytes ? Duration(0) : kWritablePoll, [weak = self->weak_from_this()] {
          const auto session = weak.lock();
          if (!session) return;
          session->waiting_writable_ = false;
          session->check_writable();
        });
  });
}

void WsSession::set_heartbeat() {
  if (!liveness_) return;
  heartbeat_ = executor_.post_after(liveness_->period(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_heartbeat();
  });
}

void WsSession::on_heartbeat() {
  if (dead()) return;
  const std::size_t in_kernel = wire_->stream().unacked_bytes();
  const std::uint64_t written = wire_->written();
  const Liveness::Observation seen{.last_heard = wire_->last_heard(),
                                   .acked_bytes = written - std::min<std::uint64_t>(written, in_kernel),
                                   .bytes_wait = in_kernel > 0 || writing_.has_value()};
  switch (liveness_->check(executor_.clock().now(), seen)) {
    case Liveness::Verdict::silent:
      return give_up("it has not answered pings");
    case Liveness::Verdict::stalled:
      return give_up("its connection has taken nothing for 20 s");
    case Liveness::Verdict::ping:
      send_ping();
      break;
    case Liveness::Verdict::alive:
      break;
  }
  set_heartbeat();
}

void WsSession::send_ping() {
  if (state_ != State::open || std::exchange(pinging_, true)) return;
  ws_->async_ping({}, [self = shared_from_this()](const error_code&) { self->pinging_ = false; });
}

void WsSession::close(CloseCode code, std::string reason) {
  if (state_ == State::closing || dead()) return;
  const bool accepting = state_ == State::accepting;
  local_close_ = true;
  close_reason_ = cut_reason(std::move(reason));
  begin_closing(code);
  if (!dead() && !accepting && !writing_) send_close();
}

/// No message after this, and at most a second more; less where the owner wants the place (`dead` on return).
void WsSession::begin_closing(CloseCode code) {
  if (state_ == State::closing || dead()) return;
  state_ = State::closing;
  close_code_ = code;
  queue_.clear();
  above_ = false;
  writable_poll_.reset();
  close_deadline_ = executor_.post_after(kCloseDeadline, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->dead()) return;
    // What a peer does not take would stay in the kernel for minutes.
    self->die(self->close_code_, self->unacked_bytes() > kCloseFrameBytes);
  });
  const bool server_goes = local_close_ && code == CloseCode::going_away;
  if (!server_goes && events_.on_closing) events_.on_closing();
}

void WsSession::send_close() {
  // A close that the peer or Beast began is answered by the read operation.
  if (!local_close_ || std::exchange(close_sent_, true)) return;
  const websocket::close_reason reason(static_cast<websocket::close_code>(close_code_),
                                       boost::beast::string_view(close_reason_.data(), close_reason_.size()));
  ws_->async_close(reason, [self = shared_from_this()](const error_code&) {
    if (!self->dead() && !self->reading_) self->die(self->close_code_, false);
  });
}

void WsSession::give_up(const char* why) {
  log_->write_limited(LogLevel::info, "viewer cut", "Viewer " + remote_ + " was disconnected: " + why + ".");
  die(CloseCode::abnormal, true);
}

/// The only way to the last state. May run inside a call of the session or of Beast, so the rest is posted.
void WsSession::die(CloseCode code, bool reset) {
  if (dead()) return;
  state_ = State::dead;
  if (reset) {
    wire_->reset();
  } else {
    wire_->close();
  }
  queue_.clear();
  heartbeat_.reset();
  accept_deadline_.reset();
  close_deadline_.reset();
  writable_poll_.reset();
  executor_.post([self = shared_from_this(), code] { self->bury(code); });
}

void WsSession::bury(CloseCode code) {
  // Operations that wait for each other inside the stream go with it; they hold us.
  ws_.reset();
  wire_->on_drain(nullptr);
  if (const auto handler = std::exchange(handler_, {}).lock()) handler->on_closed(code);
  const WsEvents events = std::exchange(events_, {});
  if (events.on_gone) events.on_gone();
}

std::shared_ptr<WsConnection> make_ws_connection(boost::asio::io_context& context, Executor& executor,
                                                 std::shared_ptr<LogSink> log, const WsSettings& settings,
                                                 std::unique_ptr<ByteStream> stream, WsEvents events) {
  return std::make_shared<WsSession>(context, executor, std::move(log), settings, std::move(stream),
                                     std::move(events));
}

int live_ws_connections() noexcept {
  return WsSession::count();
}

}  // namespace pdum::rfb
