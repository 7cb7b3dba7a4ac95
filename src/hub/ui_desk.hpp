#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/executor.hpp"
#include "hub/ui_state.hpp"
#include "protocol/ui_text.hpp"
#include "session/rfb_session.hpp"

namespace pdum::rfb {

/// Brings what the application has set, and what each viewer may do, to the viewers that speak the extension
/// `ui` (docs/decisions/0007-extensions.md). Of values that change faster than they are sent the last one
/// counts; a viewer whose page is hidden, or who does not read, gets them later.
///
/// Thread safety: strand only.
class UiDesk final : public std::enable_shared_from_this<UiDesk> {
 public:
  static constexpr Duration kInterval = std::chrono::milliseconds(34);       ///< at most 30 rounds a second
  static constexpr Duration kRoleInterval = std::chrono::milliseconds(250);  ///< at most 4 a second
  static constexpr Duration kBehindRetry = std::chrono::milliseconds(250);
  static constexpr std::size_t kMaxUnsent = 64 * 1024;

  /// What a viewer may do now.
  using RoleOf = std::function<RoleState(const RfbSession&)>;

  UiDesk(Executor& executor, std::shared_ptr<UiState> state, RoleOf role_of);
  UiDesk(const UiDesk&) = delete;
  UiDesk& operator=(const UiDesk&) = delete;

  /// A viewer was let in; it stays until `leave`.
  void join(RfbSession& session);
  void leave(RfbSession& session) noexcept;
  /// The application has set something, or somebody may do something else than before.
  void on_changed() noexcept;
  /// The page of this viewer is seen again.
  void on_visible(RfbSession& session) noexcept;
  /// Says again what it may do.
  void repeat_role(RfbSession& session) noexcept;

 private:
  struct Viewer {
    RfbSession* session = nullptr;
    std::array<std::uint64_t, kUiItems> sent{};  ///< revisions
    std::optional<RoleState> role;               ///< as it was told last; nothing: not yet
    TimePoint role_at{};
  };

  /// Whether a viewer that is behind is told all the same.
  enum class Hurry : std::uint8_t { no, yes };

  void add(RfbSession& session);
  void round() noexcept;
  void bring_or_retry(Viewer& viewer, Hurry hurry) noexcept;
  /// False: something is left to be sent later. Ends no session, so that it may be called for all in turn.
  bool bring_news(Viewer& viewer, Hurry hurry);
  bool bring_role(Viewer& viewer);
  void wake_in(Duration delay) noexcept;

  Executor& executor_;
  const std::shared_ptr<UiState> state_;
  const RoleOf role_of_;
  std::map<ViewerId, Viewer> viewers_;  ///< that speak `ui`
  TimePoint next_round_{};
  std::unique_ptr<Timer> timer_;
  TimePoint timer_due_{};  ///< of `timer_`
};

}  // namespace pdum::rfb
