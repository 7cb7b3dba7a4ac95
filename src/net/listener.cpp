#include "net/listener.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "net/stream_socket.hpp"

namespace pdum::rfb {

namespace {

constexpr Duration kRetryDelay = std::chrono::milliseconds(200);
/// Accepted in one turn of the strand.
constexpr int kBatch = 16;

/// The next one can be taken at once. After every other error accept(2) might fail for as long as it is
/// called.
bool is_over_at_once(int error) {
  return error == ECONNABORTED || error == EINTR;
}

}  // namespace

struct Listener::Shared {
  Shared(boost::asio::io_context& context_in, Executor& executor_in, std::shared_ptr<LogSink> log_in,
         AcceptFunction accept_in)
      : context(context_in), executor(executor_in), log(std::move(log_in)), accept(std::move(accept_in)) {}

  // Constant after construction.
  boost::asio::io_context& context;
  Executor& executor;
  const std::shared_ptr<LogSink> log;
  const AcceptFunction accept;
  // I/O strand only.
  ConnectionHandler on_connection;
  std::vector<std::shared_ptr<Port>> ports;
  // Own synchronization.
  std::atomic<std::uint64_t> errors{0};
};

/// One listening socket.
class Listener::Port : public std::enable_shared_from_this<Port> {
 public:
  Port(std::shared_ptr<Shared> shared, UniqueFd socket)
      : shared_(std::move(shared)), descriptor_(shared_->context, socket.release()) {}

  void wait() {
    if (closed_) return;
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                             if (!error) self->accept_some();
                           });
  }

  void close() {
    closed_ = true;
    retry_.reset();
    boost::system::error_code ignored;
    descriptor_.close(ignored);
  }

 private:
  /// Whatever is thrown on the way, or the port would be deaf.
  void accept_some() {
    try {
      accept_batch();
    } catch (const std::exception& error) {
      retry_later(error.what());
    }
  }

  void accept_batch() {
    for (int count = 0; count < kBatch && !closed_; ++count) {
      UniqueFd socket(shared_->accept(descriptor_.native_handle()));
      if (socket) {
        shared_->on_connection(std::move(socket));
        continue;
      }
      const int error = errno;
      if (error == EAGAIN || error == EWOULDBLOCK) break;
      if (is_over_at_once(error)) continue;
      return retry_later(std::generic_category().message(error));
    }
    wait();
  }

  void retry_later(std::string_view why) {
    shared_->errors.fetch_add(1, std::memory_order_relaxed);
    retry_ = shared_->executor.post_after(kRetryDelay, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->accept_some();
    });
    shared_->log->write_limited(
        LogLevel::warning, "accept",
        "A connection could not be accepted (" + escape_for_log(why) +
            "); trying again every 200 ms. Raise the limit on open files (ulimit -n) if this stays.");
  }

  const std::shared_ptr<Shared> shared_;
  boost::asio::posix::stream_descriptor descriptor_;
  std::unique_ptr<Timer> retry_;
  bool closed_ = false;
};

int Listener::accept_socket(int fd) {
  return accept_stream_socket(fd);
}

Listener::Listener(boost::asio::io_context& context, Executor& executor, std::shared_ptr<LogSink> log,
                   AcceptFunction accept)
    : shared_(std::make_shared<Shared>(context, executor, std::move(log), std::move(accept))) {}

Listener::~Listener() {
  close();
}

void Listener::start(ListenSockets sockets, ConnectionHandler on_connection) {
  shared_->on_connection = std::move(on_connection);
  for (UniqueFd& socket : sockets.sockets) {
    shared_->ports.push_back(std::make_shared<Port>(shared_, std::move(socket)));
    shared_->ports.back()->wait();
  }
}

void Listener::close() {
  for (const auto& port : std::exchange(shared_->ports, {})) port->close();
}

std::uint64_t Listener::accept_errors() const noexcept {
  return shared_->errors.load(std::memory_order_relaxed);
}

}  // namespace pdum::rfb
