#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/event.hpp>
#include <pdum/rfb/metrics.hpp>
#include <pdum/rfb/options.hpp>

#include "core/auth_runner.hpp"
#include "core/executor.hpp"
#include "core/live_count.hpp"
#include "core/viewer_channel.hpp"
#include "protocol/control.hpp"
#include "session/bad_message_limiter.hpp"
#include "session/early_messages.hpp"
#include "session/flow_control.hpp"
#include "session/held_input.hpp"
#include "session/idle_watch.hpp"
#include "session/outgoing_queue.hpp"
#include "session/rate_limit.hpp"
#include "session/rendition.hpp"
#include "session/sent_pictures.hpp"
#include "session/session_meter.hpp"
#include "session/stream_timings.hpp"
#include "session/viewer_port.hpp"
#include "session/visibility_gate.hpp"

namespace pdum::rfb {

class RfbSession;

/// What a session asks of the stream it belongs to. Strand only.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  virtual bool has_room() const = 0;
  /// Negotiates and calls `show` on the session; false: there is no transport both sides know.
  virtual bool place(RfbSession& session) = 0;
  virtual void on_accepted(RfbSession& session) = 0;
  /// `json`: the event object as received, "" for what the server made.
  virtual void on_input(InputEvent event, std::string_view json) = 0;
  virtual void on_bad_message() = 0;
  /// The view of a viewer has another size.
  virtual void on_viewport(const RfbSession& session, const Resize& view) = 0;
  virtual void on_ack_times(const AckTimes& times) = 0;
  /// The page of an accepted viewer has become visible or hidden.
  virtual void on_visibility(RfbSession& session) = 0;
  /// Something of a viewer that had no right to it was dropped.
  virtual void on_refused_event() = 0;
  virtual void on_control_wish(RfbSession& session, const ControlWish& wish) = 0;
  /// The viewer no longer counts; its channel may still be closing.
  virtual void on_ended(RfbSession& session) = 0;
  /// The last call: the session may be let go, but not inside this call.
  virtual void on_gone(RfbSession& session) = 0;
};

/// What a session works with. Everything outlives the session's open state.
struct SessionDeps {
  Executor& executor;
  AuthRunner& auth;
  const StreamOptions& options;
};

/// One viewer from its first message to its end.
///
/// Thread safety: strand only. After `close` and after `on_closed` no handler acts any more.
class RfbSession final : public ChannelHandler,
                         public ViewerPort,
                         public std::enable_shared_from_this<RfbSession>,
                         private LiveCount<RfbSession> {
 public:
  using LiveCount<RfbSession>::count;

  RfbSession(const SessionDeps& deps, std::weak_ptr<SessionHost> host, ViewerId id,
             std::unique_ptr<ViewerChannel> channel, AuthContext context);
  ~RfbSession() override;

  /// Waits for `hello`.
  void start();
  void close(CloseCode code, std::string reason);
  void close_without_memory();

  ViewerId id() const { return id_; }
  const std::string& client_id() const { return client_id_; }
  bool accepted() const { return state_ == State::active; }
  bool was_accepted() const { return was_accepted_; }
  const std::vector<std::string>& supported() const { return hello_.supported; }
  const ExtensionOffer& offer() const { return hello_.offer; }
  /// Whether anybody can see the viewer's page; always, as far as viewers without that extension go.
  bool visible() const { return visibility_.visible(); }
  const std::shared_ptr<Rendition>& rendition() const { return rendition_; }
  StillTypes stills() const { return stills_; }
  SessionMetrics metrics() const;
  /// Null without an authenticate hook.
  const std::shared_ptr<const Principal>& principal() const { return principal_; }
  std::string remote() const { return channel_->remote(); }
  /// Whether its input reaches the application. Losing control lets go of what it holds down.
  bool has_control() const { return control_; }
  void set_control(bool control);
  /// Whether text for the clipboard may be sent to it; `named`: the application has named this viewer, so
  /// that it need not have control.
  bool takes_clipboard(bool named) const;
  /// A message of an extension in force; frames may be overtaken. Throws `std::bad_alloc`, then it was not
  /// sent.
  void send_control(std::string text);

  /// From now on the viewer sees `rendition`; `config` goes ahead of its frames and behind all others.
  void show(std::shared_ptr<Rendition> rendition, StillTypes stills, Config config);

  // ChannelHandler
  void on_text(std::string_view text) override;
  void on_binary(std::size_t bytes) override;
  void on_writable() override;
  void on_closed(CloseCode code) override;

  // ViewerPort
  std::size_t unsent() const override { return channel_->unsent_bytes() + outgoing_.bytes(); }
  std::size_t unacked() const override { return channel_->unacked_bytes() + outgoing_.bytes(); }
  std::optional<Duration> min_rtt() const override;
  FlowControl& flow() override { return flow_; }
  void deliver(const SharedReadyFrame& frame, std::uint64_t seq) override;
  void on_targets() override;

 private:
  enum class State : std::uint8_t { awaiting_hello, authenticating, active, closed };

  TimePoint now() const { return deps_.executor.clock().now(); }
  void arm_hello_timer();
  void on_first_message(std::string_view text);
  void on_verdict(AuthVerdict verdict, std::shared_ptr<const Principal> principal);
  void admit(std::shared_ptr<const Principal> principal);
  void keep_for_later(const ParsedMessage& parsed, std::string_view text);
  void handle(const ParsedMessage& parsed);
  void handle(const Hello&) { count_bad(); }
  void handle(const Ack& ack);
  void handle(const RequestKeyframe&);
  void handle(const DecoderReset&);
  void handle(const SetViewport& viewport);
  void handle(const EventMessage& message);
  void handle(const Visibility& message);
  void handle(const PasteMessage& message);
  void handle(const ControlWish& wish);
  void drop_input(const Event& event);
  void release_input();
  Clipboard clipboard() const;
  void handle(const UnknownMessage&) {}
  void on_visibility_changed();
  void arm_visibility_timer();
  void flush();
  void push_input(Event event, std::string_view json);
  SetQuality quality() const;
  void count_bad();
  void arm_idle_timer();
  void arm_stats_timer();
  void send_stats();
  void end();

  // Constant after construction.
  const SessionDeps deps_;
  const std::weak_ptr<SessionHost> host_;
  const ViewerId id_;
  const std::string client_id_;
  const std::unique_ptr<ViewerChannel> channel_;
  // Strand only.
  State state_ = State::awaiting_hello;
  bool was_accepted_ = false;
  AuthContext context_;
  Hello hello_;
  std::shared_ptr<const Principal> principal_;
  EarlyMessages early_;
  std::shared_ptr<Rendition> rendition_;
  StillTypes stills_;
  std::uint64_t last_version_ = 0;  ///< of what was sent last
  SentPictures sent_;
  PictureScale shown_;  ///< of the newest frame acked: what positions of the pointer refer to
  std::uint64_t shown_seq_ = 0;
  TimePoint watching_since_{};  ///< accepted, or visible again
  FlowControl flow_;
  OutgoingQueue outgoing_;
  BadMessageLimiter bad_messages_;
  SessionMeter meter_;
  SetQuality told_;  ///< what the viewer knows; empty: the options' values
  VisibilityGate visibility_;
  HeldInput held_;
  bool control_ = true;
  RateLimit pastes_{5, std::chrono::seconds(1)};
  RateLimit wishes_{4, std::chrono::seconds(1)};
  RateLimit requests_{1, std::chrono::seconds(2)};  ///< for control
  IdleWatch idle_;
  std::unique_ptr<Timer> idle_timer_;
  std::unique_ptr<Timer> hello_timer_;
  std::unique_ptr<Timer> stats_timer_;
  std::unique_ptr<Timer> visibility_timer_;
  mutable std::optional<Duration> min_rtt_;
  mutable std::optional<TimePoint> min_rtt_read_at_;
};

}  // namespace pdum::rfb
