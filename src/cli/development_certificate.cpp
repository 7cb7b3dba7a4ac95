#include "cli/development_certificate.hpp"

#include <iostream>

#include <pdum/rfb/tls.hpp>

namespace pdum::rfb::cli {

void use_development_certificate(const ServeArguments& arguments, ServeOptions& options) {
  if (arguments.tls.empty()) return;
  const SelfSignedCertificate made = self_signed_certificate(arguments.host);
  options.tls_certificate = made.certificate;
  options.tls_key = made.key;
  std::cerr << "Certificate for development, until " << made.expires << " UTC: " << made.certificate
            << "\nBrowsers warn about it once. Its SHA-256 fingerprint: " << made.fingerprint << '\n';
}

}  // namespace pdum::rfb::cli
