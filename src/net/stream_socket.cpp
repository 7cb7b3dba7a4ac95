#include "net/stream_socket.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace pdum::rfb {

#ifdef __linux__

int make_stream_socket(int family) noexcept {
  return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
}

int accept_stream_socket(int fd) noexcept {
  return ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

#else

namespace {

/// In two steps, as POSIX alone has it: a process that another thread starts between them inherits the
/// socket.
int set_up(int fd) noexcept {
  if (fd < 0) return fd;
  bool failed = ::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0;
  failed = failed || ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) != 0;
#ifdef SO_NOSIGPIPE
  const int on = 1;
  if (!failed && ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof(on)) != 0) {
    failed = true;  // refused for a connection that the peer has reset by now
    errno = ECONNABORTED;
  }
#endif
  if (!failed) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace

int make_stream_socket(int family) noexcept {
  return set_up(::socket(family, SOCK_STREAM, IPPROTO_TCP));
}

int accept_stream_socket(int fd) noexcept {
  return set_up(::accept(fd, nullptr, nullptr));
}

#endif

}  // namespace pdum::rfb
