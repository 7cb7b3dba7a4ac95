// What a viewer does reaches the application, or not: input, pasted text, wishes about control.
#include <utility>

#include "protocol/event_codec.hpp"
#include "protocol/ui_text.hpp"
#include "session/pointer_mapping.hpp"
#include "session/rfb_session.hpp"

namespace pdum::rfb {
namespace {

/// What the application hears of every viewer, whoever may act.
bool needs_control(const Event& event) {
  return !std::holds_alternative<Resize>(event) && !std::holds_alternative<FocusIn>(event) &&
         !std::holds_alternative<FocusOut>(event) && !std::holds_alternative<Show>(event) &&
         !std::holds_alternative<Hide>(event);
}

}  // namespace

void RfbSession::handle(const SetViewport& viewport) {
  const Resize view = make_resize(viewport, std::chrono::duration<double>(now()).count());
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_viewport(*this, view);
  push_input(view, {});
}

void RfbSession::handle(const EventMessage& message) {
  Result<Event> event = parse_event(message.json);
  if (!event) return count_bad();
  const bool mapped = map_to_published(*event, shown_);
  if (!control_ && needs_control(*event)) return drop_input(*event);
  if (!held_.pass(*event)) return;
  const std::string json = mapped ? serialise_event(*event) : std::string();
  push_input(std::move(*event), mapped ? json : message.json);
}

/// Without an answer, so that no two can keep each other busy.
void RfbSession::drop_input(const Event& event) {
  held_.note_dropped(event);
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_refused_event();
}

void RfbSession::release_input() {
  for (Event& event : held_.release()) push_input(std::move(event), {});
}

void RfbSession::set_control(bool control) {
  if (control_ && !control) release_input();
  control_ = control;
}

void RfbSession::handle(const PasteMessage& message) {
  const Clipboard way = clipboard();
  const std::shared_ptr<SessionHost> host = host_.lock();
  if (!control_ || (way != Clipboard::in && way != Clipboard::both)) {
    if (host) host->on_refused_event();
    return;
  }
  if (!pastes_.allow(now())) return count_bad();
  const Event paste = Paste{message.text, std::chrono::duration<double>(now()).count()};
  push_input(paste, serialise_event(paste));
}

void RfbSession::handle(const ControlWish& wish) {
  if (!wishes_.allow(now())) return count_bad();
  if (wish.kind == ControlWish::Kind::request && !requests_.allow(now()))
    return send_control(serialise_control_denied("rate"));
  if (const std::shared_ptr<SessionHost> host = host_.lock()) host->on_control_wish(*this, wish);
}

/// What the application allows and this viewer can do.
Clipboard RfbSession::clipboard() const {
  const Clipboard allowed = deps_.options.clipboard;
  const UiOffer can = hello_.offer.ui.value_or(UiOffer{});
  const bool out = can.clipboard_out && (allowed == Clipboard::out || allowed == Clipboard::both);
  const bool in = can.clipboard_in && (allowed == Clipboard::in || allowed == Clipboard::both);
  if (out) return in ? Clipboard::both : Clipboard::out;
  return in ? Clipboard::in : Clipboard::off;
}

bool RfbSession::takes_clipboard(bool named) const {
  const Clipboard way = clipboard();
  return (control_ || named) && (way == Clipboard::out || way == Clipboard::both);
}

void RfbSession::send_control(std::string text) {
  if (state_ != State::closed) channel_->send_text(std::move(text));
}

void RfbSession::push_input(Event event, std::string_view json) {
  const std::shared_ptr<SessionHost> host = host_.lock();
  if (!host) return;
  idle_.heard(now());
  InputEvent input;
  input.client_id = client_id_;
  input.principal = principal_;
  input.received = now();
  input.event = std::move(event);
  if (deps_.options.raw_events) input.json = json;
  host->on_input(std::move(input), json);
}

}  // namespace pdum::rfb
