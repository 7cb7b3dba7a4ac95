// What RenditionScheduler decides: what to encode, who gets what came out, who is shown a still.

#include <algorithm>
#include <utility>

#include "session/rendition_scheduler.hpp"

namespace pdum::rfb {

namespace {

constexpr double kDrawOutAfter = 1.5;  // frame times

void keep_earliest(std::optional<TimePoint>& slot, TimePoint when) {
  slot = slot ? std::min(*slot, when) : when;
}

}  // namespace

void RenditionScheduler::pump(TimePoint now) {
  encode_due_.reset();
  still_due_.reset();
  if (newest_ == 0 || viewers_.empty()) return;
  if (settings_.self_contained) {
    pump_images(now);
  } else {
    if (needing_ > 0 && !making_idr_) serve_last_idr(now);
    if (!busy_) start_encode(now);
    if (needing_ > 0 && !making_idr_) serve_stills(now);
  }
  if (settings_.still_after > Duration::zero() || adaptive_has_moved_) serve_resting(now);
}

/// Every image stands alone: whoever has credit and not the newest version gets it, from the last encoding
/// where that is the newest.
void RenditionScheduler::pump_images(TimePoint now) {
  bool wanted = false;
  for (auto& [id, viewer] : viewers_) {
    if (!wants_image(viewer, now) || !hard(viewer, now)) continue;
    // Who comes when there is bandwidth again is not shown the picture that was made for less.
    wanted = last_.version != newest_ || (last_coarse_ && !adaptive_.coarser());
    if (wanted) break;
    send(viewer, FrameKind::image, last_, now);
  }
  if (!wanted || busy_) return;
  const TimePoint earliest = std::max(not_before_, next_frame_at());
  if (now < earliest) return keep_earliest(encode_due_, earliest);
  encode(true, now);
}

bool RenditionScheduler::wants_image(const Viewer& viewer, TimePoint now) {
  if (viewer.state == ViewerState::paused) return false;
  if (viewer.floor != newest_) return true;
  if (viewer.has == newest_ && !viewer.asked) return false;
  // The same picture again, for one who asked or lost it; asking often brings it no faster.
  const TimePoint due = viewer.last_frame ? *viewer.last_frame + kMinIdr : now;
  if (now < due) keep_earliest(encode_due_, due);
  return now >= due;
}

void RenditionScheduler::start_encode(TimePoint now) {
  const Causes causes = needing_ > 0 ? find_causes(now) : Causes{};
  const bool fresh = newest_ > std::max(last_.version, fed_) && any_live_with_credit(now);
  if (!causes.any && !fresh) return draw_out(now);
  if (now < not_before_) return keep_earliest(encode_due_, not_before_);
  if (causes.any) {
    // Without a live viewer a keyframe costs nobody anything, so one who joins or comes back need not wait;
    // one who merely asks again does.
    const bool nobody_minds = live_ == 0 && causes.joined;
    if (nobody_minds || keyframe_allowed(now)) return encode(true, now);
    keep_earliest(encode_due_, *last_idr_ + idr_spacing());
  }
  if (!fresh) return draw_out(now);
  if (now < next_frame_at()) return keep_earliest(encode_due_, next_frame_at());
  encode(must_key_, now);
}

/// What the encoder keeps comes out when more is put in; where nothing new comes, the same once more.
void RenditionScheduler::draw_out(TimePoint now) {
  if (!keeps_frames() || !any_live_with_credit(now)) return;
  const std::chrono::duration<double> frames(kDrawOutAfter / std::max(settings_.fps, encoded_fps()));
  const TimePoint alone = fed_at_ + std::chrono::duration_cast<Duration>(frames);
  const TimePoint due = std::max({not_before_, next_frame_at(), alone});
  if (now < due) return keep_earliest(encode_due_, due);
  busy_ = true;
  actions_.emplace_back(EncodeAction{.keyframe = false, .repeat = true});
}

void RenditionScheduler::encode(bool keyframe, TimePoint now) {
  busy_ = true;
  last_encode_ = now;
  making_coarse_ = adaptive_.coarser();
  making_idr_ = keyframe && !settings_.self_contained;
  if (making_idr_) idr_before_ = std::exchange(last_idr_, now);
  actions_.emplace_back(EncodeAction{keyframe, false});
}

/// While the last thing encoded is a keyframe, the next delta builds on it: a viewer that gets it now has the
/// whole chain, and nothing needs to be encoded.
void RenditionScheduler::serve_last_idr(TimePoint now) {
  if (last_.version == 0 || !last_.keyframe || must_key_) return;
  if (last_.version != newest_ && live_ == 0) return;
  for (auto& [id, viewer] : viewers_) {
    if (!needs_keyframe(viewer) || viewer.idr == idr_count_ || viewer.floor > last_.version) continue;
    if (!wants_picture(viewer) || !hard(viewer, now)) continue;
    if (keyframe_due(viewer, now)) send(viewer, FrameKind::keyframe, last_, now);
  }
}

void RenditionScheduler::distribute(const FrameFacts& facts, TimePoint now) {
  const bool images = settings_.self_contained;
  const FrameKind coded = facts.keyframe ? FrameKind::keyframe : FrameKind::delta;
  for (auto& [id, viewer] : viewers_) {
    if (viewer.state == ViewerState::live) {
      if (soft(viewer, now)) {
        send(viewer, images ? FrameKind::image : coded, facts, now);
      } else if (!images) {
        set_state(viewer, ViewerState::waiting);
        note_stall(viewer, now);
      }
    } else if (needs_keyframe(viewer) && facts.keyframe && viewer.floor <= facts.version &&
               hard(viewer, now)) {
      send(viewer, images ? FrameKind::image : coded, facts, now);
    }
  }
}

void RenditionScheduler::serve_stills(TimePoint now) {
  for (auto& [id, viewer] : viewers_) {
    if (!needs_keyframe(viewer) || !viewer.stills.waiting || newest_ <= viewer.exact_still) continue;
    if (!has_still(viewer, now)) {
      keep_earliest(still_due_, stills_blocked_.at(*viewer.stills.waiting));
      continue;
    }
    // Its keyframe comes next, so no still goes before it.
    if (viewer.state == ViewerState::joining && may_cause(viewer, now) && keyframe_allowed(now)) continue;
    if (viewer.last_still && now - *viewer.last_still < kStillEvery) {
      keep_earliest(still_due_, *viewer.last_still + kStillEvery);
      continue;
    }
    const StillType type = *viewer.stills.waiting;
    const auto cached = stills_.find(type);
    if (cached != stills_.end() && cached->second.version == newest_) {
      offer_still(viewer, type, now);
    } else if (!stills_in_work_.contains(type) && !viewer.port->flow().still_in_flight() &&
               hard_for_still(viewer, now)) {
      stills_in_work_.insert(type);
      actions_.emplace_back(StillAction{type});
    }
  }
}

void RenditionScheduler::offer_still(Viewer& viewer, StillType type, TimePoint now) {
  const FrameFacts& still = stills_.at(type);
  if (still.version <= viewer.exact_still || still.version < viewer.floor) return;
  if (viewer.last_still && now - *viewer.last_still < kStillEvery) return;
  if (viewer.port->flow().still_in_flight() || !hard_for_still(viewer, now)) return;
  send_still(viewer, type, now);
}

/// Once a picture rests, whoever has it and has acked everything gets it exactly, and stays live: the next
/// delta builds on the video below.
void RenditionScheduler::serve_resting(TimePoint now) {
  for (auto& [id, viewer] : viewers_) {
    const std::optional<RestingStill> still = resting_still(viewer, now);
    if (!still) continue;
    if (now < still->due) {
      keep_earliest(still_due_, still->due);
      continue;
    }
    const auto cached = stills_.find(still->type);
    if (is_blocked(still->type, now)) {
      keep_earliest(still_due_, stills_blocked_.at(still->type));
    } else if (cached != stills_.end() && cached->second.version == newest_) {
      send_still(viewer, still->type, now);
    } else if (stills_in_work_.insert(still->type).second) {
      actions_.emplace_back(StillAction{still->type});
    }
  }
}

/// What this viewer lacks of the newest picture, should that rest, and when it is due.
std::optional<RenditionScheduler::RestingStill> RenditionScheduler::resting_still(const Viewer& viewer,
                                                                                  TimePoint now) const {
  // Most lack nothing, and asking their sockets costs a call to the system for each ack of each of them.
  const bool exact =
      settings_.still_after > Duration::zero() && viewer.stills.resting && viewer.settled != newest_;
  const bool sharp = viewer.coarse && viewer.stills.sharp;
  if (!exact && !sharp) return std::nullopt;
  if (viewer.state != ViewerState::live || viewer.has != newest_) return std::nullopt;
  if (viewer.port->flow().in_flight() > 0 || viewer.port->unsent() > kHardUnsent) return std::nullopt;
  std::optional<RestingStill> still;
  if (exact) still = {*viewer.stills.resting, newest_at_ + settings_.still_after};
  if (sharp) {
    const TimePoint due = newest_at_ + sharpen_after(viewer, now);
    if (!still || due < still->due) still = {*viewer.stills.sharp, due};
  }
  return still;
}

/// Whoever goes on moving the picture soon should not have to wait for it.
Duration RenditionScheduler::sharpen_after(const Viewer& viewer, TimePoint now) const {
  const auto cached = stills_.find(*viewer.stills.sharp);
  const std::optional<double> capacity = viewer.port->flow().capacity(now);
  if (cached == stills_.end() || cached->second.version != newest_ || !capacity) return kSharpenAfter;
  const double ms = static_cast<double>(cached->second.bytes) / std::max(*capacity, 1e-3);
  const std::chrono::duration<double, std::milli> sending(std::min(ms, 1e6));
  return std::clamp(std::chrono::duration_cast<Duration>(sending), kSharpenAfter, kSharpenAtLast);
}

/// However often a viewer asks, its keyframes keep their distance.
bool RenditionScheduler::keyframe_due(const Viewer& viewer, TimePoint now) {
  if (!viewer.last_keyframe || now - *viewer.last_keyframe >= idr_spacing()) return true;
  keep_earliest(encode_due_, *viewer.last_keyframe + idr_spacing());
  return false;
}

RenditionScheduler::Causes RenditionScheduler::find_causes(TimePoint now) {
  Causes causes;
  for (const auto& [id, viewer] : viewers_) {
    if (!needs_keyframe(viewer) || !wants_picture(viewer)) continue;
    if (!may_cause(viewer, now) || !hard(viewer, now)) continue;
    if (viewer.asked && !keyframe_due(viewer, now)) continue;
    causes.any = true;
    causes.joined = causes.joined || !viewer.asked;
  }
  return causes;
}

bool RenditionScheduler::needs_keyframe(const Viewer& viewer) const {
  return viewer.state == ViewerState::joining || viewer.state == ViewerState::waiting;
}

/// With nothing newer than its exact still, a viewer lacks nothing.
bool RenditionScheduler::wants_picture(const Viewer& viewer) const {
  return viewer.asked || newest_ > viewer.exact_still;
}

/// A viewer that stills can serve causes no keyframe for live ones whose rate it cannot carry, nor for a
/// group before it has shown a sign of life.
bool RenditionScheduler::may_cause(const Viewer& viewer, TimePoint now) const {
  if (!has_still(viewer, now) || live_ + needing_ == 1) return true;
  if (viewer.probing) return false;
  return live_ == 0 || !viewer.port->flow().is_slow(pace_of(viewer, now), now);
}

bool RenditionScheduler::has_still(const Viewer& viewer, TimePoint now) const {
  return viewer.stills.waiting && !is_blocked(*viewer.stills.waiting, now);
}

bool RenditionScheduler::is_blocked(StillType type, TimePoint now) const {
  const auto blocked = stills_blocked_.find(type);
  return blocked != stills_blocked_.end() && blocked->second > now;
}

/// As far as its distance from the last one goes.
bool RenditionScheduler::keyframe_allowed(TimePoint now) const {
  return !last_idr_ || must_key_ || now - *last_idr_ >= idr_spacing();
}

bool RenditionScheduler::hard(const Viewer& viewer, TimePoint now) const {
  const FlowControl& flow = viewer.port->flow();
  return flow.in_flight() < flow.limit(window(viewer, now)) && viewer.port->unsent() <= kHardUnsent;
}

/// As `hard`, but the extra slot is the keyframe's.
bool RenditionScheduler::hard_for_still(const Viewer& viewer, TimePoint now) const {
  return viewer.port->flow().in_flight() < window(viewer, now) && viewer.port->unsent() <= kHardUnsent;
}

bool RenditionScheduler::soft(const Viewer& viewer, TimePoint now) const {
  const FlowControl& flow = viewer.port->flow();
  const std::optional<TimePoint> intra = flow.newest_intra();
  // Otherwise the keyframe itself, on its way through the link, would gate its viewer again.
  if (intra && now - *intra < kGrace) {
    return flow.in_flight() < FlowControl::kMaxWindow + kSoftFrames && viewer.port->unsent() <= kGraceUnsent;
  }
  return flow.in_flight() < window(viewer, now) + kSoftFrames && viewer.port->unsent() <= kSoftUnsent;
}

bool RenditionScheduler::any_live_with_credit(TimePoint now) const {
  return std::any_of(viewers_.begin(), viewers_.end(), [&](const auto& entry) {
    return entry.second.state == ViewerState::live && hard(entry.second, now);
  });
}

Pace RenditionScheduler::pace_of(const Viewer& viewer, TimePoint now) const {
  const double published = std::max(settings_.fps, rate_.fps());
  const double limit = targets().fps;
  const double fps = limit > 0 ? std::min(limit, published) : published;
  return {viewer.port->min_rtt(), fps, rate_.bytes_per_ms(now), rate_.mean_frame()};
}

int RenditionScheduler::window(const Viewer& viewer, TimePoint now) const {
  return std::min(viewer.port->flow().window(pace_of(viewer, now), now), targets().max_inflight);
}

}  // namespace pdum::rfb
