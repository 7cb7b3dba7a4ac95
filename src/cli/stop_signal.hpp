#pragma once

#include <chrono>

namespace pdum::rfb::cli {

/// Turns SIGINT and SIGTERM into a wish to stop, and ignores SIGPIPE. The library leaves signals to the
/// program; this is the program's one place for them. At most one at a time. A second signal ends the process
/// at once.
///
/// Thread safety: every member from any thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  bool requested() const noexcept;
  void request() noexcept;  ///< as if a signal had come

  /// Waits until `deadline` or the wish to stop. True: go on.
  bool sleep_until(std::chrono::steady_clock::time_point deadline) const;
  /// Waits until `file` can be read (or has ended), or the wish to stop. True: it can.
  bool wait_readable(int file) const;
  /// Waits until `file` takes bytes (or nobody reads it any more), or the wish to stop. True: it does. Once
  /// there is that wish, it waits a fifth of a second at most: last words go to whoever still listens.
  bool wait_writable(int file) const;
  /// Waits for the wish to stop.
  void wait() const;

 private:
  bool wait_for(int file, short what) const;
};

}  // namespace pdum::rfb::cli
