#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/executor.hpp"
#include "net/byte_stream.hpp"

namespace pdum::rfb::testing {

/// The peer's end of a `MemoryStream`, and the faults that the test wants.
class MemoryPeer {
 public:
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  void send(std::string_view bytes) {
    to_server_.append(bytes);
    if (on_input_) on_input_();
  }
  void end() {
    ended_ = true;
    if (on_input_) on_input_();
  }
  /// Lets writes that wait go on, and all that follow.
  void take_bytes(bool take) {
    takes_bytes = take;
    if (take && on_output_) on_output_();
  }
  std::string take_received() { return std::exchange(received, {}); }

  std::string received;     ///< what the server has written
  bool takes_bytes = true;  ///< false: a full socket buffer
  std::size_t read_chunk = kNoLimit;
  std::size_t write_chunk = kNoLimit;
  std::size_t unsent = 0;  ///< what the stream answers
  std::size_t unacked = 0;
  int fail_at = -1;  ///< the read, write or wait with this number fails
  int operations = 0;
  bool failed = false;
  bool closed = false;
  bool was_reset = false;
  bool send_was_shut = false;

 private:
  friend class MemoryStream;
  std::string to_server_;
  bool ended_ = false;
  std::function<void()> on_input_;
  std::function<void()> on_output_;
};

/// A byte stream without a network.
class MemoryStream final : public ByteStream {
 public:
  MemoryStream(Executor& executor, std::shared_ptr<MemoryPeer> peer)
      : executor_(executor), peer_(std::move(peer)) {
    peer_->on_input_ = [this] { try_read(); };
    peer_->on_output_ = [this] { try_write(); };
  }
  ~MemoryStream() override { close(); }
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;

  void read_some(MutableBytes into, IoHandler done) override {
    if (fails()) return later(std::move(done), IoStatus::failed, 0);
    into_ = into;
    read_ = std::move(done);
    try_read();
  }

  void write_some(std::span<const ConstBytes> from, IoHandler done) override {
    if (fails()) return later(std::move(done), IoStatus::failed, 0);
    pending_.clear();
    for (const ConstBytes& part : from)
      pending_.append(reinterpret_cast<const char*>(part.data()), part.size());
    write_ = std::move(done);
    try_write();
  }

  void wait_writable(IoHandler done) override {
    later(std::move(done), fails() ? IoStatus::failed : IoStatus::ok, 0);
  }
  void shutdown_send() noexcept override { peer_->send_was_shut = true; }
  void close() noexcept override {
    peer_->closed = true;
    peer_->on_input_ = nullptr;
    peer_->on_output_ = nullptr;
    if (read_) later(std::move(read_), IoStatus::aborted, 0);
    if (write_) later(std::move(write_), IoStatus::aborted, 0);
  }
  void reset() noexcept override {
    if (!peer_->closed) peer_->was_reset = true;
    close();
  }
  std::size_t unsent_bytes() const noexcept override { return peer_->unsent; }
  std::size_t unacked_bytes() const noexcept override { return peer_->unacked; }
  std::optional<Duration> min_rtt() const noexcept override { return Duration(1500); }
  std::string remote() const override { return "192.0.2.7"; }

 private:
  bool fails() {
    if (peer_->operations++ != peer_->fail_at) return false;
    return peer_->failed = true;
  }

  void try_read() {
    if (!read_) return;
    if (peer_->to_server_.empty()) {
      if (peer_->ended_) later(std::move(read_), IoStatus::end, 0);
      return;
    }
    const auto bytes = std::min({peer_->to_server_.size(), into_.size(), peer_->read_chunk});
    std::memcpy(into_.data(), peer_->to_server_.data(), bytes);
    peer_->to_server_.erase(0, bytes);
    later(std::move(read_), IoStatus::ok, bytes);
  }

  void try_write() {
    if (!write_ || !peer_->takes_bytes) return;
    const auto bytes = std::min(pending_.size(), peer_->write_chunk);
    peer_->received.append(pending_, 0, bytes);
    later(std::move(write_), IoStatus::ok, bytes);
  }

  void later(IoHandler done, IoStatus status, std::size_t bytes) {
    executor_.post(
        [shared = std::make_shared<IoHandler>(std::move(done)), status, bytes] { (*shared)(status, bytes); });
  }

  Executor& executor_;
  const std::shared_ptr<MemoryPeer> peer_;
  MutableBytes into_;
  IoHandler read_;
  std::string pending_;
  IoHandler write_;
};

}  // namespace pdum::rfb::testing
