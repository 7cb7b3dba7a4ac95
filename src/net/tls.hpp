#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/executor.hpp"
#include "core/log.hpp"
#include "net/byte_stream.hpp"

namespace pdum::rfb {

/// Where a server's certificate is.
struct TlsFiles {
  std::string certificate;  ///< PEM, the server's own first, then the chain
  std::string key;          ///< PEM, without a passphrase
};

/// The certificate of a server, as it is on disk now. Strand only.
class TlsServer {
 public:
  virtual ~TlsServer() = default;
  /// Speaks TLS over `below`. Looks for a changed certificate first, at most once a second.
  virtual std::unique_ptr<ByteStream> wrap(std::unique_ptr<ByteStream> below) = 0;
  /// How often a changed certificate could not be used. Any thread.
  virtual std::uint64_t reload_errors() const noexcept = 0;
};

/// `executor` outlives the server and its streams. Throws `Error`: `invalid_argument` with a sentence that
/// names the file that is wrong, `unavailable` in a build without OpenSSL.
std::shared_ptr<TlsServer> make_tls_server(TlsFiles files, Executor& executor, std::shared_ptr<LogSink> log);

}  // namespace pdum::rfb
