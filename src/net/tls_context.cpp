#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>
#include <string>
#include <utility>

#include "net/openssl_handles.hpp"

namespace pdum::rfb {

namespace {

constexpr int kMaxChain = 16;
/// Forward secret and authenticated; those of TLS 1.3 all are.
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string quoted(const std::string& path) {
  return "\"" + path + "\"";
}

BioPtr open_bytes(std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

/// There is no terminal to ask at; notes that a passphrase was wanted.
int refuse_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

CertificatePtr next_certificate(BIO* pem) {
  bool ignored = false;
  return CertificatePtr(PEM_read_bio_X509(pem, nullptr, &refuse_passphrase, &ignored));
}

/// Empty, or what is wrong.
std::string use_chain(SSL_CTX* context, std::string_view bytes, const std::string& path) {
  const BioPtr pem = open_bytes(bytes);
  const CertificatePtr own = pem ? next_certificate(pem.get()) : nullptr;
  if (!own) {
    return "The file " + quoted(path) +
           " of the option tls_certificate holds no certificate in PEM form; give the server's own "
           "certificate, "
           "followed by its chain.";
  }
  if (SSL_CTX_use_certificate(context, own.get()) != 1) {
    return "The certificate in the file " + quoted(path) +
           " of the option tls_certificate cannot be used; its key is too short or of an unknown kind.";
  }
  for (int i = 0; i < kMaxChain; ++i) {
    CertificatePtr next = next_certificate(pem.get());
    if (!next) break;
    if (SSL_CTX_add0_chain_cert(context, next.get()) == 1) static_cast<void>(next.release());
  }
  return {};
}

std::string use_key(SSL_CTX* context, std::string_view bytes, const TlsFiles& names) {
  const BioPtr pem = open_bytes(bytes);
  bool asked = false;
  const KeyPtr key(pem ? PEM_read_bio_PrivateKey(pem.get(), nullptr, &refuse_passphrase, &asked) : nullptr);
  if (asked) {
    return "The key in the file " + quoted(names.key) +
           " of the option tls_key is protected by a passphrase; give one without, readable by this user "
           "only.";
  }
  if (!key) {
    return "The file " + quoted(names.key) + " of the option tls_key holds no private key in PEM form.";
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return "The key in the file " + quoted(names.key) +
           " of the option tls_key does not belong to the first certificate in " + quoted(names.certificate) +
           " of the option tls_certificate.";
  }
  return {};
}

int choose_http(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                unsigned int offered_size, void*) {
  static constexpr unsigned char kHttp[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kHttp, sizeof kHttp, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

bool set_rules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, &choose_http, nullptr);
  return SSL_CTX_set_num_tickets(context, 0) == 1 &&
         SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kTls12Ciphers) == 1;
}

}  // namespace

Result<SharedSslContext> make_ssl_context(std::string_view certificate, std::string_view key,
                                          const TlsFiles& names) {
  ERR_clear_error();
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context || !set_rules(context.get())) {
    return Failure{
        "OpenSSL could not be set up for TLS 1.2 and later; check its configuration (openssl.cnf)."};
  }
  std::string wrong = use_chain(context.get(), certificate, names.certificate);
  if (wrong.empty()) wrong = use_key(context.get(), key, names);
  ERR_clear_error();
  if (!wrong.empty()) return Failure{std::move(wrong)};
  return SharedSslContext(std::move(context));
}

}  // namespace pdum::rfb
