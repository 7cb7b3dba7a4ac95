#include "cli/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <string>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

// Readable once stopping is wished; the byte is never taken out.
std::array<int, 2> pipe_ends = {-1, -1};
std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the signal handler stores it");

void ask_to_stop() noexcept {
  const int saved = errno;
  if (!stop_requested.exchange(true)) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(pipe_ends[1], &byte, 1);
  }
  errno = saved;
}

void on_signal(int /*number*/) {
  ask_to_stop();
}

void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  if (::pipe(pipe_ends.data()) != 0) {
    throw Failure("Cannot make a pipe for signals: " + reason_of(errno) + ".");
  }
  for (const int end : pipe_ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  stop_requested = false;
  handle(SIGPIPE, SIG_IGN, 0);
  for (const int number : {SIGINT, SIGTERM}) handle(number, on_signal, static_cast<int>(SA_RESETHAND));
}

StopSignal::~StopSignal() {
  for (const int number : {SIGINT, SIGTERM}) handle(number, SIG_DFL, 0);
  for (int& end : pipe_ends) {
    ::close(end);
    end = -1;
  }
}

bool StopSignal::requested() const noexcept {
  return stop_requested;
}

void StopSignal::request() noexcept {
  ask_to_stop();
}

bool StopSignal::sleep_until(std::chrono::steady_clock::time_point deadline) const {
  using namespace std::chrono;
  while (!requested()) {
    const auto left = deadline - steady_clock::now();
    if (left <= nanoseconds::zero()) return true;
    // Rounded up to whole milliseconds poll would oversleep; down, the rest is a plain sleep.
    const auto coarse = duration_cast<milliseconds>(left).count();
    pollfd end = {pipe_ends[0], POLLIN, 0};
    if (coarse > 0) {
      ::poll(&end, 1, static_cast<int>(std::min<long>(static_cast<long>(coarse), 60'000)));
    } else {
      const timespec rest = {0, static_cast<long>(duration_cast<nanoseconds>(left).count())};
      ::nanosleep(&rest, nullptr);
    }
  }
  return false;
}

bool StopSignal::wait_for(int file, short what) const {
  while (!requested()) {
    std::array<pollfd, 2> ends = {{{file, what, 0}, {pipe_ends[0], POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), -1) > 0 && ends[0].revents != 0) return !requested();
  }
  return false;
}

bool StopSignal::wait_readable(int file) const {
  return wait_for(file, POLLIN);
}

bool StopSignal::wait_writable(int file) const {
  if (wait_for(file, POLLOUT)) return true;
  pollfd end = {file, POLLOUT, 0};
  return ::poll(&end, 1, 200) > 0;
}

void StopSignal::wait() const {
  while (!requested()) {
    pollfd end = {pipe_ends[0], POLLIN, 0};
    ::poll(&end, 1, -1);
  }
}

}  // namespace pdum::rfb::cli
