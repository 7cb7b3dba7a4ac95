#include "net/adopted_stream.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

/// Tells the end when the last one who holds it lets go: also a posted task that never runs.
class EndTeller {
 public:
  EndTeller(std::shared_ptr<LogSink> log, std::function<void()> on_end)
      : log_(std::move(log)), on_end_(std::move(on_end)) {}
  ~EndTeller() {
    if (on_end_) run_guarded(log_.get(), "AdoptOptions::on_end", on_end_);
  }
  EndTeller(const EndTeller&) = delete;
  EndTeller& operator=(const EndTeller&) = delete;

 private:
  const std::shared_ptr<LogSink> log_;
  const std::function<void()> on_end_;
};

class AdoptedStream final : public ByteStream {
 public:
  AdoptedStream(Executor& executor, std::shared_ptr<LogSink> log, std::unique_ptr<ByteStream> below,
                Adoption&& adoption)
      : executor_(executor),
        teller_(std::make_shared<EndTeller>(std::move(log), std::move(adoption.on_end))),
        answered_(adoption.answered),
        early_(std::move(adoption.early)),
        below_(std::move(below)) {}
  ~AdoptedStream() override { close(); }
  AdoptedStream(const AdoptedStream&) = delete;
  AdoptedStream& operator=(const AdoptedStream&) = delete;

  void read_some(MutableBytes into, IoHandler done) override {
    if (early_.empty()) return below_->read_some(into, std::move(done));
    const std::size_t count = std::min(into.size(), early_.size());
    std::memcpy(into.data(), early_.data(), count);
    early_.erase(0, count);
    later(std::move(done), count);
  }

  void write_some(std::span<const ConstBytes> from, IoHandler done) override {
    if (!answered_ || matched_ == kEndOfHead.size()) return below_->write_some(from, std::move(done));
    std::size_t swallowed = 0;
    for (const ConstBytes& part : from) {
      for (const std::byte each : part) {
        if (matched_ == kEndOfHead.size()) break;
        swallow(static_cast<char>(each));
        ++swallowed;
      }
    }
    later(std::move(done), swallowed);
  }

  void wait_writable(IoHandler done) override { below_->wait_writable(std::move(done)); }
  void shutdown_send() noexcept override { below_->shutdown_send(); }
  void close() noexcept override {
    below_->close();
    tell_end();
  }
  void reset() noexcept override {
    below_->reset();
    tell_end();
  }
  std::size_t unsent_bytes() const noexcept override { return below_->unsent_bytes(); }
  std::size_t unacked_bytes() const noexcept override { return below_->unacked_bytes(); }
  std::optional<Duration> min_rtt() const noexcept override { return below_->min_rtt(); }
  std::string remote() const override { return below_->remote(); }

 private:
  /// Until the empty line of our own answer.
  void swallow(char c) noexcept {
    if (c == kEndOfHead[matched_]) {
      ++matched_;
    } else {
      matched_ = c == kEndOfHead.front() ? 1 : 0;
    }
  }

  /// Posted: the callback may do anything, and whoever closes us does not expect that.
  void tell_end() noexcept {
    early_.clear();
    if (!teller_) return;
    try {
      executor_.post([teller = std::exchange(teller_, nullptr)] {});
    } catch (const std::bad_alloc&) {  // it is told at once
    }
  }

  void later(IoHandler done, std::size_t bytes) {
    executor_.post(
        [shared = std::make_shared<IoHandler>(std::move(done)), bytes] { (*shared)(IoStatus::ok, bytes); });
  }

  Executor& executor_;
  std::shared_ptr<EndTeller> teller_;
  const bool answered_;
  std::string early_;
  std::size_t matched_ = 0;  ///< bytes of `kEndOfHead` that were swallowed last
  std::unique_ptr<ByteStream> below_;
};

}  // namespace

std::unique_ptr<ByteStream> make_adopted_stream(Executor& executor, std::shared_ptr<LogSink> log,
                                                std::unique_ptr<ByteStream> below, Adoption adoption) {
  return std::make_unique<AdoptedStream>(executor, std::move(log), std::move(below), std::move(adoption));
}

}  // namespace pdum::rfb
