#include "cli/benchmark/ws_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr std::size_t kSpare = 256U << 10U;  // bytes read at once
#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif

[[noreturn]] void fail(const std::string& doing) {
  throw Failure("The benchmark's client cannot " + doing + ": " + reason_of(errno) + ".");
}

}  // namespace

TcpClient::TcpClient(int port, const Connecting& how) : file_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (file_ < 0) fail("make a socket");
  ::fcntl(file_, F_SETFD, FD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(file_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (how.receive_buffer > 0) {
    const int segment = 1460;
    ::setsockopt(file_, SOL_SOCKET, SO_RCVBUF, &how.receive_buffer, sizeof how.receive_buffer);
    ::setsockopt(file_, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
  }
  if (::connect(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(file_);
    errno = error;
    fail("connect to port " + std::to_string(port));
  }
}

TcpClient::~TcpClient() {
  ::close(file_);
}

void TcpClient::send_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::send(file_, bytes.data(), bytes.size(), kSendFlags);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::size_t TcpClient::receive(std::span<char> into) const {
  while (true) {
    const ssize_t count = ::recv(file_, into.data(), into.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail("receive");
  }
}

std::ptrdiff_t TcpClient::receive_now(std::span<char> into) const {
  const ssize_t count = ::recv(file_, into.data(), into.size(), MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EINTR) ? -1 : std::max<ssize_t>(count, 0);
}

std::string http_get(int port, std::string_view path) {
  const TcpClient client(port);
  client.send_all("GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                  "\r\nConnection: close\r\n\r\n");
  std::string answer;
  std::vector<char> chunk(kSpare);
  while (const std::size_t count = client.receive(chunk)) answer.append(chunk.data(), count);
  return answer;
}

WsClient::WsClient(int port, const Connecting& how) : buffer_(kSpare) {
  if (how.tls) {
    bytes_ = connect_tls(port, how);
  } else {
    bytes_ = std::make_unique<TcpClient>(port, how);
  }
  handshake(port);
}

void WsClient::handshake(int port) {
  bytes_->send_all("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::string_view seen;
  while (seen.find("\r\n\r\n") == std::string_view::npos) {
    const std::size_t count = bytes_->receive(std::span(buffer_).subspan(end_));
    end_ += count;
    seen = {buffer_.data(), end_};
    if (count == 0 || end_ == buffer_.size()) break;
  }
  if (!seen.starts_with("HTTP/1.1 101")) {
    throw Failure("The server did not become a WebSocket: " + std::string(seen.substr(0, seen.find('\r'))) +
                  ".");
  }
  begin_ = seen.find("\r\n\r\n") + 4;
}

void WsClient::send_frame(unsigned opcode, std::string_view payload) const {
  std::string frame;
  frame += static_cast<char>(0x80U | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else {
    frame += static_cast<char>(0x80U | 126U);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xFFU);
  }
  frame.append(4, '\0');  // a mask of zeros leaves the payload as it is
  frame += payload;
  bytes_->send_all(frame);
}

void WsClient::send_text(std::string_view text) const {
  send_frame(1, text);
}

bool WsClient::read_available(std::size_t most) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < kSpare) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    buffer_.resize(std::max(buffer_.size(), end_ + kSpare));
  }
  const std::size_t room = std::min(most, buffer_.size() - end_);
  const std::ptrdiff_t count = bytes_->receive_now(std::span(buffer_).subspan(end_, room));
  if (count > 0) end_ += static_cast<std::size_t>(count);
  return count != 0;
}

bool WsClient::next(WsMessage& message) {
  while (true) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(buffer_.data()) + begin_;
    const std::size_t have = end_ - begin_;
    if (have < 2) return false;
    const unsigned opcode = bytes[0] & 0x0FU;
    const unsigned code = bytes[1] & 0x7FU;
    const std::size_t length_bytes = code == 127 ? 8 : code == 126 ? 2 : 0;
    if (have < 2 + length_bytes) return false;
    std::size_t length = length_bytes == 0 ? code : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = (length << 8U) | bytes[2 + i];
    const std::size_t header = 2 + length_bytes;
    if (have < header + length) return false;
    const std::string_view payload(buffer_.data() + begin_ + header, length);
    begin_ += header + length;
    if (opcode == 8 && length >= 2) close_code_ = bytes[header] << 8U | bytes[header + 1];
    if (opcode == 9) send_frame(10, payload);
    if (opcode == 1 || opcode == 2) {
      message = {.binary = opcode == 2, .bytes = payload};
      return true;
    }
  }
}

}  // namespace pdum::rfb::cli
