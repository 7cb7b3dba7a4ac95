#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "net/request_guard.hpp"

namespace pdum::rfb {

/// The option `trusted_proxies`, checked: addresses from which X-Forwarded-* fields are believed.
class TrustedProxies {
 public:
  /// `address`: numeric, as `ByteStream::remote` has it; false for anything else.
  bool trusts(std::string_view address) const noexcept;
  bool empty() const noexcept { return ranges_.empty(); }
  static bool is_address(std::string_view text) noexcept { return parse_bytes(text).has_value(); }

 private:
  friend Result<TrustedProxies> parse_trusted_proxies(std::span<const std::string> entries);
  using Bytes = std::array<std::uint8_t, 16>;  ///< IPv4 as ::ffff:a.b.c.d
  struct Range {
    Bytes first{};
    int bits = 0;  ///< that an address must share with it
  };
  static std::optional<Bytes> parse_bytes(std::string_view address) noexcept;
  static std::optional<Range> parse_range(std::string_view text) noexcept;
  std::vector<Range> ranges_;
};

/// Fails with a sentence that names the first entry that is neither an address nor address/bits.
Result<TrustedProxies> parse_trusted_proxies(std::span<const std::string> entries);

/// Where a request really came from, as far as trusted proxies tell.
struct Provenance {
  std::string remote;                    ///< numeric address
  std::optional<bool> https;             ///< nothing: as the connection is
  std::optional<std::string_view> host;  ///< of X-Forwarded-Host; a part of the request
};

/// X-Forwarded-For, -Proto and -Host count when `peer` is trusted, and of each the last value, which the
/// nearest proxy wrote; of X-Forwarded-For the last address that is not a trusted proxy itself. The field
/// Forwarded is never believed: a proxy that writes the others would let a client's own pass.
Provenance find_provenance(const TrustedProxies& proxies, std::string_view peer,
                           std::span<const HeaderView> headers);

}  // namespace pdum::rfb
