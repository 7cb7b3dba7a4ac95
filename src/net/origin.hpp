#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace pdum::rfb {

/// Host of a request or of an origin, validated: an IP literal or a plain ASCII name. Compares as the network
/// does: case and one trailing dot do not matter, IPv6 by its 16 bytes.
struct HostView {
  enum class Kind : std::uint8_t { name, ipv4, ipv6 };
  Kind kind = Kind::name;
  std::string_view text;                ///< without brackets and trailing dot, case as it came
  std::array<std::uint8_t, 16> ipv6{};  ///< when `ipv6`
  friend bool operator==(const HostView& a, const HostView& b) noexcept;
};

/// `host` or `host:port` as a Host header carries it.
struct Authority {
  HostView host;
  std::optional<std::uint16_t> port;
};

/// Nothing for anything malformed: empty, userinfo, percent signs, empty labels, port 0 or above 65535.
std::optional<HostView> parse_host(std::string_view text) noexcept;
std::optional<Authority> parse_authority(std::string_view text) noexcept;

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Scheme, host and port; the port is filled in for http and https, 0 for other schemes without one.
struct OriginView {
  std::string_view scheme;
  HostView host;
  std::uint16_t port = 0;
  friend bool operator==(const OriginView& a, const OriginView& b) noexcept;
};

/// The value of an Origin header; nothing for `null` and anything malformed.
std::optional<OriginView> parse_origin(std::string_view text) noexcept;

/// 80 for http, 443 for https, else 0.
std::uint16_t default_port(std::string_view scheme) noexcept;

/// One entry of the `origins` option.
struct OriginEntry {
  std::string scheme;  ///< lower case
  std::string host;    ///< lower case, IPv6 in brackets
  std::uint16_t port = 0;
  bool any_port = false;
  bool matches(const OriginView& origin) const noexcept;
};

/// The `origins` option, checked.
struct OriginList {
  bool any = false;  ///< an entry was `*`: every origin and every Host; the caller warns once
  std::vector<OriginEntry> entries;
};

/// Fails with a sentence that names the first entry that is not `scheme://host`, `scheme://host:port`,
/// `scheme://host:*` or `*`.
Result<OriginList> parse_origins(std::span<const std::string> entries);

}  // namespace pdum::rfb
