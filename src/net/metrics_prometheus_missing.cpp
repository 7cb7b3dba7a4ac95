#include "net/metrics_prometheus.hpp"

namespace pdum::rfb {

bool has_prometheus() noexcept {
  return false;
}

std::string metrics_to_prometheus(const HubService&, const NetCounters&) {
  return {};
}

}  // namespace pdum::rfb
