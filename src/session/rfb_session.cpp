#include "session/rfb_session.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "protocol/color_text.hpp"

namespace pdum::rfb {

namespace {

constexpr Duration kMinRttLife = std::chrono::seconds(1);

template <class Seconds>
Duration to_duration(Seconds seconds) {
  return std::chrono::duration_cast<Duration>(seconds);
}

}  // namespace

RfbSession::RfbSession(const SessionDeps& deps, std::weak_ptr<SessionHost> host, ViewerId id,
                       std::unique_ptr<ViewerChannel> channel, AuthContext context)
    : deps_(deps),
      host_(std::move(host)),
      id_(id),
      client_id_("viewer-" + std::to_string(id)),
      channel_(std::move(channel)),
      context_(std::move(context)),
      flow_(deps.options.max_inflight),
      meter_(deps.executor.clock().now()),
      idle_(to_duration(deps.options.idle_timeout)) {}

RfbSession::~RfbSession() = default;

void RfbSession::start() {
  channel_->start(weak_from_this());
  if (state_ == State::awaiting_hello) arm_hello_timer();
}

void RfbSession::close(CloseCode code, std::string reason) {
  if (state_ == State::closed) return;
  end();
  channel_->close(code, std::move(reason));
}

SessionMetrics RfbSession::metrics() const {
  SessionMetrics metrics = meter_.snapshot(now());
  metrics.inflight = flow_.in_flight();
  const SetQuality targets = quality();
  metrics.target_bitrate = static_cast<double>(*targets.bitrate);
  metrics.target_fps = *targets.fps;
  return metrics;
}

void RfbSession::show(std::shared_ptr<Rendition> rendition, StillTypes stills, Config config) {
  if (rendition_) rendition_->remove(id_);
  stills_ = stills;
  rendition_ = std::move(rendition);
  for (const Extension extension : kExtensions) {
    if (hello_.offer.has(extension)) config.extensions.emplace_back(name_of(extension));
  }
  if (hello_.offer.ui) config.ui = UiAnswer{.clipboard = clipboard(), .control = control_};
  if (hello_.offer.color && config.webcodecs) config.yuv = rendition_->yuv();
  if (hello_.offer.color && config.color != kSrgb) config.gamut = gamut_of(config.color);
  outgoing_.push_barrier(serialise_config(config));
  flush();
  if (state_ != State::closed) rendition_->add(id_, *this, stills, last_version_, !visible());
  if (told_.bitrate) on_targets();
}

void RfbSession::on_text(std::string_view text) {
  if (state_ == State::closed) return;
  if (state_ == State::awaiting_hello) return on_first_message(text);
  const ParsedMessage parsed = parse_client_message(text);
  if (parsed.verdict == Verdict::not_json) {
    return close(CloseCode::bad_text, "Messages are JSON objects with a string `type`.");
  }
  if (state_ == State::authenticating) return keep_for_later(parsed, text);
  rendition_->on_heard(id_);
  handle(parsed);
  if (state_ == State::active) flush();
}

void RfbSession::on_binary(std::size_t) {
  if (state_ == State::awaiting_hello) {
    return close(CloseCode::not_hello, "The first message must be `hello`.");
  }
  if (state_ == State::active) rendition_->on_heard(id_);
  if (state_ != State::closed) count_bad();
}

void RfbSession::on_writable() {
  if (state_ != State::active) return;
  flush();
  if (state_ == State::active) rendition_->on_writable();
}

void RfbSession::on_closed(CloseCode) {
  const std::shared_ptr<RfbSession> self = shared_from_this();
  end();
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_gone(*this);
}

std::optional<Duration> RfbSession::min_rtt() const {
  const TimePoint time = now();
  if (!min_rtt_read_at_ || time - *min_rtt_read_at_ > kMinRttLife) {
    min_rtt_ = channel_->min_rtt();
    min_rtt_read_at_ = time;
  }
  return min_rtt_;
}

void RfbSession::deliver(const SharedReadyFrame& frame, std::uint64_t seq) {
  if (state_ == State::closed) return;
  try {
    std::string prefix = compose_prefix(frame->type, seq, frame->middle);
    meter_.on_sent(frame->version, prefix.size() + frame->payload->size(), frame->keyframe,
                   frame->encode_time);
    outgoing_.push_frame(std::move(prefix), frame->payload);
    const bool timely = frame->version > last_version_ && frame->published >= watching_since_;
    sent_.on_sent(seq, {timely ? std::optional(frame->published) : std::nullopt, frame->scale});
    last_version_ = frame->version;
    outgoing_.flush(*channel_);
  } catch (const std::bad_alloc&) {
    close_without_memory();
  }
}

void RfbSession::flush() {
  try {
    outgoing_.flush(*channel_);
  } catch (const std::bad_alloc&) {
    close_without_memory();
  }
}

/// A frame that is missing breaks this viewer's chain, and nobody else's.
void RfbSession::close_without_memory() {
  close(CloseCode::try_again_later, "Out of memory.");
}

/// Counted from the connection; nothing the peer sends extends it.
void RfbSession::arm_hello_timer() {
  const auto act = [weak = weak_from_this()] {
    const std::shared_ptr<RfbSession> self = weak.lock();
    if (self && self->state_ == State::awaiting_hello) {
      self->close(CloseCode::no_hello, "No `hello` arrived in time.");
    }
  };
  hello_timer_ = deps_.executor.post_after(to_duration(deps_.options.hello_timeout), act);
}

void RfbSession::on_first_message(std::string_view text) {
  ParsedMessage parsed = parse_client_message(text);
  if (parsed.verdict == Verdict::not_json) {
    return close(CloseCode::bad_text, "Messages are JSON objects with a string `type`.");
  }
  auto* hello = std::get_if<Hello>(&parsed.message);
  if (parsed.verdict != Verdict::ok || hello == nullptr) {
    if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_bad_message();
    return close(CloseCode::not_hello, "The first message must be a valid `hello`.");
  }
  hello_timer_.reset();
  state_ = State::authenticating;
  if (parsed.field_ignored) count_bad();
  hello_ = std::move(*hello);
  if (!deps_.auth.required()) return admit(nullptr);
  context_.token = hello_.token.value_or("");
  context_.hello = text;
  deps_.auth.run(std::move(context_),
                 [weak = weak_from_this()](AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
                   if (const auto self = weak.lock()) self->on_verdict(verdict, std::move(principal));
                 });
}

void RfbSession::on_verdict(AuthVerdict verdict, std::shared_ptr<const Principal> principal) {
  if (state_ != State::authenticating) return;
  if (verdict == AuthVerdict::accepted) return admit(std::move(principal));
  if (verdict == AuthVerdict::busy) {
    return close(CloseCode::try_again_later, "Too many viewers are being checked; try again later.");
  }
  close(CloseCode::refused, "The application refused this viewer.");
}

void RfbSession::admit(std::shared_ptr<const Principal> principal) {
  const std::shared_ptr<SessionHost> host = host_.lock();
  if (!host) return close(CloseCode::going_away, "The display is closed.");
  if (!host->has_room()) {
    return close(CloseCode::try_again_later, "The viewer limit is reached; try again later.");
  }
  principal_ = std::move(principal);
  context_ = {};
  watching_since_ = now();
  if (!host->place(*this)) {
    return close(CloseCode::no_transport, "Nothing in `supported` is something this server can send.");
  }
  if (state_ == State::closed) return;
  state_ = State::active;
  was_accepted_ = true;
  host->on_accepted(*this);
  for (const std::string& text : early_.take()) {
    if (state_ == State::active) handle(parse_client_message(text));
  }
  if (state_ != State::active) return;
  arm_stats_timer();
  idle_.heard(now());
  arm_idle_timer();
}

void RfbSession::keep_for_later(const ParsedMessage& parsed, std::string_view text) {
  if (parsed.extension) return;  // none is in force yet
  if (parsed.verdict == Verdict::bad || parsed.field_ignored) count_bad();
  if (parsed.verdict == Verdict::bad || state_ == State::closed) return;
  if (std::holds_alternative<Ack>(parsed.message)) return count_bad();  // no frame was sent yet
  if (std::holds_alternative<SetViewport>(parsed.message)) early_.keep_viewport(text);
  if (std::holds_alternative<EventMessage>(parsed.message)) early_.keep_event(text);
}

void RfbSession::handle(const ParsedMessage& parsed) {
  if (parsed.extension && !hello_.offer.has(*parsed.extension)) return;  // as good as an unknown type
  if (parsed.verdict == Verdict::bad || parsed.field_ignored) count_bad();
  if (parsed.verdict == Verdict::bad || state_ != State::active) return;
  std::visit([this](const auto& message) { handle(message); }, parsed.message);
}

void RfbSession::handle(const Ack& ack) {
  const std::optional<SentPicture> sent = sent_.take(ack.seq);
  const AckResult result = rendition_->on_ack(id_, ack.seq, ack.decode_queue_size);
  if (result.verdict == AckVerdict::beyond) return count_bad();
  // A frame that nobody waits for any more may be on the screen all the same.
  if (sent && ack.displayed && ack.seq >= shown_seq_) {
    shown_ = sent->scale;
    shown_seq_ = ack.seq;
  }
  meter_.on_ack(result, ack.decode_queue_size);
  const std::shared_ptr<SessionHost> host = host_.lock();
  if (!result.rtt || !host) return;
  AckTimes times{.round_trip = *result.rtt, .frame_age = std::nullopt};
  if (sent && sent->published && ack.displayed) times.frame_age = now() - *sent->published;
  host->on_ack_times(times);
}

void RfbSession::handle(const RequestKeyframe&) {
  rendition_->on_request_keyframe(id_);
}

void RfbSession::handle(const DecoderReset&) {
  rendition_->on_decoder_reset(id_);
}

void RfbSession::handle(const Visibility& message) {
  if (visibility_.tell(message.visible, now())) on_visibility_changed();
  arm_visibility_timer();
}

void RfbSession::on_visibility_changed() {
  if (visible()) watching_since_ = now();
  // First, so that it is counted whatever happens, and told what is new before a frame comes.
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_visibility(*this);
  rendition_->set_hidden(id_, !visible());
}

void RfbSession::arm_visibility_timer() {
  const std::optional<TimePoint> due = visibility_.due();
  if (!due || visibility_timer_) return;
  visibility_timer_ = deps_.executor.post_after(*due - now(), [weak = weak_from_this()] {
    const std::shared_ptr<RfbSession> self = weak.lock();
    if (!self || self->state_ != State::active) return;
    self->visibility_timer_.reset();
    if (self->visibility_.settle(self->now())) self->on_visibility_changed();
    self->arm_visibility_timer();
  });
}

void RfbSession::count_bad() {
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_bad_message();
  if (bad_messages_.add(now())) close(CloseCode::policy, "Too many bad messages.");
}

void RfbSession::arm_idle_timer() {
  if (idle_.off()) return;
  idle_timer_ = deps_.executor.post_after(idle_.left(now()), [weak = weak_from_this()] {
    const std::shared_ptr<RfbSession> self = weak.lock();
    if (!self || self->state_ != State::active) return;
    if (self->idle_.left(self->now()) > Duration::zero()) return self->arm_idle_timer();
    self->close(CloseCode::normal, self->idle_.sentence());
  });
}

void RfbSession::arm_stats_timer() {
  const Duration interval = to_duration(deps_.options.stats_interval);
  if (interval <= Duration::zero()) return;
  stats_timer_ = deps_.executor.post_after(interval, [weak = weak_from_this()] {
    const std::shared_ptr<RfbSession> self = weak.lock();
    if (!self || self->state_ != State::active) return;
    if (self->visible()) self->send_stats();
    self->arm_stats_timer();
  });
}

void RfbSession::send_stats() {
  const SessionMetrics m = metrics();
  Stats stats;
  stats.rtt_ms = m.rtt_ms;
  stats.fps_sent = m.fps_sent;
  stats.fps_acked = m.fps_acked;
  stats.bitrate_bps = m.bitrate_bps;
  stats.encode_ms = m.encode_ms;
  stats.decode_queue_size = m.decode_queue_size;
  stats.dropped = m.frames_dropped;
  stats.target_bitrate = m.target_bitrate;
  stats.target_fps = m.target_fps;
  channel_->send_text(serialise_stats(stats));
}

/// The viewer stops counting: no timer, no frame, no input from here on. Idempotent.
void RfbSession::end() {
  const State previous = std::exchange(state_, State::closed);
  if (previous == State::closed) return;
  hello_timer_.reset();
  idle_timer_.reset();
  stats_timer_.reset();
  visibility_timer_.reset();
  if (rendition_) rendition_->remove(id_);
  const std::shared_ptr<SessionHost> host = host_.lock();
  if (!host) return;
  host->on_ended(*this);  // first, so that whoever handles the event finds the viewer gone from the count
  if (previous == State::active) {
    if (control_) release_input();
    push_input(Close{std::chrono::duration<double>(now()).count()}, {});
  }
}

}  // namespace pdum::rfb
