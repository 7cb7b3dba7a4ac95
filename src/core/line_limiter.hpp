#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace pdum::rfb {

/// Lets one log line of a kind through in a minute. One thread at a time.
class LineLimiter {
 public:
  static constexpr Duration kQuietTime = std::chrono::minutes(1);
  static constexpr std::size_t kMaxKinds = 256;

  /// False: leave the line out. Else `text` gets the count of lines of this kind left out before it.
  bool admit(std::string_view kind, TimePoint now, std::string& text);

 private:
  struct Kind {
    TimePoint last;
    unsigned left_out = 0;
  };
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace pdum::rfb
