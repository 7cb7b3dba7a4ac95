#include "net/adopted_stream.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/callback_guard.hpp"

namespace pdum::rfb {

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

class AdoptedStream final : public ByteStream {
 public:
  AdoptedStream(Executor& executor, std::shared_ptr<LogSink> log, std::unique_ptr<ByteStream> below,
                Adoption adoption)
      : executor_(executor), log_(std::move(log)), adoption_(std::move(adoption)), below_(std::move(below)) {}
  ~AdoptedStream() override {
    below_.reset();
    if (adoption_.on_end) run_guarded(log_.get(), "AdoptOptions::on_end", adoption_.on_end);
  }
  AdoptedStream(const AdoptedStream&) = delete;
  AdoptedStream& operator=(const AdoptedStream&) = delete;

  void read_some(MutableBytes into, IoHandler done) override {
    if (adoption_.early.empty()) return below_->read_some(into, std::move(done));
    const std::size_t count = std::min(into.size(), adoption_.early.size());
    std::memcpy(into.data(), adoption_.early.data(), count);
    adoption_.early.erase(0, count);
    later(std::move(done), count);
  }

  void write_some(std::span<const ConstBytes> from, IoHandler done) override {
    if (!adoption_.answered || matched_ == kEndOfHead.size())
      return below_->write_some(from, std::move(done));
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
    adoption_.early.clear();
    below_->close();
  }
  void reset() noexcept override {
    adoption_.early.clear();
    below_->reset();
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

  void later(IoHandler done, std::size_t bytes) {
    executor_.post(
        [shared = std::make_shared<IoHandler>(std::move(done)), bytes] { (*shared)(IoStatus::ok, bytes); });
  }

  Executor& executor_;
  const std::shared_ptr<LogSink> log_;
  Adoption adoption_;
  std::size_t matched_ = 0;  ///< bytes of `kEndOfHead` that were swallowed last
  std::unique_ptr<ByteStream> below_;
};

}  // namespace

std::unique_ptr<ByteStream> make_adopted_stream(Executor& executor, std::shared_ptr<LogSink> log,
                                                std::unique_ptr<ByteStream> below, Adoption adoption) {
  return std::make_unique<AdoptedStream>(executor, std::move(log), std::move(below), std::move(adoption));
}

}  // namespace pdum::rfb
