// linux/tcp.h knows tcpi_min_rtt and contradicts netinet/tcp.h, which Asio includes: hence a file of its own.
#include "net/tcp_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>
#else
#include <netinet/tcp.h>
#endif

namespace pdum::rfb {

namespace {

constexpr int kNotSentLowWater = 16 * 1024;
constexpr int kUserTimeoutMs = 20'000;
constexpr int kKeepAliveIdleS = 15;
constexpr int kKeepAliveIntervalS = 5;
constexpr int kKeepAliveProbes = 3;

/// A refusal costs speed or a later timeout, never correctness.
void set(int fd, int level, int option, int value) noexcept {
  static_cast<void>(::setsockopt(fd, level, option, &value, sizeof(value)));
}

#ifdef __linux__
std::size_t queued(int fd, unsigned long request) noexcept {
  int bytes = 0;
  if (::ioctl(fd, request, &bytes) != 0 || bytes < 0) return 0;
  return static_cast<std::size_t>(bytes);
}
#endif

}  // namespace

void set_up_tcp_socket(int fd) noexcept {
  set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kNotSentLowWater);
#if defined(TCP_USER_TIMEOUT)
  set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMs);
#elif defined(TCP_RXT_CONNDROPTIME)
  set(fd, IPPROTO_TCP, TCP_RXT_CONNDROPTIME, kUserTimeoutMs / 1000);
#endif
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#if defined(TCP_KEEPIDLE)
  set(fd, IPPROTO_TCP, TCP_KEEPIDLE, kKeepAliveIdleS);
#elif defined(TCP_KEEPALIVE)
  set(fd, IPPROTO_TCP, TCP_KEEPALIVE, kKeepAliveIdleS);
#endif
  set(fd, IPPROTO_TCP, TCP_KEEPINTVL, kKeepAliveIntervalS);
  set(fd, IPPROTO_TCP, TCP_KEEPCNT, kKeepAliveProbes);
}

void abort_on_close(int fd) noexcept {
  const linger abort{1, 0};
  static_cast<void>(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort)));
}

#ifdef __linux__

std::size_t tcp_unsent_bytes(int fd) noexcept {
  return queued(fd, SIOCOUTQNSD);
}

std::size_t tcp_unacked_bytes(int fd) noexcept {
  return queued(fd, SIOCOUTQ);
}

std::optional<Duration> tcp_min_rtt(int fd) noexcept {
  tcp_info info{};
  socklen_t size = sizeof(info);
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  constexpr auto kEnd = __builtin_offsetof(tcp_info, tcpi_min_rtt) + sizeof(info.tcpi_min_rtt);
  // All ones: nothing was measured yet.
  if (size < kEnd || info.tcpi_min_rtt == ~0U) return {};
  return Duration(info.tcpi_min_rtt);
}

#else

std::size_t tcp_unsent_bytes(int /*fd*/) noexcept {
  return 0;
}

std::size_t tcp_unacked_bytes(int fd) noexcept {
#ifdef SO_NWRITE
  int bytes = 0;
  socklen_t size = sizeof(bytes);
  if (::getsockopt(fd, SOL_SOCKET, SO_NWRITE, &bytes, &size) == 0 && bytes > 0) {
    return static_cast<std::size_t>(bytes);
  }
#endif
  static_cast<void>(fd);
  return 0;
}

std::optional<Duration> tcp_min_rtt(int /*fd*/) noexcept {
  return {};
}

#endif

}  // namespace pdum::rfb
