#pragma once

#include <span>
#include <string>

#include <pdum/rfb/metrics.hpp>

#include "hub/hub_service.hpp"

namespace pdum::rfb {

/// Body of `GET /streams`.
std::string streams_to_json(std::span<const StreamInfo> streams);
/// Body of `GET /streams/<name>/metrics`.
std::string sessions_to_json(std::span<const SessionMetrics> sessions);
/// Body of `GET /recorded-events`; the events are JSON already.
std::string events_to_json(std::span<const std::string> events);

}  // namespace pdum::rfb
