#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace pdum::rfb::cli {

/// This program in a process of its own, as `pdum-rfb pipe --json --port 0 …`, with standard input that stays
/// open and empty. Killed and waited for in the destructor.
class PipeChild {
 public:
  /// Returns when it listens; throws `Failure` when it does not.
  explicit PipeChild(const std::vector<std::string>& arguments);
  ~PipeChild();
  PipeChild(const PipeChild&) = delete;
  PipeChild& operator=(const PipeChild&) = delete;

  int port() const { return port_; }
  double cpu_seconds() const;     ///< of all its threads so far
  double resident_bytes() const;  ///< memory

 private:
  std::string first_line(int output) const;

  pid_t pid_ = -1;
  int port_ = 0;
  int input_ = -1;   ///< our end of its standard input
  int output_ = -1;  ///< our end of its standard output
};

}  // namespace pdum::rfb::cli
