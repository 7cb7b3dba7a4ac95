#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/display.hpp>

#include "api/client_callbacks.hpp"
#include "api/server_impl.hpp"
#include "core/event_sink.hpp"
#include "core/frame_slot.hpp"
#include "core/input_queue.hpp"
#include "core/threaded_auth_runner.hpp"
#include "hub/event_log.hpp"
#include "hub/event_recorder.hpp"
#include "hub/hub.hpp"
#include "hub/stream_counters.hpp"
#include "hub/ui_state.hpp"

namespace pdum::rfb {

/// Where the application's threads and the strand meet for one stream. Held by its displays, by the server
/// while the stream is open, and by the stream on the strand while it lives.
///
/// Thread safety: any thread, each part synchronizes itself.
class DisplayState final : public std::enable_shared_from_this<DisplayState>, private EventSink {
 public:
  /// Throws `Error(invalid_argument)` naming the option that is out of range.
  DisplayState(std::string name, const StreamOptions& options, const ServerImpl& server);
  ~DisplayState() override;
  DisplayState(const DisplayState&) = delete;
  DisplayState& operator=(const DisplayState&) = delete;

  /// For the hub; `server_auth` decides where the stream has no hook of its own.
  StreamParts parts(AuthRunner& server_auth, std::function<void(DisplayMetrics&)> complete_metrics);

  PublishResult publish(const FrameView& frame, const PublishOptions& options);
  PublishResult publish(Frame&& frame, const PublishOptions& options);
  void refuse_calls() noexcept;
  bool is_closed() const noexcept { return closed_.load(std::memory_order_acquire); }
  /// When no viewer can ask any more; waits, at most `wait`, for hooks that run.
  void end_hooks(Duration wait) noexcept;
  /// Waits, at most `wait`, until the log of events is written.
  void end_event_log(Duration wait) noexcept;

  const std::string& name() const { return name_; }
  const StreamOptions& options() const { return options_; }
  FrameSlot& slot() { return slot_; }
  InputQueue& queue() { return queue_; }
  UiState& ui() { return ui_; }
  const TargetBoard& target() const { return target_; }
  const EventRecorder& recorder() const { return recorder_; }
  const StreamCounters& counters() const { return counters_; }
  /// Without what the network counts.
  DisplayMetrics metrics() const;
  ClientCallbacks& callbacks() { return *callbacks_; }

 private:
  void push(InputEvent event, std::string_view json) override;
  void wake() override { queue_.wake(); }
  void joined(const Client& client) override { callbacks_->joined(client); }
  void left(const Client& client) override { callbacks_->left(client); }
  bool answers_requests() const override { return callbacks_->answers_requests(); }
  void control_requested(const Client& client, const std::string& label) override {
    callbacks_->control_requested(client, label);
  }
  void add_own(DisplayMetrics& metrics) const;
  PublishResult count(PublishResult result);

  // Constant after construction.
  const std::string name_;
  const StreamOptions options_;
  // Own synchronization.
  FrameSlot slot_;
  InputQueue queue_;
  StreamCounters counters_;
  EventRecorder recorder_;
  UiState ui_;
  TargetBoard target_;
  const std::shared_ptr<ClientCallbacks> callbacks_;
  std::atomic<bool> closed_{false};
  std::atomic<std::uint64_t> published_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  // Strand only, until `end_hooks`. Null without a hook of its own.
  const std::unique_ptr<ThreadedAuthRunner> auth_;
  const std::unique_ptr<EventLog> event_log_;  ///< null: none
};

}  // namespace pdum::rfb
