#include "session/rendition_scheduler.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {

namespace {

// A request that arrives this soon after a keyframe left was written before the keyframe arrived.
constexpr Duration kCrossingSlack = std::chrono::milliseconds(20);
constexpr Duration kUnsentRecheck = std::chrono::milliseconds(500);
constexpr std::size_t kInTransit = 4 * 1024;
constexpr Duration kMaxIdrSpacing = std::chrono::seconds(5);
constexpr double kIdrShare = 0.2;  // of the bit rate

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a) return b;
  return b ? std::min(*a, *b) : a;
}

}  // namespace

void RenditionScheduler::add_viewer(ViewerId id, ViewerPort& port, StillTypes stills, std::uint64_t seen,
                                    TimePoint now, bool hidden) {
  Viewer viewer;
  viewer.id = id;
  viewer.port = &port;
  viewer.stills = stills;
  if (settings_.self_contained) viewer.stills.waiting.reset();
  viewer.floor = seen;
  viewer.last_heard = now;
  Viewer& added = viewers_[id] = viewer;
  ++needing_;
  if (hidden) {
    added.hidden = true;
    set_state(added, ViewerState::paused);
  }
  on_company();
  pump(now);
}

void RenditionScheduler::remove_viewer(ViewerId id, TimePoint now) {
  Viewer* viewer = find(id);
  if (viewer == nullptr) return;
  set_state(*viewer, ViewerState::paused);
  viewers_.erase(id);
  std::erase_if(actions_, [id](const SchedulerAction& action) {
    const auto* send = std::get_if<SendAction>(&action);
    return send != nullptr && send->viewer == id;
  });
  on_company();
  pump(now);
}

void RenditionScheduler::on_published(std::uint64_t newest, TimePoint now) {
  note_newest(newest, now);
  rate_.on_published(newest_, now);
  note_held_back(now);
  pump(now);
}

void RenditionScheduler::on_encoded(const FrameFacts& facts, TimePoint now) {
  const bool asked_for = std::exchange(making_idr_, false);
  busy_ = false;
  note_newest(facts.version, now);
  rate_.on_encoded(facts.bytes, facts.keyframe && !settings_.self_contained, now);
  last_ = facts;
  note_fed(std::max(facts.fed, facts.version), now);
  last_coarse_ = making_coarse_;
  if (facts.keyframe && !settings_.self_contained) {
    ++idr_count_;
    last_idr_bytes_ = facts.bytes;
    must_key_ = false;
    if (!asked_for) last_idr_ = now;
  }
  distribute(facts, now);
  pump(now);
}

void RenditionScheduler::on_encode_held(std::uint64_t fed, TimePoint now) {
  busy_ = making_idr_ = false;
  note_newest(fed, now);
  note_fed(fed, now);
  pump(now);
}

void RenditionScheduler::on_encode_skipped(TimePoint retry_at, TimePoint now) {
  if (making_idr_) last_idr_ = idr_before_;  // it was not made
  fed_ = last_.version;
  busy_ = making_idr_ = false;
  not_before_ = retry_at;
  pump(now);
}

void RenditionScheduler::on_encode_failed(TimePoint retry_at, TimePoint now) {
  must_key_ = true;
  fed_ = 0;
  busy_ = making_idr_ = false;
  not_before_ = retry_at;
  pump(now);
}

void RenditionScheduler::on_still(StillType type, const FrameFacts& facts, TimePoint now) {
  stills_in_work_.erase(type);
  note_newest(facts.version, now);
  stills_[type] = facts;
  // Whoever waits gets it even when a newer version exists by now: a picture that moves beats none.
  if (!making_idr_) {
    for (auto& [id, viewer] : viewers_) {
      if (needs_keyframe(viewer) && viewer.stills.waiting == type) offer_still(viewer, type, now);
    }
  }
  pump(now);
}

void RenditionScheduler::on_still_failed(StillType type, TimePoint now) {
  stills_in_work_.erase(type);
  stills_.erase(type);  // the maker has let go of it
  stills_blocked_[type] = now + kStillRetry;
  pump(now);
}

AckResult RenditionScheduler::on_ack(ViewerId id, std::uint64_t seq, TimePoint now, int decode_queue) {
  Viewer* viewer = find(id);
  if (viewer == nullptr) return {};
  const AckResult result = viewer->port->flow().on_ack(seq, now, viewer->port->min_rtt());
  if (result.verdict != AckVerdict::released) return result;
  viewer->probing = false;
  measure(*viewer, result, decode_queue, now);
  pump(now);
  return result;
}

void RenditionScheduler::on_heard(ViewerId id, TimePoint now) {
  Viewer* viewer = find(id);
  if (viewer == nullptr) return;
  viewer->last_heard = now;
  viewer->port->flow().reset_backoff();
  const bool came_back = viewer->state == ViewerState::paused && !viewer->hidden;
  if (came_back) lose_chain(*viewer);
  if (came_back || std::exchange(viewer->probing, false)) pump(now);
}

void RenditionScheduler::on_request_keyframe(ViewerId id, TimePoint now) {
  Viewer* viewer = find(id);
  if (viewer == nullptr || viewer->state == ViewerState::paused) return;
  const std::optional<TimePoint> keyframe = viewer->port->flow().newest_keyframe();
  const Duration crossing = viewer->port->min_rtt().value_or(FlowControl::kUnknownRtt) + kCrossingSlack;
  if (keyframe && now - *keyframe < crossing) {
    // Should that keyframe be acked by then, it was the answer.
    viewer->request_due = *keyframe + std::max(crossing, kMinIdr);
    return wake_by(*viewer->request_due);
  }
  honour_request(*viewer, now);
  pump(now);
}

void RenditionScheduler::on_decoder_reset(ViewerId id, TimePoint now) {
  Viewer* viewer = find(id);
  if (viewer == nullptr || viewer->state == ViewerState::paused) return;
  lose_chain(*viewer);
  viewer->asked = true;
  pump(now);
}

void RenditionScheduler::set_hidden(ViewerId id, bool hidden, TimePoint now) {
  Viewer* viewer = find(id);
  if (viewer == nullptr || viewer->hidden == hidden) return;
  viewer->hidden = hidden;
  if (hidden) {
    viewer->port->flow().forget_in_flight();
    set_state(*viewer, ViewerState::paused);
  } else {
    lose_chain(*viewer);
  }
  on_company();
  pump(now);
}

void RenditionScheduler::on_timer(TimePoint now) {
  if (deadline_ && now >= *deadline_) {
    deadline_.reset();
    for (auto& [id, viewer] : viewers_) check_deadlines(viewer, now);
  }
  pump(now);
}

void RenditionScheduler::check_deadlines(Viewer& viewer, TimePoint now) {
  if (viewer.state == ViewerState::paused) {
    if (viewer.hidden) return;
    if (now < viewer.paused_until) return wake_by(viewer.paused_until);
    lose_chain(viewer);
    viewer.probing = true;
    return;
  }
  if (viewer.request_due && now >= *viewer.request_due) {
    viewer.request_due.reset();
    if (viewer.port->flow().newest_keyframe()) honour_request(viewer, now);
  } else if (viewer.request_due) {
    wake_by(*viewer.request_due);
  }
  const std::optional<TimePoint> since = viewer.port->flow().waiting_since();
  if (!since) return;
  const TimePoint due = *since + viewer.port->flow().ack_timeout();
  if (now < due) return wake_by(due);
  time_out(viewer, *since, now);
}

void RenditionScheduler::time_out(Viewer& viewer, TimePoint since, TimePoint now) {
  // While bytes still wait to be sent, a missing ack says nothing about the viewer; the channel has its own
  // deadline for a peer that reads nothing.
  if (viewer.port->unsent() > kHardUnsent || on_its_way(viewer, now)) return wake_by(now + kUnsentRecheck);
  // A still is of no size that the targets set.
  if (!viewer.port->flow().oldest_is_still()) note_stall(viewer, now);
  if (viewer.last_heard > since) return lose_chain(viewer);
  viewer.port->flow().forget_in_flight();
  set_state(viewer, ViewerState::paused);
  viewer.paused_until = now + viewer.port->flow().next_backoff();
  wake_by(viewer.paused_until);
}

/// Whether bytes still arrive at the peer, or have done so until just now; a peer that is gone takes none.
bool RenditionScheduler::on_its_way(Viewer& viewer, TimePoint now) const {
  const std::size_t left = viewer.port->unacked();
  const std::size_t before = std::exchange(viewer.in_transit, left);
  if (left <= kInTransit) return before > kInTransit;
  if (left != before) viewer.moved_at = now;
  return now - viewer.moved_at < FlowControl::kAckTimeout;
}

std::vector<SchedulerAction> RenditionScheduler::take_actions() {
  return std::exchange(actions_, {});
}

std::optional<TimePoint> RenditionScheduler::next_wake() const {
  return earlier(deadline_, earlier(encode_due_, still_due_));
}

std::optional<ViewerState> RenditionScheduler::state_of(ViewerId id) const {
  const auto found = viewers_.find(id);
  if (found == viewers_.end()) return std::nullopt;
  return found->second.state;
}

int RenditionScheduler::window_of(ViewerId id, TimePoint now) const {
  const auto found = viewers_.find(id);
  if (found == viewers_.end()) return 0;
  return window(found->second, now);
}

Duration RenditionScheduler::idr_spacing() const {
  const double share = kIdrShare * static_cast<double>(std::max<std::int64_t>(settings_.bitrate, 1));
  const double us = static_cast<double>(last_idr_bytes_) * 8 / share * 1e6;
  const double most = static_cast<double>(kMaxIdrSpacing.count());
  return std::max(kMinIdr, Duration(static_cast<Duration::rep>(std::min(us, most))));
}

void RenditionScheduler::note_fed(std::uint64_t version, TimePoint now) {
  if (version <= fed_) return;
  fed_ = version;
  fed_at_ = now;
}

void RenditionScheduler::note_newest(std::uint64_t version, TimePoint now) {
  if (version <= newest_) return;
  newest_ = version;
  newest_at_ = now;
}

std::uint64_t RenditionScheduler::record(Viewer& viewer, FrameKind kind, const FrameFacts& facts,
                                         TimePoint now) {
  const std::size_t queued = viewer.port->unacked();
  viewer.has = viewer.floor = facts.version;
  wake_by(now + FlowControl::kAckTimeout);
  return viewer.port->flow().record_send(kind, facts.bytes, queued, now);
}

void RenditionScheduler::send_still(Viewer& viewer, StillType type, TimePoint now) {
  const FrameFacts& still = stills_.at(type);
  const std::uint64_t seq = record(viewer, FrameKind::still, still, now);
  viewer.exact_still = still.version;
  if (type == viewer.stills.resting) viewer.settled = still.version;
  viewer.coarse = false;
  viewer.last_still = now;
  actions_.emplace_back(SendAction{viewer.id, seq, FrameKind::still, type});
}

void RenditionScheduler::send(Viewer& viewer, FrameKind kind, const FrameFacts& facts, TimePoint now) {
  const std::uint64_t seq = record(viewer, kind, facts, now);
  viewer.settled = 0;
  viewer.coarse = last_coarse_;
  adaptive_has_moved_ = adaptive_has_moved_ || last_coarse_;
  viewer.last_frame = now;
  if (kind != FrameKind::delta) {
    viewer.last_keyframe = now;
    viewer.asked = false;
    viewer.request_due.reset();
    viewer.idr = idr_count_;
  }
  set_state(viewer, ViewerState::live);
  actions_.emplace_back(SendAction{viewer.id, seq, kind, std::nullopt});
}

void RenditionScheduler::set_state(Viewer& viewer, ViewerState state) {
  const auto count = [this](ViewerState counted, int step) {
    if (counted == ViewerState::live) live_ += step;
    if (counted == ViewerState::joining || counted == ViewerState::waiting) needing_ += step;
  };
  count(viewer.state, -1);
  viewer.state = state;
  count(viewer.state, +1);
}

void RenditionScheduler::lose_chain(Viewer& viewer) {
  viewer.port->flow().forget_in_flight();
  viewer.has = viewer.exact_still = viewer.settled = viewer.idr = 0;
  viewer.probing = false;
  viewer.request_due.reset();
  set_state(viewer, ViewerState::waiting);
}

void RenditionScheduler::honour_request(Viewer& viewer, TimePoint now) {
  viewer.asked = true;
  FlowControl& flow = viewer.port->flow();
  flow.open_extra_slot(window(viewer, now));
  if (viewer.state == ViewerState::live && !settings_.self_contained) {
    set_state(viewer, ViewerState::waiting);
  }
}

void RenditionScheduler::wake_by(TimePoint when) {
  deadline_ = earlier(deadline_, when);
}

RenditionScheduler::Viewer* RenditionScheduler::find(ViewerId id) {
  const auto found = viewers_.find(id);
  return found == viewers_.end() ? nullptr : &found->second;
}

}  // namespace pdum::rfb
