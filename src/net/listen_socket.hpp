#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pdum::rfb {

/// Owns a file descriptor.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd();
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Sockets that listen on one port.
struct ListenSockets {
  std::vector<UniqueFd> sockets;
  int port = 0;
  bool loopback_only = false;
};

/// Listens on `host`: an address, a name, or "localhost" for both loopback addresses on one port. Port 0
/// picks a free one. Throws `Error` (address_in_use, bind_failed) with a sentence that names host and port.
ListenSockets open_listen_sockets(const std::string& host, int port);

/// "http://127.0.0.1:8765/": how a browser on this machine reaches a server that listens on `host`; with
/// `https` where it speaks TLS.
std::string browser_url(const std::string& host, int port, bool tls = false);

}  // namespace pdum::rfb
