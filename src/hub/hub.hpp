#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/options.hpp>

#include "core/auth_runner.hpp"
#include "core/event_sink.hpp"
#include "core/executor.hpp"
#include "core/log.hpp"
#include "core/published_frame.hpp"
#include "encode/encoder_registry.hpp"
#include "hub/event_recorder.hpp"
#include "hub/hub_service.hpp"
#include "hub/stream_counters.hpp"
#include "hub/ui_state.hpp"

namespace pdum::rfb {

class Stream;

/// What a hub works with. Everything outlives the hub, and the executor runs none of the hub's tasks after
/// it.
struct HubDeps {
  Executor& executor;
  WorkerPool& workers;
  const EncoderRegistry& encoders;
  FrameSource& frames;
  EventSink& events;
  AuthRunner& auth;
  LogSink& log;
  const ServeOptions& options;
  /// Fills in what others count (published, dropped events, accept errors, refusals). May be empty. Strand.
  std::function<void(DisplayMetrics&)> complete_metrics = {};
};

/// The named streams of a server; for now the one called `default`.
///
/// Thread safety: strand only, except construction and the members marked "any thread". Destroy it on the
/// strand, or after the strand has ended.
class Hub final : public HubService {
 public:
  explicit Hub(const HubDeps& deps);
  ~Hub() override;

  /// A frame newer than the last one seen may be in the source. Calls may be coalesced.
  void on_published();
  /// Something was set in `ui()`. Calls may be coalesced.
  void on_ui_changed();
  /// What the application wants on the pages of its viewers. Any thread; `on_ui_changed` brings it there.
  UiState& ui() const noexcept { return *ui_; }
  /// Closes every session with 1001 and refuses new ones; `done` runs on the strand when the last is gone.
  void shutdown(const std::function<void()>& done = {});
  bool idle() const;  ///< no session is left, not even a closing one

  int client_count() const noexcept;          ///< any thread
  int visible_client_count() const noexcept;  ///< any thread: without those whose page nobody sees
  /// Any thread: without what `complete_metrics` adds.
  DisplayMetrics counters() const;

  void accept(std::unique_ptr<MessageChannel> channel, AuthContext context) override;
  std::vector<StreamInfo> streams() const override;
  std::optional<std::vector<SessionMetrics>> session_metrics(std::string_view stream) const override;
  DisplayMetrics display_metrics(std::string_view stream) const override;
  bool recording() const override;                            ///< any thread
  std::vector<std::string> recorded_events() const override;  ///< any thread
  void reset_recorded_events() override;                      ///< any thread

 private:
  Stream* find(std::string_view name) const;

  // Constant after construction.
  const HubDeps deps_;
  const std::shared_ptr<StreamCounters> counters_;
  // Own synchronization.
  const std::shared_ptr<EventRecorder> recorder_;
  const std::shared_ptr<UiState> ui_;
  // Strand only.
  std::map<std::string, std::shared_ptr<Stream>, std::less<>> streams_;
};

}  // namespace pdum::rfb
