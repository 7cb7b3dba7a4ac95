// Who has control of a stream, as far as its sessions are concerned.
#include <new>
#include <utility>

#include "hub/stream.hpp"
#include "protocol/ui_text.hpp"

namespace pdum::rfb {

RoleState Stream::role_of(const RfbSession& session) const {
  return control_.state_of(session.id(), parts_.events.answers_requests());
}

void Stream::grant_control(std::string_view client_id) {
  control_.grant(client_id);
  apply_control();
}

void Stream::revoke_control(std::string_view client_id) {
  tell(control_.revoke(client_id));
  apply_control();
}

void Stream::on_control_wish(RfbSession& session, const ControlWish& wish) {
  const ViewerId id = session.id();
  switch (wish.kind) {
    case ControlWish::Kind::request:
      tell(control_.request(id, clean_label(wish.label), parts_.events.answers_requests(),
                            deps_.executor.clock().now()));
      break;
    case ControlWish::Kind::grant:
      tell(control_.grant(id, wish.client_id));
      break;
    case ControlWish::Kind::deny:
      tell(control_.deny(id, wish.client_id));
      break;
    case ControlWish::Kind::release:
      control_.release(id);
      break;
  }
  ui_->repeat_role(session);
  apply_control();
}

void Stream::tell(const ControlNotices& notices) {
  constexpr int kExpiresSeconds =
      static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(ControlDesk::kRequestLife).count());
  for (const ControlNotice& notice : notices) {
    const auto about = sessions_.find(notice.about);
    if (about == sessions_.end()) continue;
    if (notice.kind == ControlNotice::Kind::ask_application) {
      RfbSession& session = *about->second;
      parts_.events.control_requested({session.client_id(), session.principal(), session.remote()},
                                      notice.label);
      continue;
    }
    const auto to = sessions_.find(notice.to);
    if (to == sessions_.end() || !to->second->offer().ui) continue;
    to->second->send_control(
        notice.kind == ControlNotice::Kind::denied
            ? serialise_control_denied(notice.reason)
            : serialise_control_request(about->second->client_id(), notice.label, kExpiresSeconds));
  }
}

/// Those who lose control first: what they held down is let go before anybody else can press it.
void Stream::apply_control() {
  const auto sessions = sessions_;
  for (const bool gains : {false, true}) {
    for (const auto& [id, session] : sessions) {
      if (session->accepted() && control_.controls(id) == gains) session->set_control(gains);
    }
  }
  arm_control_timer();
  ui_->on_changed();
}

void Stream::arm_control_timer() {
  control_timer_.reset();
  const std::optional<TimePoint> due = control_.due();
  if (!due) return;
  const TimePoint now = deps_.executor.clock().now();
  control_timer_ = deps_.executor.post_after(*due - now, [weak = weak_from_this()] {
    const std::shared_ptr<Stream> self = weak.lock();
    if (!self) return;
    self->tell(self->control_.expire(self->deps_.executor.clock().now()));
    self->apply_control();
  });
}

}  // namespace pdum::rfb
