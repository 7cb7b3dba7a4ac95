#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/executor.hpp"
#include "net/byte_stream.hpp"
#include "net/read_budget.hpp"

namespace pdum::rfb {

/// A viewer's byte stream under its WebSocket: spends the read budget, counts what went out, knows when the
/// peer was last heard. Strand only.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(Executor& executor, std::unique_ptr<ByteStream> stream);

  void read(MutableBytes into, IoHandler done);
  void write(std::span<const ConstBytes> from, IoHandler done);
  /// Ends the sending side and discards what the peer still sends, so that it can read our last words before
  /// a reset.
  void drain(IoHandler done);
  void on_drain(std::function<void()> callback) { on_drain_ = std::move(callback); }
  void close() noexcept;
  void reset() noexcept;

  ByteStream& stream() noexcept { return *stream_; }
  const ByteStream& stream() const noexcept { return *stream_; }
  std::uint64_t written() const noexcept { return written_; }  ///< bytes the stream has taken
  /// When the peer's last byte came. A peer that we do not read is not silent.
  TimePoint last_heard() const;

 private:
  struct PendingRead {
    MutableBytes into;
    IoHandler done;
  };
  void begin_read(MutableBytes into, IoHandler done);
  void continue_drain(IoHandler done, std::size_t left);
  void fail_later(IoHandler done);
  void abandon_paused_read() noexcept;

  Executor& executor_;
  const std::unique_ptr<ByteStream> stream_;
  ReadBudget budget_;
  PendingRead paused_;
  std::unique_ptr<Timer> pause_;
  std::function<void()> on_drain_;
  std::uint64_t written_ = 0;
  TimePoint last_heard_;
  bool closed_ = false;
};

}  // namespace pdum::rfb
