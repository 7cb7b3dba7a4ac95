#include "hub/hub.hpp"

#include <algorithm>
#include <utility>

#include "hub/stream.hpp"
#include "protocol/capabilities.hpp"

namespace pdum::rfb {

Hub::Hub(const HubDeps& deps)
    : deps_(deps),
      counters_(std::make_shared<StreamCounters>(deps.encoders)),
      recorder_(std::make_shared<EventRecorder>()),
      ui_(std::make_shared<UiState>()) {
  const std::string name(kDefaultStream);
  streams_.emplace(name, Stream::make(deps_, name, counters_, recorder_, ui_));
}

Hub::~Hub() = default;

void Hub::on_published() {
  for (const auto& [name, stream] : streams_) stream->on_published();
}

void Hub::on_ui_changed() {
  for (const auto& [name, stream] : streams_) stream->on_ui_changed();
}

void Hub::shutdown(const std::function<void()>& done) {
  // One stream for now, so its end is the end of all.
  for (const auto& [name, stream] : streams_) stream->shutdown(done);
}

bool Hub::idle() const {
  for (const auto& [name, stream] : streams_) {
    if (!stream->idle()) return false;
  }
  return true;
}

int Hub::client_count() const noexcept {
  return counters_->clients.load();
}

int Hub::visible_client_count() const noexcept {
  return std::max(counters_->clients.load() - counters_->hidden.load(), 0);
}

DisplayMetrics Hub::counters() const {
  DisplayMetrics metrics;
  metrics.frames_encoded = counters_->frames_encoded.load();
  metrics.encoder_errors = counters_->encoder_errors.load();
  metrics.events_received = counters_->events_received.load();
  metrics.events_refused = counters_->events_refused.load();
  metrics.bad_messages = counters_->bad_messages.load();
  counters_->timings.write_to(metrics);
  return metrics;
}

void Hub::accept(std::unique_ptr<MessageChannel> channel, AuthContext context) {
  if (Stream* stream = find(context.stream)) return stream->accept(std::move(channel), std::move(context));
  // Any stream can say the goodbye.
  streams_.begin()->second->refuse(std::move(channel), CloseCode::unknown_stream, "There is no such stream.");
}

std::vector<StreamInfo> Hub::streams() const {
  std::vector<StreamInfo> infos;
  for (const auto& [name, stream] : streams_) infos.push_back(stream->info());
  return infos;
}

std::optional<std::vector<SessionMetrics>> Hub::session_metrics(std::string_view stream) const {
  const Stream* found = find(stream);
  if (found == nullptr) return std::nullopt;
  return found->session_metrics();
}

DisplayMetrics Hub::display_metrics(std::string_view stream) const {
  if (find(stream) == nullptr) return {};
  DisplayMetrics metrics = counters();
  if (deps_.complete_metrics) deps_.complete_metrics(metrics);
  return metrics;
}

bool Hub::recording() const {
  return deps_.options.record_events;
}

std::vector<std::string> Hub::recorded_events() const {
  return recorder_->snapshot();
}

void Hub::reset_recorded_events() {
  recorder_->clear();
}

Stream* Hub::find(std::string_view name) const {
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : found->second.get();
}

}  // namespace pdum::rfb
