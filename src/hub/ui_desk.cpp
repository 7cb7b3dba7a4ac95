#include "hub/ui_desk.hpp"

#include <new>
#include <utility>

#include "protocol/ui_text.hpp"

namespace pdum::rfb {

UiDesk::UiDesk(Executor& executor, std::shared_ptr<UiState> state, RoleOf role_of)
    : executor_(executor), state_(std::move(state)), role_of_(std::move(role_of)) {}

void UiDesk::join(RfbSession& session) {
  if (session.offer().ui) add(session);
  on_changed();  // the others are told how many have control
}

/// Without memory for it the viewer does without.
void UiDesk::add(RfbSession& session) {
  try {
    // What was put on the clipboard before it came is none of its business.
    const std::uint64_t newest = state_->add_client(session.client_id());
    Viewer& viewer = viewers_[session.id()];
    viewer.session = &session;
    viewer.role_at = executor_.clock().now() - kRoleInterval;
    viewer.sent[static_cast<std::size_t>(UiItem::clipboard)] = newest;
    bring_or_retry(viewer, Hurry::yes);
  } catch (const std::bad_alloc&) {
    state_->remove_client(session.client_id());
  }
}

void UiDesk::leave(RfbSession& session) noexcept {
  if (viewers_.erase(session.id()) > 0) state_->remove_client(session.client_id());
  if (!viewers_.empty()) wake_in(kInterval);
}

void UiDesk::on_changed() noexcept {
  if (viewers_.empty()) return;
  const TimePoint now = executor_.clock().now();
  now < next_round_ ? wake_in(next_round_ - now) : round();
}

void UiDesk::on_visible(RfbSession& session) noexcept {
  const auto viewer = viewers_.find(session.id());
  if (viewer != viewers_.end()) bring_or_retry(viewer->second, Hurry::no);
}

void UiDesk::repeat_role(RfbSession& session) noexcept {
  const auto viewer = viewers_.find(session.id());
  if (viewer == viewers_.end()) return;
  viewer->second.role.reset();
  bring_or_retry(viewer->second, Hurry::no);
}

void UiDesk::round() noexcept {
  next_round_ = executor_.clock().now() + kInterval;
  for (auto& [id, viewer] : viewers_) bring_or_retry(viewer, Hurry::no);
}

void UiDesk::bring_or_retry(Viewer& viewer, Hurry hurry) noexcept {
  bool done = false;
  try {
    done = bring_news(viewer, hurry);
  } catch (const std::bad_alloc&) {  // what was not sent counts as not sent
  }
  if (!done) wake_in(kBehindRetry);
}

bool UiDesk::bring_news(Viewer& viewer, Hurry hurry) {
  RfbSession& session = *viewer.session;
  if (!session.visible()) return true;  // `on_visible` comes
  if (hurry == Hurry::no && session.unsent() > kMaxUnsent) return false;
  const bool told = bring_role(viewer);
  const UiOffer& offer = *session.offer().ui;
  for (const UiItem item : {UiItem::cursor, UiItem::title, UiItem::text_input, UiItem::clipboard}) {
    if (item == UiItem::text_input && !offer.text_input) continue;
    std::uint64_t& sent = viewer.sent[static_cast<std::size_t>(item)];
    const SharedUiValue value = state_->newer(item, session.client_id(), sent);
    if (!value) continue;
    if (item == UiItem::clipboard && !session.takes_clipboard(value->named)) continue;
    const bool plain = !offer.cursor_image && !value->plain.empty();
    session.send_control(plain ? value->plain : value->text);
    sent = value->revision;
  }
  return told;
}

bool UiDesk::bring_role(Viewer& viewer) {
  const RoleState role = role_of_(*viewer.session);
  if (viewer.role == role) return true;
  const TimePoint now = executor_.clock().now();
  if (now < viewer.role_at + kRoleInterval) return false;
  viewer.session->send_control(serialise_role(role));
  viewer.role_at = now;
  viewer.role = role;
  return true;
}

/// Without memory for a timer the next change brings what is left.
void UiDesk::wake_in(Duration delay) noexcept {
  const TimePoint due = executor_.clock().now() + delay;
  if (timer_ && timer_due_ <= due) return;
  try {
    timer_ = executor_.post_after(delay, [weak = weak_from_this()] {
      const std::shared_ptr<UiDesk> self = weak.lock();
      if (!self) return;
      self->timer_.reset();
      self->on_changed();
    });
    timer_due_ = due;
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace pdum::rfb
