#pragma once

#include <memory>
#include <string_view>

#include "core/result.hpp"
#include "net/tls.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX: its headers stay in the sources

namespace pdum::rfb {

using SharedSslContext = std::shared_ptr<ssl_ctx_st>;

/// What the connections of a server share: certificate, key and rules. Made from the bytes of both files,
/// whose names are for the sentence that says what is wrong with them.
Result<SharedSslContext> make_ssl_context(std::string_view certificate, std::string_view key,
                                          const TlsFiles& names);

}  // namespace pdum::rfb
