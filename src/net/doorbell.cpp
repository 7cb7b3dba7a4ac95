#include "net/doorbell.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "net/io_runtime.hpp"

namespace pdum::rfb {
namespace {

struct PipeEnds {
  int read = -1;
  int write = -1;
};

PipeEnds open_pipe() {
  std::array<int, 2> ends{};
#ifdef __linux__
  const int failed = ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
#else
  int failed = ::pipe(ends.data());
  for (const int end : ends) {
    if (failed == 0) failed = ::fcntl(end, F_SETFD, FD_CLOEXEC) | ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
#endif
  if (failed == 0) return {ends[0], ends[1]};
  throw Error(ErrorCode::system, "No pipe could be made for waking the I/O thread (" +
                                     std::generic_category().message(errno) +
                                     "); raise the limit on open files (ulimit -n).");
}

}  // namespace

/// The handler that waits for a ring holds it.
struct Doorbell::Bell : std::enable_shared_from_this<Bell> {
  Bell(boost::asio::io_context& context, PipeEnds ends, std::function<void()> task_in)
      : reader(context, ends.read), writer(ends.write), task(std::move(task_in)) {}
  ~Bell() { ::close(writer); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void wait() {
    reader.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [bell = shared_from_this()](const boost::system::error_code& error) {
                        if (!error && !bell->removed) bell->answer();
                      });
  }

  void answer() {
    std::array<char, 8> rings{};
    while (::read(reader.native_handle(), rings.data(), rings.size()) > 0) {
    }
    rung.store(false,
               std::memory_order_release);  // before the task looks: what comes from now on rings again
    wait();                                 // before the task, which may throw
    task();
  }

  // Strand only.
  boost::asio::posix::stream_descriptor reader;
  bool removed = false;
  // Constant after construction.
  const int writer;
  const std::function<void()> task;
  // Own synchronization.
  std::atomic<bool> rung{false};
};

Doorbell::Doorbell(IoRuntime& runtime, std::function<void()> task)
    : bell_(std::make_shared<Bell>(runtime.context(), open_pipe(), std::move(task))) {
  bell_->wait();
}

Doorbell::~Doorbell() {
  bell_->removed = true;
  boost::system::error_code ignored;
  bell_->reader.close(ignored);
}

void Doorbell::ring() noexcept {
  if (bell_->rung.exchange(true, std::memory_order_acq_rel)) return;
  constexpr char kRing = 1;
  // A full pipe would be one that rings already.
  static_cast<void>(!::write(bell_->writer, &kRing, sizeof kRing));
}

}  // namespace pdum::rfb
