#include "net/listen_socket.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>

#include <pdum/rfb/error.hpp>

#include "net/stream_socket.hpp"

namespace pdum::rfb {

namespace {

constexpr int kBacklog = 128;
constexpr int kPortAttempts = 16;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

std::string text_of(int error) {
  return std::generic_category().message(error);
}

Address loopback_v4() {
  Address address;
  auto* in = reinterpret_cast<sockaddr_in*>(&address.storage);
  in->sin_family = AF_INET;
  in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.size = sizeof(sockaddr_in);
  return address;
}

Address loopback_v6() {
  Address address;
  auto* in = reinterpret_cast<sockaddr_in6*>(&address.storage);
  in->sin6_family = AF_INET6;
  in->sin6_addr = in6addr_loopback;
  address.size = sizeof(sockaddr_in6);
  return address;
}

bool is_localhost(const std::string& host) {
  constexpr std::string_view kSuffix = ".localhost";
  return host == "localhost" || (host.size() > kSuffix.size() && host.ends_with(kSuffix));
}

std::vector<Address> resolve(const std::string& host) {
  if (is_localhost(host)) return {loopback_v4(), loopback_v6()};
  std::string name = host;
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    throw Error(ErrorCode::bind_failed,
                "The option host names \"" + host + "\", which is not an address of a machine (" +
                    ::gai_strerror(error) +
                    "); use 127.0.0.1, localhost, 0.0.0.0 or an address of this machine.");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Address address;
    std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    addresses.push_back(address);
  }
  return addresses;
}

void set_port(Address& address, int port) {
  const auto wire = htons(static_cast<std::uint16_t>(port));
  if (address.storage.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = wire;
  } else {
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = wire;
  }
}

bool is_loopback(const Address& address) {
  if (address.storage.ss_family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(&address.storage);
    return (ntohl(in->sin_addr.s_addr) >> 24U) == 127;
  }
  const auto* in = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  return IN6_IS_ADDR_LOOPBACK(&in->sin6_addr) != 0;
}

/// "::" stands for every interface of both families; every other address for itself alone.
bool wants_dual_stack(const Address& address) {
  const auto* in = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  return address.storage.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&in->sin6_addr) != 0;
}

int bound_port(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return storage.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port)
                                       : ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

/// Returns 0 or an errno.
int listen_on(const Address& address, UniqueFd& out) {
  UniqueFd fd(make_stream_socket(address.storage.ss_family));
  if (!fd) return errno;
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address.storage.ss_family == AF_INET6) {
    const int v6_only = wants_dual_stack(address) ? 0 : 1;
    if (::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof(v6_only)) != 0) return errno;
  }
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) return errno;
  if (::listen(fd.get(), kBacklog) != 0) return errno;
  out = std::move(fd);
  return 0;
}

[[noreturn]] void fail(const std::string& host, int port, int error) {
  const std::string place = host + " port " + std::to_string(port);
  if (error == EADDRINUSE) {
    throw Error(ErrorCode::address_in_use, "Port " + std::to_string(port) + " on " + host +
                                               " is taken by another program; stop that one, or set the "
                                               "option port to another number (0 picks a "
                                               "free one).");
  }
  if (error == EACCES) {
    throw Error(ErrorCode::bind_failed, "This user may not listen on " + place + " (" + text_of(error) +
                                            "); set the option port to 1024 or more.");
  }
  if (error == EADDRNOTAVAIL) {
    throw Error(ErrorCode::bind_failed,
                "This machine has no address " + host + " to listen on (" + text_of(error) +
                    "); set the option host to 127.0.0.1, localhost, 0.0.0.0 or an address "
                    "of this machine.");
  }
  throw Error(ErrorCode::bind_failed,
              "Listening on " + place + " failed (" + text_of(error) + "); check the options host and port.");
}

/// A family that this machine does not have cannot be taken by another program either.
bool family_is_missing(int error) {
  return error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
}

/// Returns 0 or an errno: all addresses on one port, or none.
int listen_on_all(std::vector<Address>& addresses, int port, ListenSockets& out) {
  out = {};
  out.loopback_only = true;
  int missing = 0;
  for (Address& address : addresses) {
    set_port(address, port);
    UniqueFd fd;
    const int error = listen_on(address, fd);
    if (error != 0 && family_is_missing(error) && addresses.size() > 1) {
      missing = error;
      continue;
    }
    if (error != 0) return error;
    out.loopback_only = out.loopback_only && is_loopback(address);
    port = out.port = bound_port(fd.get());
    out.sockets.push_back(std::move(fd));
  }
  return out.sockets.empty() ? missing : 0;
}

}  // namespace

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) ::close(fd_);
}

ListenSockets open_listen_sockets(const std::string& host, int port) {
  std::vector<Address> addresses = resolve(host);
  ListenSockets opened;
  int error = 0;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    error = listen_on_all(addresses, port, opened);
    if (error == 0) return opened;
    // A port that was free on one family may be taken on the other.
    if (port != 0 || error != EADDRINUSE) break;
  }
  fail(host, port, error);
}

std::string browser_url(const std::string& host, int port, bool tls) {
  std::string name = host;
  if (name == "0.0.0.0" || name == "::" || name == "[::]" || name.empty() || name == "localhost")
    name = "127.0.0.1";
  if (name.find(':') != std::string::npos && name.front() != '[') name = "[" + name + "]";
  return (tls ? "https://" : "http://") + name + ":" + std::to_string(port) + "/";
}

}  // namespace pdum::rfb
