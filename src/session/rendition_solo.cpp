// How RenditionScheduler follows what a viewer that is alone in its rendition can carry.

#include <algorithm>
#include <chrono>

#include "session/rendition_scheduler.hpp"

namespace pdum::rfb {

const RenditionScheduler::Viewer* RenditionScheduler::solo() const {
  const Viewer* only = nullptr;
  for (const auto& [id, viewer] : viewers_) {
    if (viewer.hidden) continue;
    if (only != nullptr) return nullptr;
    only = &viewer;
  }
  return only;
}

/// What was found out holds for one viewer; with several, one that is slow must not be everybody's measure.
void RenditionScheduler::on_company() {
  if (!settings_.adaptive) return;
  const Viewer* alone = solo();
  if (alone != nullptr && adapted_to_ == alone->id) return;
  const bool nobody =
      std::all_of(viewers_.begin(), viewers_.end(), [](const auto& v) { return v.second.hidden; });
  if (alone == nullptr && nobody && adapted_to_ && viewers_.contains(*adapted_to_)) return;
  adaptive_.reset();
  adapted_to_.reset();
  if (alone != nullptr) adapted_to_ = alone->id;
}

void RenditionScheduler::measure(const Viewer& viewer, const AckResult& ack, int decode_queue,
                                 TimePoint now) {
  // A still is of no size that the targets set.
  if (adapted_to_ != viewer.id || viewer.hidden || !ack.rtt || ack.still) return;
  const LinkState link = viewer.port->link();
  const Pace pace = pace_of(viewer, now);
  adaptive_.on_ack({.round_trip = *ack.rtt,
                    .min_rtt = link.min_rtt,
                    .decode_queue = decode_queue,
                    .unacked = link.unacked,
                    .fps = rate_.fps() > 0 ? rate_.fps() : settings_.fps,
                    .window = viewer.port->flow().window(pace, now)},
                   now);
}

void RenditionScheduler::note_held_back(TimePoint now) {
  if (!adapted_to_) return;
  const Viewer* viewer = find(*adapted_to_);
  if (viewer == nullptr || viewer->state != ViewerState::live) return;
  adaptive_.on_published(!hard(*viewer, now));
}

void RenditionScheduler::note_stall(const Viewer& viewer, TimePoint now) {
  if (adapted_to_ == viewer.id) adaptive_.on_stall(now);
}

TimePoint RenditionScheduler::next_frame_at() const {
  if (targets().fps <= 0 || !last_encode_) return {};
  return *last_encode_ +
         std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / targets().fps));
}

double RenditionScheduler::encoded_fps() const {
  return targets().fps > 0 ? std::min(targets().fps, rate_.fps()) : rate_.fps();
}

}  // namespace pdum::rfb
