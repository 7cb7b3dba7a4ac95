#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "core/clock.hpp"

namespace pdum::rfb {

enum class IoStatus : std::uint8_t { ok, end, aborted, failed };

/// A move-only `void(IoStatus, std::size_t bytes)`.
class IoHandler {
 public:
  IoHandler() = default;
  template <class Function>
  requires(!std::is_same_v<std::decay_t<Function>, IoHandler>)
      IoHandler(Function&& function)  // NOLINT: implicit by design
      : holder_(std::make_unique<Holder<std::decay_t<Function>>>(std::forward<Function>(function))) {}
  explicit operator bool() const noexcept { return holder_ != nullptr; }
  /// At most once; the function is destroyed before this returns.
  void operator()(IoStatus status, std::size_t bytes) {
    const auto holder = std::move(holder_);
    holder->call(status, bytes);
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void call(IoStatus status, std::size_t bytes) = 0;
  };
  template <class Function>
  struct Holder final : Base {
    explicit Holder(Function function_in) : function(std::move(function_in)) {}
    void call(IoStatus status, std::size_t bytes) override { std::move(function)(status, bytes); }
    Function function;
  };
  std::unique_ptr<Base> holder_;
};

using ConstBytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

/// A connected byte stream: TCP now, TLS over it, or memory in tests. Strand only. At most one read, one
/// write and one wait at a time; handlers run on the strand, never inside the call that was given them, and
/// each one exactly once, with `aborted` after `close` or destruction (unless the strand has ended); bytes
/// given to it are not touched after `close`.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// `into` must stay valid until the handler runs. `end`: the peer sends no more.
  virtual void read_some(MutableBytes into, IoHandler done) = 0;
  /// Gathers; the bytes, but not the span that lists them, must stay valid until the handler runs.
  virtual void write_some(std::span<const ConstBytes> from, IoHandler done) = 0;
  /// Until little is unsent.
  virtual void wait_writable(IoHandler done) = 0;
  virtual void shutdown_send() noexcept = 0;
  virtual void close() noexcept = 0;
  /// Closes without sending what waits: the peer sees a reset.
  virtual void reset() noexcept = 0;

  virtual std::size_t unsent_bytes() const noexcept = 0;  ///< written, and not sent by TCP yet
  virtual std::size_t unacked_bytes()
      const noexcept = 0;  ///< written, and not acknowledged by the peer's TCP
  virtual std::optional<Duration> min_rtt() const noexcept = 0;
  virtual std::string remote() const = 0;  ///< numeric address without the port
};

}  // namespace pdum::rfb
