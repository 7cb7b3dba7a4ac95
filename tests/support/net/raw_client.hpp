#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {

/// A plain blocking TCP client, as polite or rude as the test wants.
class RawClient {
 public:
  RawClient() = default;
  explicit RawClient(int port, const char* address = "127.0.0.1");
  virtual ~RawClient();
  RawClient(RawClient&& other) noexcept : received_(std::move(other.received_)), fd_(other.fd_) {
    other.fd_ = -1;
  }
  RawClient& operator=(RawClient&& other) noexcept {
    std::swap(fd_, other.fd_);
    received_.swap(other.received_);
    return *this;
  }

  bool connected() const noexcept { return fd_ >= 0; }
  int fd() const noexcept { return fd_; }
  /// False once the peer has gone.
  virtual bool send(std::string_view bytes);
  /// An HTTP answer with its body, or what came until the end or the timeout.
  std::string answer(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  bool upgrade(std::string_view path = "/", std::string_view extra = {});
  std::optional<ServerFrame> frame(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  /// Reads until the server has closed; false when it has not in time.
  bool wait_for_end(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  void close();

 protected:
  enum class Read { data, end, timeout };
  /// Appends what comes next to `received_`.
  virtual Read read_more(std::chrono::steady_clock::time_point until);
  std::string received_;

 private:
  int fd_ = -1;
};

}  // namespace pdum::rfb::testing
