#pragma once

#include <cstdint>
#include <string>

#include <pdum/rfb/testing/viewer.hpp>

namespace pdum::rfb::testing {

/// Control messages of a viewer as JSON text.
std::string hello_text(const ViewerOptions& options);
std::string ack_text(std::uint64_t seq);
std::string request_keyframe_text();
/// `set_viewport` for a `Resize`. Throws `Error(invalid_argument)` for `Close` and `Paste`.
std::string event_text(const Event& event);

}  // namespace pdum::rfb::testing
