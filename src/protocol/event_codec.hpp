#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pdum/rfb/event.hpp>

#include "core/result.hpp"
#include "protocol/control.hpp"

namespace pdum::rfb {

inline constexpr double kMaxCoordinate =
    1e6;  ///< coordinates, deltas, sizes: finite and at most this far from 0
inline constexpr double kMaxTimestamp = 1e15;  ///< seconds; wide enough for clients that send milliseconds
inline constexpr std::size_t kMaxTouches = 32;
inline constexpr std::size_t kMaxTouchIdBytes = 64;
inline constexpr std::size_t kMaxButtons = 16;
inline constexpr std::size_t kMaxModifiers = 8;
inline constexpr std::size_t kMaxCharBytes = 4 * 1024;
inline constexpr std::size_t kMaxKeyBytes = 256;                 ///< `key`, `code`, `input_type`
inline constexpr std::size_t kMaxEventTypeBytes = 64;            ///< of a type this library does not know
inline constexpr std::size_t kMaxUnknownEventBytes = 16 * 1024;  ///< the object of such an event

/// Reads the object of an `event` message. A failure means: drop it and count it as a bad message. An object
/// of an unknown type becomes an `UnknownEvent`. `close` is a failure: only the server makes it, so that an
/// application can trust it to be the last event of a viewer. Never throws.
Result<Event> parse_event(std::string_view json) noexcept;

/// The event as JSON text, fields in the order of the event table; for an `UnknownEvent` the text as
/// received.
std::string serialise_event(const Event& event);

/// `set_viewport` as the application sees it. `timestamp`: seconds, made by the server since the message
/// has none.
Resize make_resize(const SetViewport& viewport, double timestamp) noexcept;

}  // namespace pdum::rfb
