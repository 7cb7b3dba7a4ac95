#include "net/wire.hpp"

#include <array>
#include <utility>

namespace pdum::rfb {

namespace {

constexpr std::size_t kMaxDrainBytes = 256 * 1024;
constexpr std::size_t kDrainChunk = 1024;

}  // namespace

Wire::Wire(Executor& executor, std::unique_ptr<ByteStream> stream)
    : executor_(executor), stream_(std::move(stream)), last_heard_(executor.clock().now()) {}

TimePoint Wire::last_heard() const {
  return paused_.done ? executor_.clock().now() : last_heard_;
}

void Wire::read(MutableBytes into, IoHandler done) {
  if (closed_) return fail_later(std::move(done));
  const Duration wait = budget_.wait(executor_.clock().now());
  if (wait <= Duration(0)) return begin_read(into, std::move(done));
  paused_ = {into, std::move(done)};
  pause_ = executor_.post_after(wait, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->closed_ || !self->paused_.done) return;
    PendingRead read = std::exchange(self->paused_, {});
    self->begin_read(read.into, std::move(read.done));
  });
}

void Wire::begin_read(MutableBytes into, IoHandler done) {
  stream_->read_some(into, [self = shared_from_this(), into, done = std::move(done)](
                               IoStatus status, std::size_t bytes) mutable {
    if (status == IoStatus::ok) {
      self->last_heard_ = self->executor_.clock().now();
      self->budget_.received(into.first(bytes), self->last_heard_);
    }
    done(status, bytes);
  });
}

void Wire::write(std::span<const ConstBytes> from, IoHandler done) {
  if (closed_) return fail_later(std::move(done));
  stream_->write_some(
      from, [self = shared_from_this(), done = std::move(done)](IoStatus status, std::size_t bytes) mutable {
        self->written_ += bytes;
        done(status, bytes);
      });
}

void Wire::drain(IoHandler done) {
  if (on_drain_) on_drain_();
  if (closed_) return fail_later(std::move(done));
  stream_->shutdown_send();
  continue_drain(std::move(done), kMaxDrainBytes);
}

void Wire::continue_drain(IoHandler done, std::size_t left) {
  const auto chunk = std::make_shared<std::array<std::byte, kDrainChunk>>();
  read(*chunk, [self = shared_from_this(), chunk, left, done = std::move(done)](IoStatus status,
                                                                                std::size_t bytes) mutable {
    if (status != IoStatus::ok) return done(status == IoStatus::end ? IoStatus::ok : status, 0);
    if (bytes >= left) return done(IoStatus::ok, 0);
    self->continue_drain(std::move(done), left - bytes);
  });
}

void Wire::fail_later(IoHandler done) {
  // std::function wants to be copied, the handler does not.
  executor_.post(
      [shared = std::make_shared<IoHandler>(std::move(done))] { (*shared)(IoStatus::aborted, 0); });
}

void Wire::abandon_paused_read() noexcept {
  closed_ = true;
  pause_.reset();
  if (paused_.done) fail_later(std::exchange(paused_, {}).done);
}

void Wire::close() noexcept {
  abandon_paused_read();
  stream_->close();
}

void Wire::reset() noexcept {
  abandon_paused_read();
  stream_->reset();
}

}  // namespace pdum::rfb
