#include "hub/ui_desk.hpp"

#include <utility>

#include "protocol/ui_text.hpp"

namespace pdum::rfb {

UiDesk::UiDesk(Executor& executor, std::shared_ptr<UiState> state)
    : executor_(executor), state_(std::move(state)) {}

void UiDesk::join(RfbSession& session) {
  ++controllers_;
  if (session.offer().ui) {
    Viewer& viewer = viewers_[session.id()];
    viewer.session = &session;
    viewer.role_at = executor_.clock().now() - kRoleInterval;
    // What was put on the clipboard before it came is none of its business.
    viewer.sent[static_cast<std::size_t>(UiItem::clipboard)] = state_->add_client(session.client_id());
    if (!bring_news(viewer)) wake_in(kBehindRetry);
  }
  on_changed();  // the others are told how many have control
}

void UiDesk::leave(RfbSession& session) {
  --controllers_;
  if (viewers_.erase(session.id()) > 0) state_->remove_client(session.client_id());
  on_changed();
}

void UiDesk::on_changed() {
  if (viewers_.empty()) return;
  const TimePoint now = executor_.clock().now();
  now < next_round_ ? wake_in(next_round_ - now) : round();
}

void UiDesk::on_visible(RfbSession& session) {
  const auto viewer = viewers_.find(session.id());
  if (viewer != viewers_.end() && !bring_news(viewer->second)) wake_in(kBehindRetry);
}

void UiDesk::repeat_role(RfbSession& session) {
  const auto viewer = viewers_.find(session.id());
  if (viewer == viewers_.end()) return;
  viewer->second.role.clear();
  if (!bring_news(viewer->second)) wake_in(kBehindRetry);
}

void UiDesk::round() {
  next_round_ = executor_.clock().now() + kInterval;
  bool done = true;
  for (auto& [id, viewer] : viewers_) done = bring_news(viewer) && done;
  if (!done) wake_in(kBehindRetry);
}

bool UiDesk::bring_news(Viewer& viewer) {
  RfbSession& session = *viewer.session;
  if (!session.visible()) return true;  // `on_visible` comes
  if (session.link().unsent > kMaxUnsent) return false;
  const bool told = bring_role(viewer);
  const UiOffer& offer = *session.offer().ui;
  for (const UiItem item : {UiItem::cursor, UiItem::title, UiItem::text_input, UiItem::clipboard}) {
    if (item == UiItem::text_input && !offer.text_input) continue;
    if (item == UiItem::clipboard && !session.takes_clipboard()) continue;
    std::uint64_t& sent = viewer.sent[static_cast<std::size_t>(item)];
    std::optional<UiValue> value = state_->newer(item, session.client_id(), sent);
    if (!value) continue;
    sent = value->revision;
    const bool plain = !offer.cursor_image && !value->plain.empty();
    session.send_control(plain ? std::move(value->plain) : std::move(value->text));
  }
  return told;
}

bool UiDesk::bring_role(Viewer& viewer) {
  const TimePoint now = executor_.clock().now();
  std::string role = serialise_role({.controllers = controllers_});
  if (role == viewer.role) return true;
  if (now < viewer.role_at + kRoleInterval) return false;
  viewer.role_at = now;
  viewer.session->send_control(role);
  viewer.role = std::move(role);
  return true;
}

void UiDesk::wake_in(Duration delay) {
  const TimePoint due = executor_.clock().now() + delay;
  if (timer_ && timer_due_ <= due) return;
  timer_due_ = due;
  timer_ = executor_.post_after(delay, [this] {
    timer_.reset();
    on_changed();
  });
}

}  // namespace pdum::rfb
