#include "hub/control_desk.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {

void ControlDesk::join(ViewerId id, std::string client_id, Role role, std::string principal, TimePoint now) {
  members_.push_back({id, std::move(client_id), role, std::move(principal), false, {}, {}});
  Member& member = members_.back();
  if (role == Role::viewer) return;
  if (policy_ == ControlPolicy::everyone || (policy_ == ControlPolicy::first && is_free()))
    return give_to(member);
  if (!absent_ || member.principal != absent_->principal || !is_free()) return;
  if (now < absent_->until) give_to(member);
  absent_.reset();
}

void ControlDesk::leave(ViewerId id, TimePoint now) {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& each) { return each.id == id; });
  if (found == members_.end()) return;
  const Member left = std::move(*found);
  members_.erase(found);
  if (!left.control) return;
  if (policy_ == ControlPolicy::nobody && !left.principal.empty()) absent_ = {left.principal, now + kGrace};
  if (policy_ != ControlPolicy::first) return;
  Member* next = next_in_line();
  if (next == nullptr) {
    const auto oldest = std::find_if(members_.begin(), members_.end(),
                                     [](const Member& each) { return each.role == Role::controller; });
    next = oldest == members_.end() ? nullptr : &*oldest;
  }
  if (next != nullptr) give_to(*next);
}

bool ControlDesk::controls(ViewerId id) const {
  const Member* member = find(id);
  return member != nullptr && member->control;
}

RoleState ControlDesk::state_of(ViewerId id, bool application_answers) const {
  RoleState state;
  state.controllers = static_cast<int>(
      std::count_if(members_.begin(), members_.end(), [](const Member& each) { return each.control; }));
  const Member* member = find(id);
  if (member == nullptr) return state;
  const bool asked =
      policy_ == ControlPolicy::first || (policy_ == ControlPolicy::nobody && application_answers);
  state.is_operator = member->role == Role::controller;
  state.control = member->control;
  state.may_request = state.is_operator && !state.control && asked;
  state.pending = member->asks_until.has_value();
  return state;
}

ControlNotices ControlDesk::request(ViewerId id, std::string label, bool application_answers, TimePoint now) {
  Member* member = find(id);
  if (member == nullptr || member->control) return {};
  if (!state_of(id, application_answers).may_request) {
    return {{ControlNotice::Kind::denied, id, id, "not_allowed", {}}};
  }
  if (policy_ == ControlPolicy::first && is_free()) {
    give_to(*member);
    return {};
  }
  if (member->asks_until) return {};  // it waits already
  member->asks_until = now + kRequestLife;
  member->label = std::move(label);
  if (policy_ == ControlPolicy::nobody) {
    return {{ControlNotice::Kind::ask_application, 0, id, {}, member->label}};
  }
  ControlNotices notices;
  for (const Member& each : members_) {
    if (each.control) notices.push_back({ControlNotice::Kind::ask_holder, each.id, id, {}, member->label});
  }
  return notices;
}

bool ControlDesk::may_answer(ViewerId by, const Member* about) const {
  return policy_ == ControlPolicy::first && controls(by) && about != nullptr && about->asks_until;
}

ControlNotices ControlDesk::grant(ViewerId by, std::string_view client_id) {
  Member* about = find(client_id);
  if (!may_answer(by, about)) return {{ControlNotice::Kind::denied, by, by, "not_allowed", {}}};
  give_to(*about);
  return {};
}

ControlNotices ControlDesk::deny(ViewerId by, std::string_view client_id) {
  Member* about = find(client_id);
  if (!may_answer(by, about)) return {{ControlNotice::Kind::denied, by, by, "not_allowed", {}}};
  about->asks_until.reset();
  return {{ControlNotice::Kind::denied, about->id, about->id, "denied", {}}};
}

void ControlDesk::release(ViewerId id) {
  Member* member = find(id);
  if (member == nullptr || !member->control || policy_ == ControlPolicy::everyone) return;
  member->control = false;
  if (Member* next = policy_ == ControlPolicy::first ? next_in_line() : nullptr) give_to(*next);
}

void ControlDesk::grant(std::string_view client_id) {
  Member* member = find(client_id);
  if (member != nullptr && member->role == Role::controller) give_to(*member);
}

ControlNotices ControlDesk::revoke(std::string_view client_id) {
  ControlNotices notices;
  for (Member& each : members_) {
    if (!client_id.empty() && each.client_id != client_id) continue;
    each.control = false;
    if (std::exchange(each.asks_until, std::nullopt)) {
      notices.push_back({ControlNotice::Kind::denied, each.id, each.id, "denied", {}});
    }
  }
  absent_.reset();
  return notices;
}

std::optional<TimePoint> ControlDesk::due() const {
  std::optional<TimePoint> first;
  for (const Member& each : members_) {
    if (each.asks_until && (!first || *each.asks_until < *first)) first = each.asks_until;
  }
  return first;
}

ControlNotices ControlDesk::expire(TimePoint now) {
  ControlNotices notices;
  for (Member& each : members_) {
    if (!each.asks_until || *each.asks_until > now) continue;
    each.asks_until.reset();
    notices.push_back({ControlNotice::Kind::denied, each.id, each.id, "timeout", {}});
  }
  return notices;
}

ControlDesk::Member* ControlDesk::find(ViewerId id) {
  return const_cast<Member*>(std::as_const(*this).find(id));
}

const ControlDesk::Member* ControlDesk::find(ViewerId id) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& each) { return each.id == id; });
  return found == members_.end() ? nullptr : &*found;
}

ControlDesk::Member* ControlDesk::find(std::string_view client_id) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& each) { return each.client_id == client_id; });
  return found == members_.end() ? nullptr : &*found;
}

bool ControlDesk::is_free() const {
  return std::none_of(members_.begin(), members_.end(), [](const Member& each) { return each.control; });
}

/// Only under `everyone` can several have it.
void ControlDesk::give_to(Member& member) {
  if (policy_ != ControlPolicy::everyone) {
    for (Member& each : members_) each.control = false;
  }
  member.control = true;
  member.asks_until.reset();
  absent_.reset();
}

ControlDesk::Member* ControlDesk::next_in_line() {
  Member* next = nullptr;
  for (Member& each : members_) {
    if (each.asks_until && (next == nullptr || *each.asks_until < *next->asks_until)) next = &each;
  }
  return next;
}

}  // namespace pdum::rfb
