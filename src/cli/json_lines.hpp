#pragma once

#include <chrono>
#include <string>

#include <pdum/rfb/event.hpp>

#include "cli/stop_signal.hpp"

namespace pdum::rfb::cli {

/// `{"pid":…,"port":…,"url":…,"epoch_us":…}`: where a display listens. `epoch_us` is CLOCK_MONOTONIC in
/// microseconds at timestamp 0.
std::string listening_line(int port, const std::string& url, std::chrono::steady_clock::time_point epoch);

/// `{"client_id":…,"principal":…,"event":{…},"received_us":…}`
std::string event_line(const InputEvent& event);

/// The event as JSON text: as it was received, or written anew where the server made it.
std::string event_text(const InputEvent& event);

/// Writes a line to standard output at once. False: nobody reads it any more, or the wish to stop came while
/// nobody took it.
bool print_line(const std::string& line, const StopSignal& stop);

}  // namespace pdum::rfb::cli
