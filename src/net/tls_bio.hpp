#pragma once

#include <cstddef>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/openssl_handles.hpp"

namespace pdum::rfb {

/// What OpenSSL reads and writes: bytes that came, and bytes that are to go.
struct TlsBuffers {
  ConstBytes incoming;  ///< not decrypted yet
  std::vector<std::byte> outgoing;
};

/// A BIO over `buffers`, which outlive it. Null without memory.
BioPtr make_tls_bio(TlsBuffers& buffers);

}  // namespace pdum::rfb
