#pragma once

#include <string>

namespace pdum::rfb {

/// A certificate for development and the key that belongs to it, as files for `ServeOptions::tls_certificate`
/// and `ServeOptions::tls_key`.
struct SelfSignedCertificate {
  std::string certificate;  ///< path, PEM
  std::string key;          ///< path, PEM; readable by this user only
  std::string fingerprint;  ///< SHA-256 of the certificate, "AB:CD:…", as browsers show it
  std::string expires;      ///< UTC, "2027-11-28 17:00:00"
};

/// Makes a certificate that is its own authority, or returns the one made before. Browsers warn about it
/// until they are told to trust it; compare the fingerprint then. It names localhost, the loopback addresses,
/// the name of this machine and `host`, when that is an address or name of one machine; it lasts a year, and
/// is made anew a week before its end, or when it lacks a name.
///
/// `folder`: where both files are kept, made with mode 0700 when it is not there; empty: `pdum-rfb` in
/// `$XDG_STATE_HOME`, which is `~/.local/state` by default.
///
/// Thread safety: any thread; two processes at once may both make one, and the last one stays.
/// Throws `Error`: `unavailable` in a build without OpenSSL, `system` when the files cannot be written.
SelfSignedCertificate self_signed_certificate(const std::string& host = {}, const std::string& folder = {});

/// Whether this build can speak TLS.
bool tls_available() noexcept;

}  // namespace pdum::rfb
