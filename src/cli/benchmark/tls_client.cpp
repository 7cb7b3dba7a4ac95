// The client's side of TLS, as little as measuring takes: nothing is verified.
#include <poll.h>

#include <openssl/ssl.h>

#include "cli/benchmark/ws_client.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

struct FreeSsl {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

class TlsClient final : public ByteClient {
 public:
  TlsClient(int port, const Connecting& how) : tcp_(port, how), context_(SSL_CTX_new(TLS_client_method())) {
    if (context_ != nullptr) ssl_.reset(SSL_new(context_.get()));
    if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), tcp_.file()) != 1 || SSL_connect(ssl_.get()) != 1)
      throw Failure("The benchmark's client cannot speak TLS with the server.");
    SSL_clear_mode(ssl_.get(), SSL_MODE_AUTO_RETRY);  // a session ticket alone does not make a read wait
  }

  int file() const override { return tcp_.file(); }

  void send_all(std::string_view bytes) const override {
    if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
      throw Failure("The benchmark's client cannot send over TLS.");
  }

  std::size_t receive(std::span<char> into) const override {
    while (true) {
      const std::ptrdiff_t count = read(into);
      if (count >= 0) return static_cast<std::size_t>(count);
    }
  }

  std::ptrdiff_t receive_now(std::span<char> into) const override {
    pollfd file = {tcp_.file(), POLLIN, 0};
    if (SSL_pending(ssl_.get()) == 0 && ::poll(&file, 1, 0) <= 0) return -1;
    return read(into);
  }

 private:
  /// One record at most; -1: it was none of the application's, 0: the end.
  std::ptrdiff_t read(std::span<char> into) const {
    const int count = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
    if (count > 0) return count;
    return SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ ? -1 : 0;
  }

  TcpClient tcp_;
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace

bool can_connect_tls() {
  return true;
}

std::unique_ptr<ByteClient> connect_tls(int port, const Connecting& how) {
  return std::make_unique<TlsClient>(port, how);
}

}  // namespace pdum::rfb::cli
