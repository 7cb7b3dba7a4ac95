#include "support/net/raw_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace pdum::rfb::testing {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif

int connect_to(int port, const char* address) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  const auto wire_port = htons(static_cast<std::uint16_t>(port));
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (::inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = wire_port;
  } else {
    ::inet_pton(AF_INET6, address, &v6->sin6_addr);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = wire_port;
    size = sizeof(sockaddr_in6);
  }
  const int fd = ::socket(storage.ss_family, SOCK_STREAM, 0);
  if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  if (fd >= 0 && ::connect(fd, reinterpret_cast<sockaddr*>(&storage), size) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

}  // namespace

RawClient::RawClient(int port, const char* address) : fd_(connect_to(port, address)) {}

RawClient::~RawClient() {
  close();
}

void RawClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), kSendFlags);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

RawClient::Read RawClient::read_more(steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
  pollfd entry{fd_, POLLIN, 0};
  if (left < 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) return Read::timeout;
  std::array<char, 16384> chunk;
  const auto got = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (got <= 0) return Read::end;
  received_.append(chunk.data(), static_cast<std::size_t>(got));
  return Read::data;
}

std::string RawClient::answer(milliseconds timeout) {
  const auto until = steady_clock::now() + timeout;
  for (;;) {
    const auto end = received_.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::size_t length = 0;
      constexpr std::string_view kLength = "Content-Length: ";
      const auto field = received_.find(kLength);
      if (field < end)
        std::from_chars(received_.data() + field + kLength.size(), received_.data() + end, length);
      if (received_.size() >= end + 4 + length) {
        std::string whole = received_.substr(0, end + 4 + length);
        received_.erase(0, whole.size());
        return whole;
      }
    }
    if (read_more(until) != Read::data) return std::exchange(received_, {});
  }
}

bool RawClient::upgrade(std::string_view path, std::string_view extra) {
  return send(ws_request(path, "localhost", extra)) && answer().starts_with("HTTP/1.1 101");
}

std::optional<ServerFrame> RawClient::frame(milliseconds timeout) {
  const auto until = steady_clock::now() + timeout;
  for (;;) {
    if (auto frame = take_frame(received_)) return frame;
    if (read_more(until) != Read::data) return {};
  }
}

bool RawClient::wait_for_end(milliseconds timeout) {
  const auto until = steady_clock::now() + timeout;
  for (;;) {
    const Read read = read_more(until);
    if (read != Read::data) return read == Read::end;
    received_.clear();
  }
}

}  // namespace pdum::rfb::testing
