#include "net/trusted_proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace pdum::rfb {

namespace {

constexpr std::size_t kMaxAddressBytes = 45;  // the longest IPv6 text
constexpr std::size_t kV4Offset = 12;
constexpr int kV4Bits = 96;
constexpr int kAllBits = 128;

std::string_view trim(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes the last element from the end of a comma-separated list.
std::string_view take_last(std::string_view& list) noexcept {
  const std::size_t comma = list.rfind(',');
  const std::string_view last = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return last;
}

/// The last value of that name, the last field counting as the end of the list.
std::optional<std::string_view> last_value(std::span<const HeaderView> headers,
                                           std::string_view name) noexcept {
  std::optional<std::string_view> found;
  for (const HeaderView& header : headers) {
    if (equals_ignoring_case(header.name, name)) found = header.value;
  }
  if (!found) return {};
  std::string_view list = *found;
  return take_last(list);
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1" or "[2001:db8::1]:4711", as proxies write them.
std::string_view without_port(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
  }
  const std::size_t colon = text.find(':');
  const bool one_colon =
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one_colon ? text.substr(0, colon) : text;
}

}  // namespace

std::optional<TrustedProxies::Bytes> TrustedProxies::parse_bytes(std::string_view address) noexcept {
  std::array<char, kMaxAddressBytes + 1> text{};
  if (address.empty() || address.size() > kMaxAddressBytes ||
      address.find('\0') != std::string_view::npos)  // inet_pton would stop there
    return {};
  std::memcpy(text.data(), address.data(), address.size());
  Bytes bytes{};
  if (::inet_pton(AF_INET6, text.data(), bytes.data()) == 1) return bytes;
  if (::inet_pton(AF_INET, text.data(), bytes.data() + kV4Offset) != 1) return {};
  bytes[10] = bytes[11] = 0xff;
  return bytes;
}

std::optional<TrustedProxies::Range> TrustedProxies::parse_range(std::string_view text) noexcept {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const std::optional<Bytes> first = parse_bytes(address);
  if (!first) return {};
  if (slash == std::string_view::npos) return Range{*first, kAllBits};
  const int offset = address.find(':') == std::string_view::npos ? kV4Bits : 0;
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > kAllBits - offset)
    return {};
  return Range{*first, bits + offset};
}

bool TrustedProxies::trusts(std::string_view address) const noexcept {
  if (ranges_.empty()) return false;
  const std::optional<Bytes> bytes = parse_bytes(address);
  if (!bytes) return false;
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    const auto whole = static_cast<std::size_t>(range.bits / 8);
    if (!std::equal(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(whole), range.first.begin()))
      return false;
    const int rest = range.bits % 8;
    return rest == 0 || (((*bytes)[whole] ^ range.first[whole]) >> (8 - rest)) == 0;
  });
}

Result<TrustedProxies> parse_trusted_proxies(std::span<const std::string> entries) {
  TrustedProxies proxies;
  for (const std::string& entry : entries) {
    const auto range = TrustedProxies::parse_range(entry);
    if (!range) {
      return Failure{
          "The option trusted_proxies has the entry \"" + entry +
          "\". Write a numeric address such as \"127.0.0.1\", or a range such as \"10.0.0.0/8\" or "
          "\"fd00::/8\"."};
    }
    proxies.ranges_.push_back(*range);
  }
  return proxies;
}

Provenance find_provenance(const TrustedProxies& proxies, std::string_view peer,
                           std::span<const HeaderView> headers) {
  Provenance found{std::string(peer), {}, {}};
  if (!proxies.trusts(peer)) return found;
  found.host = last_value(headers, "x-forwarded-host");
  if (const auto scheme = last_value(headers, "x-forwarded-proto")) {
    if (equals_ignoring_case(*scheme, "https")) found.https = true;
    if (equals_ignoring_case(*scheme, "http")) found.https = false;
  }
  // Backwards through all fields of the name, as one list.
  for (std::size_t i = headers.size(); i-- > 0;) {
    if (!equals_ignoring_case(headers[i].name, "x-forwarded-for")) continue;
    for (std::string_view rest = headers[i].value; !rest.empty();) {
      const std::string_view address = without_port(take_last(rest));
      if (!TrustedProxies::is_address(address)) return found;  // what lies behind it may be anybody's
      found.remote = address;
      if (!proxies.trusts(address)) return found;
    }
  }
  return found;
}

}  // namespace pdum::rfb
