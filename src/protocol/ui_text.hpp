#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pdum/rfb/page.hpp>

#include "core/result.hpp"
#include "protocol/extensions.hpp"

namespace pdum::rfb {

// Messages of the extension `ui`, from the server to a viewer. What the application gave is checked here: the
// failure is a sentence for it.

inline constexpr std::size_t kMaxTitleCodePoints = 256;

Result<std::string> serialise_cursor(const Cursor& cursor);
/// Without control characters and what turns the direction of text; cut to 256 code points.
Result<std::string> serialise_title(std::string_view text);
Result<std::string> serialise_clipboard(std::uint64_t id, std::string_view text);
Result<std::string> serialise_text_input(const TextInput& area);

/// What a viewer may do; whole, so that it can be said again.
struct RoleState {
  bool is_operator = true;  ///< else a viewer
  bool control = true;      ///< its input reaches the application
  bool may_request = false;
  int controllers = 1;   ///< viewers that have control
  bool pending = false;  ///< has asked for control and waits
  friend bool operator==(const RoleState&, const RoleState&) = default;
};
std::string serialise_role(const RoleState& role);
inline constexpr std::size_t kMaxLabelCodePoints = 64;
/// What a viewer calls itself, as others may be shown it.
std::string clean_label(std::string_view text);
/// `client_id` asks for control; the answer is awaited for `expires_s` seconds.
std::string serialise_control_request(std::string_view client_id, std::string_view label, int expires_s);

/// `reason`: "denied", "timeout", "not_allowed" or "rate".
std::string serialise_control_denied(std::string_view reason);

}  // namespace pdum::rfb
