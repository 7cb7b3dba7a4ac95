#include "support/net/tls_peer.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace pdum::rfb::testing {

class TlsPeer::Impl {
 public:
  explicit Impl(const Options& options) : context(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context, 0);
    if (options.old) {
      SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    } else if (options.before_13) {
      SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    }
    if (!options.trusts.empty()) {
      SSL_CTX_load_verify_locations(context, options.trusts.c_str(), nullptr);
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    }
    ssl = SSL_new(context);
    static constexpr std::array<unsigned char, 12> kOffers = {2,   'h', '2', 8,   'h', 't',
                                                              't', 'p', '/', '1', '.', '1'};
    SSL_set_alpn_protos(ssl, kOffers.data(), kOffers.size());
    if (!options.trusts.empty()) SSL_set1_host(ssl, options.host.c_str());
    from_server = BIO_new(BIO_s_mem());
    to_server = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, from_server, to_server);
    SSL_set_connect_state(ssl);
    go_on();
  }
  ~Impl() {
    SSL_free(ssl);
    SSL_CTX_free(context);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void go_on() {
    if (!error.empty()) return;
    ERR_clear_error();
    if (SSL_is_init_finished(ssl) == 0) {
      note(SSL_do_handshake(ssl));
      if (SSL_is_init_finished(ssl) == 0 || !error.empty()) return;
    }
    std::array<char, 16384> chunk;
    for (;;) {
      ERR_clear_error();
      const int count = SSL_read(ssl, chunk.data(), static_cast<int>(chunk.size()));
      if (count <= 0) {
        note(count);
        break;
      }
      plain.append(chunk.data(), static_cast<std::size_t>(count));
    }
    if (!waiting.empty() && error.empty()) {
      const std::string text = std::exchange(waiting, {});
      note(SSL_write(ssl, text.data(), static_cast<int>(text.size())));
    }
  }

  void note(int result) {
    if (result > 0) return;
    const int kind = SSL_get_error(ssl, result);
    if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE || kind == SSL_ERROR_ZERO_RETURN) return;
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    error = reason != nullptr ? reason : "broken";
  }

  SSL_CTX* context;
  SSL* ssl = nullptr;
  BIO* from_server = nullptr;
  BIO* to_server = nullptr;
  std::string waiting;
  std::string plain;
  std::string error;
};

TlsPeer::TlsPeer(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
TlsPeer::~TlsPeer() = default;
TlsPeer::TlsPeer(TlsPeer&&) noexcept = default;
TlsPeer& TlsPeer::operator=(TlsPeer&&) noexcept = default;

void TlsPeer::feed(std::string_view bytes) {
  if (!bytes.empty()) BIO_write(impl_->from_server, bytes.data(), static_cast<int>(bytes.size()));
  impl_->go_on();
}

std::string TlsPeer::take() {
  std::string bytes(BIO_ctrl_pending(impl_->to_server), '\0');
  if (!bytes.empty()) BIO_read(impl_->to_server, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void TlsPeer::send(std::string_view plain) {
  impl_->waiting.append(plain);
  impl_->go_on();
}

void TlsPeer::say_close() {
  SSL_shutdown(impl_->ssl);
}

void TlsPeer::ask_to_renegotiate() {
  SSL_renegotiate(impl_->ssl);
  SSL_do_handshake(impl_->ssl);
}

std::string TlsPeer::take_plain() {
  return std::exchange(impl_->plain, {});
}

bool TlsPeer::established() const {
  return SSL_is_init_finished(impl_->ssl) == 1;
}

bool TlsPeer::heard_close() const {
  return (SSL_get_shutdown(impl_->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

std::string TlsPeer::error() const {
  return impl_->error;
}

std::string TlsPeer::version() const {
  return SSL_get_version(impl_->ssl);
}

std::string TlsPeer::alpn() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(impl_->ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsPeer::fingerprint() const {
  X509* const certificate = SSL_get0_peer_certificate(impl_->ssl);
  if (certificate == nullptr) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "pdum-rfb-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test: " + name);
  folder_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace pdum::rfb::testing
