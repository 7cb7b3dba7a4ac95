#include "core/line_limiter.hpp"

namespace pdum::rfb {

bool LineLimiter::admit(std::string_view name, TimePoint now, std::string& text) {
  if (kinds_.size() >= kMaxKinds && !kinds_.contains(name)) kinds_.clear();
  const auto [entry, is_new] = kinds_.try_emplace(std::string(name), Kind{now});
  if (is_new) return true;
  Kind& kind = entry->second;
  if (now - kind.last < kQuietTime) {
    ++kind.left_out;
    return false;
  }
  if (kind.left_out > 0) text += " (and " + std::to_string(kind.left_out) + " more since the last such line)";
  kind = {now};
  return true;
}

}  // namespace pdum::rfb
