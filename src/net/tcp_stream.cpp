#include "net/tcp_stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

#include "core/live_count.hpp"
#include "net/tcp_socket.hpp"

namespace pdum::rfb {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMaxGather = 8;

IoStatus status_of(const error_code& error) {
  if (!error) return IoStatus::ok;
  if (error == asio::error::eof) return IoStatus::end;
  return error == asio::error::operation_aborted ? IoStatus::aborted : IoStatus::failed;
}

/// Keeps the list of a gather write short enough to live in the operation.
struct GatherList {
  using value_type = asio::const_buffer;
  using const_iterator = const asio::const_buffer*;
  explicit GatherList(std::span<const ConstBytes> from) : size(std::min(from.size(), kMaxGather)) {
    for (std::size_t i = 0; i < size; ++i) list[i] = asio::const_buffer(from[i].data(), from[i].size());
  }
  const_iterator begin() const noexcept { return list.data(); }
  const_iterator end() const noexcept { return list.data() + size; }
  std::array<asio::const_buffer, kMaxGather> list;
  std::size_t size;
};

auto adapt(IoHandler done) {
  return [done = std::move(done)](const error_code& error, std::size_t bytes) mutable {
    done(status_of(error), bytes);
  };
}

class TcpStream final : public ByteStream, LiveCount<TcpStream> {
 public:
  TcpStream(asio::ip::tcp::socket socket, std::string remote)
      : socket_(std::move(socket)), remote_(std::move(remote)) {
    set_up_tcp_socket(socket_.native_handle());
  }

  void read_some(MutableBytes into, IoHandler done) override {
    socket_.async_read_some(asio::buffer(into.data(), into.size()), adapt(std::move(done)));
  }

  void write_some(std::span<const ConstBytes> from, IoHandler done) override {
    socket_.async_write_some(GatherList(from), adapt(std::move(done)));
  }

  void wait_writable(IoHandler done) override {
    socket_.async_wait(
        asio::socket_base::wait_write,
        [done = std::move(done)](const error_code& error) mutable { done(status_of(error), 0); });
  }

  void shutdown_send() noexcept override {
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  }

  void close() noexcept override {
    error_code ignored;
    socket_.close(ignored);
  }

  void reset() noexcept override {
    abort_on_close(socket_.native_handle());
    close();
  }

  std::size_t unsent_bytes() const noexcept override { return tcp_unsent_bytes(native()); }
  std::size_t unacked_bytes() const noexcept override { return tcp_unacked_bytes(native()); }
  std::optional<Duration> min_rtt() const noexcept override { return tcp_min_rtt(native()); }
  std::string remote() const override { return remote_; }

 private:
  /// Not const in Asio.
  int native() const noexcept { return const_cast<asio::ip::tcp::socket&>(socket_).native_handle(); }

  asio::ip::tcp::socket socket_;
  const std::string remote_;
};

/// An IPv4 peer of a dual-stack socket is known by its IPv4 address.
std::string address_text(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

std::unique_ptr<ByteStream> make_tcp_stream(asio::io_context& context, UniqueFd socket) {
  sockaddr_storage name{};
  socklen_t size = sizeof(name);
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return nullptr;
  const auto protocol = name.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
  asio::ip::tcp::socket tcp(context);
  error_code error;
  tcp.assign(protocol, socket.get(), error);
  if (error) return nullptr;
  static_cast<void>(socket.release());
  const auto peer = tcp.remote_endpoint(error);
  if (error) return nullptr;
  return std::make_unique<TcpStream>(std::move(tcp), address_text(peer.address()));
}

}  // namespace pdum::rfb
