#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

#include "net/tls.hpp"

namespace pdum::rfb {

namespace {

constexpr const char* kMissing =
    "This build of pdum-rfb cannot speak TLS: install OpenSSL's headers (apt-get install libssl-dev) and "
    "build "
    "it again, or put a reverse proxy in front of it.";

}  // namespace

std::shared_ptr<TlsServer> make_tls_server(TlsFiles, Executor&, std::shared_ptr<LogSink>) {
  throw Error(ErrorCode::unavailable, kMissing);
}

SelfSignedCertificate self_signed_certificate(const std::string&, const std::string&) {
  throw Error(ErrorCode::unavailable, kMissing);
}

bool tls_available() noexcept {
  return false;
}

}  // namespace pdum::rfb
