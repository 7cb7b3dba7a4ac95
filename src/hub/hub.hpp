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
#include "hub/goodbye_desk.hpp"
#include "hub/hub_service.hpp"
#include "hub/stream_counters.hpp"
#include "hub/target_size.hpp"
#include "hub/ui_state.hpp"

namespace pdum::rfb {

class Stream;

/// What all streams of a hub work with. Everything outlives the hub, and the executor runs none of the hub's
/// tasks after it.
struct HubDeps {
  Executor& executor;
  WorkerPool& workers;
  const EncoderRegistry& encoders;
  LogSink& log;
};

/// What one stream works with, and where it leaves what others read. `owner` keeps all of it alive.
struct StreamParts {
  StreamOptions options = {};
  FrameSource& frames;
  EventSink& events;
  AuthRunner& auth;       ///< of viewers
  bool own_auth = false;  ///< `auth` decides about HTTP requests for this stream, too
  StreamCounters& counters;
  EventRecorder& recorder;
  UiState& ui;
  TargetBoard& target;
  /// Fills in what others count (published, dropped events, accept errors, refusals). May be empty. Strand.
  std::function<void(DisplayMetrics&)> complete_metrics = {};
  std::shared_ptr<const void> owner = {};
};

/// The named streams of a server.
///
/// Thread safety: strand only, except construction. Destroy it on the strand, or after the strand has ended.
class Hub final : public HubService {
 public:
  explicit Hub(const HubDeps& deps);
  ~Hub() override;

  /// False: there is a stream of this name.
  bool add(const std::string& name, StreamParts parts);
  /// The name is free at once; viewers get 1001, and the stream goes with the last of them. Nothing happens
  /// for an unknown name.
  void remove(std::string_view name);
  /// `StreamParts::owner` of a stream; null for an unknown name.
  const void* owner(std::string_view name) const;
  /// Null for an unknown name.
  std::shared_ptr<Stream> find(std::string_view name) const;

  /// A stream may have a frame newer than the last one seen. Calls may be coalesced.
  void on_published();
  /// Something was set in a stream's `UiState`. Calls may be coalesced.
  void on_ui_changed();
  /// Closes every session with 1001 and refuses new ones; `done` runs on the strand when the last is gone.
  void shutdown(std::function<void()> done = {});
  bool idle() const;  ///< no session is left, not even a closing one

  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) override;
  std::vector<StreamInfo> streams() const override;
  AuthRunner* auth(std::string_view stream) const override;
  std::optional<std::vector<SessionMetrics>> session_metrics(std::string_view stream) const override;
  DisplayMetrics display_metrics(std::string_view stream) const override;
  const void* recorder() const override;
  bool recording() const override;
  std::vector<std::string> recorded_events() const override;
  void reset_recorded_events() override;

 private:
  void retire(const std::shared_ptr<Stream>& stream);
  void report_idle();

  // Constant after construction.
  const HubDeps deps_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< tasks of ours hold it weakly
  const std::unique_ptr<AuthRunner> nobody_;
  // Strand only.
  std::map<std::string, std::shared_ptr<Stream>, std::less<>> streams_;
  std::vector<std::shared_ptr<Stream>> retired_;  ///< their last viewers are being told goodbye
  GoodbyeDesk goodbyes_;
  bool shut_down_ = false;
  std::function<void()> on_idle_;
};

}  // namespace pdum::rfb
