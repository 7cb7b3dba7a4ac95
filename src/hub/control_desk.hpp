#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pdum/rfb/control.hpp>

#include "core/clock.hpp"
#include "protocol/ui_text.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// Something to be said to a viewer, or to the application.
struct ControlNotice {
  enum class Kind : std::uint8_t {
    denied,           ///< to `to`: why it does not get control
    ask_holder,       ///< to `to`: `about` asks for its control
    ask_application,  ///< to the application: `about` asks for control
  };
  Kind kind = Kind::denied;
  ViewerId to = 0;
  ViewerId about = 0;
  std::string_view reason = {};  ///< as in `control_denied`
  std::string label = {};        ///< what `about` calls itself
  friend bool operator==(const ControlNotice&, const ControlNotice&) = default;
};
using ControlNotices = std::vector<ControlNotice>;

/// Who has control of a stream, by the rules of `ControlPolicy` and docs/protocol.md. Pure: the time is an
/// argument, and what is to be said is returned.
class ControlDesk {
 public:
  static constexpr Duration kRequestLife = std::chrono::seconds(30);
  static constexpr Duration kGrace = std::chrono::seconds(5);

  explicit ControlDesk(ControlPolicy policy) : policy_(policy) {}

  /// `principal`: its name, empty for none.
  void join(ViewerId id, std::string client_id, Role role, std::string principal, TimePoint now);
  void leave(ViewerId id, TimePoint now);
  bool controls(ViewerId id) const;
  /// What the viewer is to be told; `application_answers`: it hears of requests where nobody else does.
  RoleState state_of(ViewerId id, bool application_answers) const;

  ControlNotices request(ViewerId id, std::string label, bool application_answers, TimePoint now);
  ControlNotices grant(ViewerId by, std::string_view client_id);
  ControlNotices deny(ViewerId by, std::string_view client_id);
  void release(ViewerId id);
  /// The application's word. Nothing happens for a viewer that is not there, or is a `Role::viewer`.
  void grant(std::string_view client_id);
  /// Empty: from all.
  ControlNotices revoke(std::string_view client_id);

  /// When a request ends unanswered; nothing: none waits.
  std::optional<TimePoint> due() const;
  ControlNotices expire(TimePoint now);

 private:
  struct Member {
    ViewerId id = 0;
    std::string client_id;
    Role role = Role::controller;
    std::string principal;
    bool control = false;
    std::optional<TimePoint> asks_until;
    std::string label;
  };
  struct Absent {
    std::string principal;
    TimePoint until;
  };
  Member* find(ViewerId id);
  const Member* find(ViewerId id) const;
  Member* find(std::string_view client_id);
  bool is_free() const;
  void give_to(Member& member);
  /// The oldest request, or null.
  Member* next_in_line();
  /// Whether `by` may answer a request of `about`.
  bool may_answer(ViewerId by, const Member* about) const;

  const ControlPolicy policy_;
  std::vector<Member> members_;   ///< in the order in which they came
  std::optional<Absent> absent_;  ///< had control, and may be back
};

}  // namespace pdum::rfb
