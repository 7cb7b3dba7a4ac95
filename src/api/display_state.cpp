#include "api/display_state.hpp"

#include <utility>

#include "api/hook_of.hpp"

namespace pdum::rfb {
namespace {

std::unique_ptr<ThreadedAuthRunner> own_runner(const StreamOptions& options, const ServerImpl& server) {
  AsyncAuthenticator hook = hook_of(options);
  if (!hook) return nullptr;
  return std::make_unique<ThreadedAuthRunner>(std::move(hook), server.io(), server.log());
}

}  // namespace

DisplayState::DisplayState(std::string name, const StreamOptions& options, const ServerImpl& server)
    : name_(std::move(name)),
      options_(options),
      slot_(server.clock(), FrameLimits{.max_side = options.max_side, .max_bytes = options.max_frame_bytes},
            server.log()),
      queue_(options.event_queue_size),
      counters_(server.encoders()),
      callbacks_(std::make_shared<ClientCallbacks>(server.callbacks(), server.log())),
      auth_(own_runner(options, server)),
      event_log_(options.event_log.empty() ? nullptr
                                           : std::make_unique<EventLog>(options.event_log, server.log())) {}

DisplayState::~DisplayState() = default;

StreamParts DisplayState::parts(AuthRunner& server_auth,
                                std::function<void(DisplayMetrics&)> complete_metrics) {
  return {.options = options_,
          .frames = slot_,
          .events = *this,
          .auth = auth_ ? *auth_ : server_auth,
          .own_auth = auth_ != nullptr,
          .counters = counters_,
          .recorder = recorder_,
          .ui = ui_,
          .target = target_,
          .complete_metrics =
              [this, complete = std::move(complete_metrics)](DisplayMetrics& metrics) {
                add_own(metrics);
                if (complete) complete(metrics);
              },
          .owner = shared_from_this()};
}

PublishResult DisplayState::publish(const FrameView& frame, const PublishOptions& options) {
  return count(slot_.publish(frame, options.pixel_ratio, options.color));
}

PublishResult DisplayState::publish(Frame&& frame, const PublishOptions& options) {
  return count(slot_.publish(std::move(frame), options.pixel_ratio, options.color));
}

PublishResult DisplayState::count(PublishResult result) {
  if (result == PublishResult::accepted) published_.fetch_add(1, std::memory_order_relaxed);
  if (result == PublishResult::unchanged) unchanged_.fetch_add(1, std::memory_order_relaxed);
  return result;
}

void DisplayState::push(InputEvent event, std::string_view json) {
  if (event_log_ && !json.empty()) event_log_->append(event, json);
  if (options_.raw_events) event.json.assign(json);
  queue_.push(std::move(event));
}

void DisplayState::refuse_calls() noexcept {
  slot_.close();
  queue_.close();
  closed_.store(true, std::memory_order_release);
}

void DisplayState::end_hooks(Duration wait) noexcept {
  if (auth_) auth_->end(wait);
}

void DisplayState::end_event_log(Duration wait) noexcept {
  if (event_log_) event_log_->end(wait);
}

DisplayMetrics DisplayState::metrics() const {
  DisplayMetrics metrics = counters_.metrics();
  add_own(metrics);
  return metrics;
}

void DisplayState::add_own(DisplayMetrics& metrics) const {
  metrics.frames_published = published_.load(std::memory_order_relaxed);
  metrics.frames_unchanged = unchanged_.load(std::memory_order_relaxed);
  metrics.events_dropped = queue_.dropped();
}

}  // namespace pdum::rfb
