#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace pdum::rfb::cli {

/// A program in a process of its own. Its standard input stays open and empty, its standard output comes
/// here. Killed and waited for in the destructor.
class Child {
 public:
  /// Throws `Failure` when the program cannot be started. `words`: all of its arguments, its name included.
  Child(const std::string& program, std::vector<std::string> words);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  double cpu_seconds() const;     ///< of all its threads so far
  double resident_bytes() const;  ///< memory
  std::string read_line() const;  ///< of what it prints; what there is when it ends
  /// From now on its output is read on a thread and thrown away. Else the pipe fills and it waits.
  void discard_output();

 private:
  pid_t pid_ = -1;
  int input_ = -1;   ///< our end of its standard input
  int output_ = -1;  ///< our end of its standard output
  std::thread reader_;
};

/// This program in a process of its own, as `pdum-rfb pipe --json --port 0 …`.
class PipeChild : public Child {
 public:
  /// Returns when it listens; throws `Failure` when it does not.
  explicit PipeChild(const std::vector<std::string>& arguments);

  int port() const { return port_; }
  /// Milliseconds from `publish` of the frame of this time stamp until now.
  double age_ms(std::int64_t timestamp_us) const;

 private:
  int port_ = 0;
  std::int64_t epoch_us_ = 0;  ///< the zero of its time stamps on the steady clock
};

/// The folder in which this program's file lies, with a slash behind it; empty where nobody tells.
std::string folder_of_this_program();

}  // namespace pdum::rfb::cli
