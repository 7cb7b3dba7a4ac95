#pragma once

#include <string>
#include <string_view>

#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// Where log lines go. Any thread; never waits for whoever reads them.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(LogLevel level, std::string_view line) = 0;
  /// At most one line of a `kind` in a minute; the next one carries the count of those left out.
  virtual void write_limited(LogLevel level, std::string_view kind, std::string_view line) = 0;
};

/// `text` of a peer for a log line: bytes below 0x20, 0x7f and above 0x7e become \xNN; cut at 200 bytes.
std::string escape_for_log(std::string_view text);

}  // namespace pdum::rfb
