#include "hub/stream.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "protocol/ui_text.hpp"

namespace pdum::rfb {
namespace {

Client client_of(const RfbSession& session) {
  return {session.client_id(), session.principal(), session.remote()};
}

}  // namespace

Stream::Stream(const HubDeps& deps, std::string name, StreamParts parts)
    : deps_(deps),
      name_(std::move(name)),
      parts_(std::move(parts)),
      place_{deps.executor, deps.workers, std::make_shared<LaneLink>(deps.executor, parts_.frames),
             std::make_shared<ZombieCount>()},
      own_auth_(parts_.own_auth ? std::make_unique<RevocableAuth>(parts_.auth, deps.executor) : nullptr),
      options_(parts_.options),
      control_(options_.control),
      // It lives as long as what keeps the state alive.
      ui_(std::make_shared<UiDesk>(deps.executor, std::shared_ptr<UiState>(parts_.owner, &parts_.ui),
                                   [this](const RfbSession& session) { return role_of(session); })) {}

std::shared_ptr<Stream> Stream::make(const HubDeps& deps, std::string name, StreamParts parts) {
  auto stream = std::make_shared<Stream>(deps, std::move(name), std::move(parts));
  stream->stills_ = std::make_shared<StillMaker>(
      stream->place_, deps.encoders, stream->options_,
      [weak = stream->weak_from_this()](StillType type, const SharedReadyFrame& still) {
        if (const std::shared_ptr<Stream> self = weak.lock()) self->on_still(type, still);
      },
      [weak = stream->weak_from_this()](const EncoderEntry& encoder, const std::string& reason) {
        if (const std::shared_ptr<Stream> self = weak.lock()) self->on_still_fault(encoder, reason);
      });
  return stream;
}

Stream::~Stream() {
  place_.link->cut();
  for (auto& [key, entry] : renditions_) entry.rendition->detach_host();
}

void Stream::accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) {
  const ViewerId id = ++last_id_;
  const auto session =
      std::make_shared<RfbSession>(SessionDeps{deps_.executor, parts_.auth, options_}, weak_from_this(), id,
                                   std::move(channel), std::move(context));
  sessions_[id] = session;
  session->start();
}

void Stream::on_published() {
  const std::uint64_t newest = parts_.frames.newest_version();
  if (newest == newest_seen_) return;
  newest_seen_ = newest;
  for (auto& [key, entry] : renditions_) entry.rendition->on_published(newest);
}

void Stream::shutdown(std::function<void()> done) {
  shut_down_ = true;
  on_idle_ = std::move(done);
  if (own_auth_) own_auth_->revoke();
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) session->close(CloseCode::going_away, "The display is closed.");
  if (idle() && on_idle_) deps_.executor.post(std::exchange(on_idle_, {}));
}

StreamInfo Stream::info() const {
  const Config size = config_for({});
  return {name_, size.width, size.height, options_.fps, parts_.counters.clients.load()};
}

std::vector<SessionMetrics> Stream::session_metrics() const {
  std::vector<SessionMetrics> metrics;
  for (const auto& [id, session] : sessions_) {
    if (session->accepted()) metrics.push_back(session->metrics());
  }
  return metrics;
}

DisplayMetrics Stream::display_metrics() const {
  DisplayMetrics metrics = parts_.counters.metrics();
  if (parts_.complete_metrics) parts_.complete_metrics(metrics);
  return metrics;
}

bool Stream::has_room() const {
  return parts_.counters.clients.load() < options_.max_viewers;
}

bool Stream::place(RfbSession& session) {
  if (!session.accepted()) admit(session);
  auto negotiated = select_transport(session.supported(), deps_.encoders, policy(false));
  // Better an encoder that failed a while ago than a viewer turned away.
  if (!negotiated) negotiated = select_transport(session.supported(), deps_.encoders, policy(true));
  if (!negotiated) return false;
  show(session, *negotiated);
  return true;
}

/// Before its `config`, which says whether it has control.
void Stream::admit(RfbSession& session) {
  const Principal* principal = session.principal().get();
  control_.join(session.id(), session.client_id(), principal ? principal->role : Role::controller,
                principal ? principal->name : std::string(), deps_.executor.clock().now());
  session.set_control(control_.controls(session.id()));
}

void Stream::on_accepted(RfbSession& session) {
  ++parts_.counters.clients;
  parts_.events.joined(client_of(session));
  ui_->join(session);
}

void Stream::on_input(InputEvent event, std::string_view json) {
  ++parts_.counters.events_received;
  if (options_.record_events && !json.empty()) parts_.recorder.record(json);
  parts_.events.push(std::move(event), json);
}

/// Of several viewers who may act the last counts, once nobody resizes any more.
void Stream::on_viewport(const RfbSession& session, const Resize& view) {
  if (options_.resize_policy != ResizePolicy::match_client || !session.has_control()) return;
  const std::optional<Target> target =
      fit_target(view, std::min(options_.max_render_dimension, options_.max_side));
  if (!target) return;
  const auto delay = std::chrono::duration_cast<Duration>(options_.resize_debounce);
  target_timer_ = deps_.executor.post_after(delay, [weak = weak_from_this(), target] {
    const std::shared_ptr<Stream> self = weak.lock();
    if (!self) return;
    self->parts_.target.set(*target);
    self->parts_.events.wake();
  });
}

void Stream::on_visibility(RfbSession& session) {
  session.visible() ? --parts_.counters.hidden : ++parts_.counters.hidden;
  if (session.visible()) ui_->on_visible(session);
}

void Stream::on_ended(RfbSession& session) {
  if (!session.visible()) --parts_.counters.hidden;
  if (session.was_accepted()) {
    --parts_.counters.clients;
    ui_->leave(session);
    parts_.events.left(client_of(session));
  }
  leave_control(session);
  if (session.rendition() && session.rendition()->empty()) let_linger(session.rendition());
}

void Stream::on_gone(RfbSession& session) {
  deps_.executor.post([weak = weak_from_this(), id = session.id()] {
    if (const std::shared_ptr<Stream> self = weak.lock()) self->erase(id);
  });
}

/// What it holds down is let go before somebody else has control.
void Stream::leave_control(RfbSession& session) {
  control_.leave(session.id(), deps_.executor.clock().now());
  deps_.executor.post([weak = weak_from_this()] {
    if (const std::shared_ptr<Stream> self = weak.lock()) self->apply_control();
  });
}

void Stream::erase(ViewerId id) {
  sessions_.erase(id);
  if (shut_down_ && idle() && on_idle_) std::exchange(on_idle_, {})();
}

void Stream::on_rendition_broken(Rendition& rendition, EncodeFault fault, const std::string& reason) {
  const std::string& name = rendition.encoder().name;
  deps_.log.write_limited(LogLevel::warning, "encoder " + name,
                          "Encoder " + name + " cannot go on: " + escape_for_log(reason) +
                              " Its viewers are shown another encoding where they know one.");
  if (fault != EncodeFault::too_large) banned_[name] = deps_.executor.clock().now() + kBan;
  move_viewers(rendition.shared_from_this());
}

/// Each viewer goes to the best of what is left; one that nothing else can serve stays, and is tried again.
void Stream::move_viewers(const std::shared_ptr<Rendition>& broken) {
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) {
    if (session->rendition() != broken || !session->accepted()) continue;
    const auto negotiated = select_transport(session->supported(), deps_.encoders, policy(false));
    if (!negotiated || negotiated->encoder == &broken->encoder()) continue;
    try {
      show(*session, *negotiated);
    } catch (const std::bad_alloc&) {  // the others still want to be moved
      session->close_without_memory();
    }
  }
  if (!broken->empty()) return broken->retry(kRetry);
  const auto found = renditions_.find(key_of(*broken));
  if (found == renditions_.end() || found->second.rendition != broken) return;
  broken->detach_host();
  renditions_.erase(found);
}

NegotiationPolicy Stream::policy(bool with_banned) const {
  NegotiationPolicy policy;
  policy.transport = options_.transport;
  policy.image_format = options_.image_format;
  policy.video_encoder = options_.video_encoder;
  policy.chroma = options_.chroma;
  policy.image_quality = options_.image_quality;
  const Config size = config_for({});
  policy.width = size.width;
  policy.height = size.height;
  if (!with_banned) {
    policy.usable = [this, now = deps_.executor.clock().now()](const EncoderEntry& entry) {
      const auto ban = banned_.find(entry.name);
      return ban == banned_.end() || ban->second <= now;
    };
  }
  return policy;
}

void Stream::show(RfbSession& session, const Negotiated& negotiated) {
  const std::shared_ptr<Rendition> rendition = choose_rendition(session, *negotiated.encoder);
  session.show(rendition, negotiated.stills, config_for(rendition->encoder()));
}

/// Viewers pick profile and conversion: so that they cannot have any number of encoders run, each after the
/// third gets one that is there, or else the conversion of base clients.
std::shared_ptr<Rendition> Stream::choose_rendition(const RfbSession& session, const EncoderEntry& encoder) {
  const YuvEncoding yuv = yuv_for(session, encoder);
  const auto known = renditions_.find({encoder.name, yuv.matrix, yuv.range});
  const bool runs = known != renditions_.end() && !known->second.rendition->empty();
  if (runs || !encoder.video || yuv == YuvEncoding{}) return rendition_for(encoder, yuv);
  std::ptrdiff_t running = 0;
  std::shared_ptr<Rendition> same_encoder;
  for (const auto& [key, entry] : renditions_) {
    if (!entry.rendition->encoder().video || entry.rendition->empty() || entry.rendition->broken()) continue;
    ++running;
    if (key.encoder == encoder.name) same_encoder = entry.rendition;
  }
  if (running < kMaxVideoRenditions) return rendition_for(encoder, yuv);
  return same_encoder ? same_encoder : rendition_for(encoder, {});
}

Stream::RenditionKey Stream::key_of(const Rendition& rendition) {
  return {rendition.encoder().name, rendition.yuv().matrix, rendition.yuv().range};
}

YuvEncoding Stream::yuv_for(const RfbSession& session, const EncoderEntry& encoder) const {
  const std::optional<ColorOffer>& color = session.offer().color;
  if (!encoder.video || !color) return {};
  std::vector<YuvEncoding> in_use;
  for (const auto& [key, entry] : renditions_) {
    if (key.encoder == encoder.name && !entry.rendition->empty()) in_use.push_back(entry.rendition->yuv());
  }
  return choose_yuv(color->yuv, in_use);
}

std::shared_ptr<Rendition> Stream::rendition_for(const EncoderEntry& encoder, YuvEncoding yuv) {
  const RenditionKey key{encoder.name, yuv.matrix, yuv.range};
  if (const auto found = renditions_.find(key); found != renditions_.end()) {
    found->second.linger.reset();
    return found->second.rendition;
  }
  std::shared_ptr<Rendition> rendition = Rendition::make(place_, encoder, yuv, options_, *this);
  renditions_[key].rendition = rendition;
  if (const std::uint64_t newest = parts_.frames.newest_version(); newest > 0)
    rendition->on_published(newest);
  return rendition;
}

Config Stream::config_for(const EncoderEntry& encoder) const {
  Config config;
  config.webcodecs = encoder.video;
  config.codec = announced_codec(encoder);
  config.width = options_.width;
  config.height = options_.height;
  if (const SharedFrame frame = parts_.frames.newest()) {
    config.width = frame->view.width;
    config.height = frame->view.height;
    config.pixel_ratio = frame->pixel_ratio;
    config.color = frame->color;
  }
  return config;
}

void Stream::let_linger(const std::shared_ptr<Rendition>& rendition) {
  const RenditionKey key = key_of(*rendition);
  const auto found = renditions_.find(key);
  if (found == renditions_.end() || found->second.rendition != rendition) return;
  found->second.linger = deps_.executor.post_after(kLinger, [weak = weak_from_this(), key] {
    const std::shared_ptr<Stream> self = weak.lock();
    if (!self) return;
    const auto entry = self->renditions_.find(key);
    if (entry == self->renditions_.end() || !entry->second.rendition->empty()) return;
    entry->second.rendition->detach_host();
    self->renditions_.erase(entry);
  });
}

void Stream::on_still_fault(const EncoderEntry& encoder, const std::string& reason) {
  on_encoder_error();
  deps_.log.write_limited(LogLevel::warning, "still " + encoder.name,
                          "Encoder " + encoder.name + " made no still: " + escape_for_log(reason) +
                              " It is tried again every second; the stream itself goes on.");
}

void Stream::on_still(StillType type, const SharedReadyFrame& still) {
  for (auto& [key, entry] : renditions_) {
    entry.rendition->on_still(type, still);
  }
}

}  // namespace pdum::rfb
