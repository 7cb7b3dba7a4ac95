#pragma once

#include <cstdint>
#include <string>

#include "hub/hub_service.hpp"

namespace pdum::rfb {

/// What the network itself counts.
struct NetCounters {
  std::uint64_t accept_errors = 0;
  std::uint64_t refused_requests = 0;
  std::uint64_t tls_reload_errors = 0;
};

/// Whether this build can write Prometheus text.
bool has_prometheus() noexcept;
/// Prometheus text format 0.0.4, every stream as a label. Empty when `has_prometheus()` is false.
std::string metrics_to_prometheus(const HubService& hub, const NetCounters& counters);

}  // namespace pdum::rfb
