#include "session/rendition.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "protocol/capabilities.hpp"
#include "session/ready_frame.hpp"

namespace pdum::rfb {

namespace {

// How often a rendition looks whether one of the jobs that hang has come back.
constexpr Duration kZombieRetry = std::chrono::seconds(1);
constexpr Duration kNoMemoryRetry = std::chrono::milliseconds(250);

/// Says that actions are being performed, until the walk over them ends, however it does.
class PerformingScope {
 public:
  explicit PerformingScope(bool& performing) : performing_(performing) { performing_ = true; }
  ~PerformingScope() { performing_ = false; }
  PerformingScope(const PerformingScope&) = delete;
  PerformingScope& operator=(const PerformingScope&) = delete;

 private:
  bool& performing_;
};

EncoderSettings settings_from(const StreamOptions& options, YuvEncoding yuv, bool pipelines) {
  return {.width = options.width,
          .height = options.height,
          .fps = options.fps,
          .bitrate = options.bitrate,
          .quality = options.image_quality,
          .yuv = yuv,
          .pipeline_depth = pipelines ? options.encode_pipeline_depth : 0};
}

SchedulerSettings scheduler_settings(const EncoderEntry& entry, const StreamOptions& options) {
  return {.self_contained = !entry.video,
          .fps = options.fps,
          .bitrate = options.bitrate,
          .still_after = std::chrono::duration_cast<Duration>(options.still_after),
          .adaptive = options.adaptive,
          .graded = entry.video || entry.capability == mime_type(ImageFormat::jpeg)};
}

}  // namespace

std::shared_ptr<Rendition> Rendition::make(WorkPlace place, const EncoderEntry& entry, YuvEncoding yuv,
                                           const StreamOptions& options, RenditionHost& host) {
  auto rendition = std::make_shared<Rendition>(std::move(place), entry, yuv, options, host);
  rendition->make_worker();
  return rendition;
}

Rendition::Rendition(WorkPlace place, const EncoderEntry& entry, YuvEncoding yuv,
                     const StreamOptions& options, RenditionHost& host)
    : place_(std::move(place)),
      entry_(entry),
      settings_(settings_from(options, yuv, entry.pipelines)),
      host_(&host),
      scheduler_(scheduler_settings(entry, options)),
      told_(scheduler_.targets()) {}

void Rendition::make_worker() {
  worker_ = std::make_shared<EncodeWorker>(place_, entry_, settings_,
                                           [weak = weak_from_this()](const EncodeResult& result) {
                                             if (const auto self = weak.lock()) self->on_result(result);
                                           });
}

void Rendition::add(ViewerId id, ViewerPort& port, StillTypes stills, std::uint64_t seen, bool hidden) {
  viewers_[id] = &port;
  scheduler_.add_viewer(id, port, stills, seen, now(), hidden);
  perform();
}

void Rendition::remove(ViewerId id) {
  if (viewers_.erase(id) == 0) return;
  scheduler_.remove_viewer(id, now());
  perform();
}

void Rendition::retry(Duration delay) {
  broken_ = false;
  worker_->reopen();
  scheduler_.on_encode_failed(now() + delay, now());
  perform();
}

void Rendition::on_published(std::uint64_t newest) {
  scheduler_.on_published(newest, now());
  perform();
}

void Rendition::on_still(StillType type, const SharedReadyFrame& still) {
  if (still) {
    scheduler_.on_still(type, {still->version, true, still->payload->size()}, now());
  } else {
    scheduler_.on_still_failed(type, now());
  }
  perform();
}

AckResult Rendition::on_ack(ViewerId id, std::uint64_t seq, int decode_queue) {
  const AckResult result = scheduler_.on_ack(id, seq, now(), decode_queue);
  perform();
  return result;
}

void Rendition::on_heard(ViewerId id) {
  scheduler_.on_heard(id, now());
  perform();
}

void Rendition::on_request_keyframe(ViewerId id) {
  scheduler_.on_request_keyframe(id, now());
  perform();
}

void Rendition::on_decoder_reset(ViewerId id) {
  scheduler_.on_decoder_reset(id, now());
  perform();
}

void Rendition::on_writable() {
  scheduler_.on_writable(now());
  perform();
}

void Rendition::set_hidden(ViewerId id, bool hidden) {
  scheduler_.set_hidden(id, hidden, now());
  perform();
}

void Rendition::perform() {
  if (performing_) return;
  const PerformingScope scope(performing_);
  for (std::vector<SchedulerAction> actions = scheduler_.take_actions(); !actions.empty();
       actions = scheduler_.take_actions()) {
    for (const SchedulerAction& action : actions) {
      std::visit([this](const auto& what) { perform(what); }, action);
    }
  }
  arm_timer();
  tell_targets();
}

/// Later: a viewer that finds no memory for it leaves, which must not happen inside a call about it.
void Rendition::tell_targets() {
  if (told_ == scheduler_.targets()) return;
  told_ = scheduler_.targets();
  place_.executor.post([weak = weak_from_this()] {
    const std::shared_ptr<Rendition> self = weak.lock();
    if (!self) return;
    const auto viewers = self->viewers_;
    for (const auto& [id, port] : viewers) {
      if (self->viewers_.contains(id)) port->on_targets();
    }
  });
}

void Rendition::perform(const EncodeAction& action) {
  if (broken_) return;  // the scheduler stays busy until `retry`
  if (place_.zombies->full()) return scheduler_.on_encode_skipped(now() + kZombieRetry, now());
  try {
    worker_->start({.keyframe = action.keyframe,
                    .repeat = action.repeat,
                    .fps = scheduler_.encoded_fps(),
                    .bitrate = scheduler_.targets().bitrate,
                    .quality = image_quality_at(scheduler_.targets(), settings_.bitrate, settings_.quality),
                    .scale = scheduler_.targets().scale,
                    .after_version = fed_});
  } catch (const std::bad_alloc&) {
    scheduler_.on_encode_failed(now() + kNoMemoryRetry, now());
  }
}

void Rendition::perform(const SendAction& action) {
  const auto viewer = viewers_.find(action.viewer);
  if (viewer == viewers_.end()) return;
  if (action.still) {
    const SharedReadyFrame still = host_ == nullptr ? nullptr : host_->newest_still(*action.still);
    if (still) viewer->second->deliver(still, action.seq);
  } else {
    viewer->second->deliver(last_, action.seq);
  }
}

void Rendition::perform(const StillAction& action) {
  if (host_ == nullptr) return;
  try {
    host_->request_still(action.type);
  } catch (const std::bad_alloc&) {
    scheduler_.on_still_failed(action.type, now());
  }
}

void Rendition::on_result(const EncodeResult& result) {
  if (result.fault != EncodeFault::none) {
    on_fault(result);
  } else if (result.skipped) {
    fed_ = last_ ? last_->version : 0;
    scheduler_.on_encode_skipped(now() + result.retry_after, now());
  } else if (result.held) {
    fed_ = result.fed;
    scheduler_.on_encode_held(result.fed, now());
  } else {
    take(result);
  }
  perform();
}

/// Without memory for what sending it takes, the frame is as good as not encoded.
void Rendition::take(const EncodeResult& result) {
  SharedReadyFrame ready;
  try {
    ready = make_ready_frame(result, entry_);
  } catch (const std::bad_alloc&) {
    return scheduler_.on_encode_failed(now() + kNoMemoryRetry, now());
  }
  last_ = std::move(ready);
  fed_ = result.fed;
  if (host_ != nullptr) host_->on_frame_encoded(entry_, result.elapsed);
  scheduler_.on_encoded({last_->version, last_->keyframe, last_->payload->size(), result.fed}, now());
}

void Rendition::on_fault(const EncodeResult& result) {
  if (host_ != nullptr && result.fault != EncodeFault::too_large) host_->on_encoder_error();
  const std::optional<TimePoint> previous = std::exchange(last_error_, now());
  const bool first = !previous || now() - *previous > kErrorPeriod;
  if (first && (result.fault == EncodeFault::failed || result.fault == EncodeFault::bad_output)) {
    worker_->reopen();
    return scheduler_.on_encode_failed(now(), now());
  }
  report_broken(result.fault, result.reason);
}

/// The host is told later: it takes viewers away, which must not happen inside a walk over them.
void Rendition::report_broken(EncodeFault fault, const std::string& reason) {
  broken_ = true;
  place_.executor.post([weak = weak_from_this(), fault, reason] {
    const std::shared_ptr<Rendition> self = weak.lock();
    if (self && self->host_ != nullptr) self->host_->on_rendition_broken(*self, fault, reason);
  });
}

void Rendition::arm_timer() {
  const std::optional<TimePoint> wake = scheduler_.next_wake();
  if (!wake || (timer_due_ && *timer_due_ <= *wake)) return;
  timer_due_ = wake;
  const Duration delay = std::max(*wake - now(), Duration::zero());
  timer_ = place_.executor.post_after(delay, [weak = weak_from_this()] {
    const std::shared_ptr<Rendition> self = weak.lock();
    if (!self) return;
    self->timer_due_.reset();
    self->scheduler_.on_timer(self->now());
    self->perform();
  });
}

}  // namespace pdum::rfb
