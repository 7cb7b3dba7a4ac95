#include "session/still_maker.hpp"

#include <new>
#include <utility>

#include "protocol/capabilities.hpp"
#include "session/ready_frame.hpp"

namespace pdum::rfb {

StillMaker::StillMaker(WorkPlace place, const EncoderRegistry& encoders, const StreamOptions& options,
                       Listener listener, FaultListener on_fault)
    : place_(std::move(place)),
      encoders_(encoders),
      options_(options),
      listener_(std::move(listener)),
      on_fault_(std::move(on_fault)) {}

void StillMaker::request(StillType type) {
  Lane& lane = lane_of(type);
  if (lane.worker && lane.worker->busy()) return;
  follow_quality(type, lane);
  const TimePoint now = place_.executor.clock().now();
  const bool failed = lane.failed_at && now - *lane.failed_at < kRetryAfter;
  if (lane.entry == nullptr || failed || place_.zombies->full()) return refuse_later(type);
  if (lane.worker == nullptr) {
    const EncoderSettings settings{.fps = options_.fps, .quality = lane.quality};
    lane.worker = std::make_shared<EncodeWorker>(place_, *lane.entry, settings,
                                                 [weak = weak_from_this(), type](const EncodeResult& result) {
                                                   if (const std::shared_ptr<StillMaker> self = weak.lock())
                                                     self->finish(type, result);
                                                 });
  }
  lane.worker->start({.after_version = lane.still ? lane.still->version : 0});
}

int StillMaker::quality_of(StillType type) const {
  const bool lossless = type.exact || type.format == ImageFormat::png;
  return lossless ? kLosslessQuality : options_.image_quality;
}

/// Encoders take their settings when they are made, and what was made before is not what is wanted now.
void StillMaker::follow_quality(StillType type, Lane& lane) {
  const int wanted = quality_of(type);
  if (std::exchange(lane.quality, wanted) == wanted) return;
  lane.worker.reset();
  lane.still.reset();
}

SharedReadyFrame StillMaker::newest(StillType type) const {
  const auto found = lanes_.find(type);
  return found == lanes_.end() ? nullptr : found->second.still;
}

StillMaker::Lane& StillMaker::lane_of(StillType type) {
  const auto [place, added] = lanes_.try_emplace(type);
  if (!added) return place->second;
  for (const EncoderEntry& entry : encoders_.entries()) {
    if (entry.video || !entry.available || entry.capability != mime_type(type.format)) continue;
    place->second.entry = &entry;
    break;
  }
  return place->second;
}

void StillMaker::finish(StillType type, const EncodeResult& result) {
  Lane& lane = lanes_.at(type);
  if (lane.quality != quality_of(type)) return request(type);  // it was changed meanwhile: once more
  if (result.fault != EncodeFault::none) {
    lane.failed_at = place_.executor.clock().now();
    lane.still.reset();
    on_fault_(*lane.entry, result.reason);
  } else if (!result.skipped) {
    take(lane, result);
  }
  listener_(type, lane.still);
}

/// Without memory for what sending it takes, the still is as good as not made.
void StillMaker::take(Lane& lane, const EncodeResult& result) {
  try {
    lane.still = make_ready_frame(result, *lane.entry);
  } catch (const std::bad_alloc&) {
    lane.still.reset();
  }
}

/// What there is stays until all have heard that it goes: some may be about to send it.
void StillMaker::refuse_later(StillType type) {
  place_.executor.post([weak = weak_from_this(), type] {
    const std::shared_ptr<StillMaker> self = weak.lock();
    if (!self) return;
    self->lanes_.at(type).still.reset();
    self->listener_(type, nullptr);
  });
}

}  // namespace pdum::rfb
