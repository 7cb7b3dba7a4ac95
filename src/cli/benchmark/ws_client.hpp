#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pdum::rfb::cli {

/// A connection to this machine. What fails throws `Failure`.
class ByteClient {
 public:
  ByteClient() = default;
  virtual ~ByteClient() = default;
  ByteClient(const ByteClient&) = delete;
  ByteClient& operator=(const ByteClient&) = delete;

  virtual int file() const = 0;
  virtual void send_all(std::string_view bytes) const = 0;
  /// Waits for bytes; 0: the peer has closed.
  virtual std::size_t receive(std::span<char> into) const = 0;
  /// Takes what is there; -1: nothing, 0: the peer has closed.
  virtual std::ptrdiff_t receive_now(std::span<char> into) const = 0;
};

/// How a client connects.
struct Connecting {
  bool tls = false;
  /// Bytes of the receive buffer [4096, …], and segments of 1460 bytes as on Ethernet, where a slow link is
  /// imitated; 0: the system's own.
  int receive_buffer = 0;
};

/// TCP.
class TcpClient : public ByteClient {
 public:
  explicit TcpClient(int port, const Connecting& how = {});
  ~TcpClient() override;

  int file() const override { return file_; }
  void send_all(std::string_view bytes) const override;
  std::size_t receive(std::span<char> into) const override;
  std::ptrdiff_t receive_now(std::span<char> into) const override;

 private:
  int file_ = -1;
};

/// TLS over TCP; any certificate will do. Throws `Failure` in a build without TLS.
std::unique_ptr<ByteClient> connect_tls(int port, const Connecting& how);

/// Whether this build has `connect_tls`.
bool can_connect_tls();

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
  explicit WsClient(int port, const Connecting& how = {});

  int file() const { return bytes_->file(); }
  void send_text(std::string_view text) const;
  /// Reads what the socket holds, `most` bytes of it. False: the connection has ended.
  bool read_available(std::size_t most = SIZE_MAX);
  /// The next complete message among what was read. False: none.
  bool next(WsMessage& message);
  /// With which code the server has closed, once its close has been read; 0: none came.
  int close_code() const { return close_code_; }

 private:
  void handshake(int port);
  void send_frame(unsigned opcode, std::string_view payload) const;

  std::unique_ptr<ByteClient> bytes_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  ///< of what was read and not yet taken
  std::size_t end_ = 0;
  int close_code_ = 0;
};

}  // namespace pdum::rfb::cli
