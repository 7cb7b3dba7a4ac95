#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pdum::rfb::cli {

/// A TCP connection to this machine. Throws `Failure`. Move-only by not being copied: keep it where it was
/// made.
class TcpClient {
 public:
  explicit TcpClient(int port);
  ~TcpClient();
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  int file() const { return file_; }
  void send_all(std::string_view bytes) const;
  /// Waits for bytes; 0: the peer has closed.
  std::size_t receive(std::span<char> into) const;
  /// Takes what is there; -1: nothing, 0: the peer has closed.
  std::ptrdiff_t receive_now(std::span<char> into) const;

 private:
  int file_ = -1;
};

/// `GET path`: the whole answer, headers included.
std::string http_get(int port, std::string_view path);

/// One message of a WebSocket; the bytes stay valid until the next call of the client.
struct WsMessage {
  bool binary = false;
  std::string_view bytes;
};

/// The least of a WebSocket client that measures without costing much: no fragments are sent, none expected.
class WsClient {
 public:
  explicit WsClient(int port);

  int file() const { return tcp_.file(); }
  void send_text(std::string_view text) const;
  /// Reads what the socket holds. False: the connection has ended.
  bool read_available();
  /// The next complete message among what was read. False: none.
  bool next(WsMessage& message);

 private:
  void handshake(int port);
  void send_frame(unsigned opcode, std::string_view payload) const;

  TcpClient tcp_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  ///< of what was read and not yet taken
  std::size_t end_ = 0;
};

}  // namespace pdum::rfb::cli
