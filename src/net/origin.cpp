#include "net/origin.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace pdum::rfb {
namespace {

constexpr std::size_t kMaxHostBytes = 253;
constexpr std::size_t kMaxSchemeBytes = 32;
constexpr std::size_t kMaxAddressBytes = 45;  // the longest IPv6 text

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}
constexpr bool is_name_char(char c) {
  return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '.';
}

/// Strict: four decimal numbers, or a full IPv6 text. Browsers send addresses in exactly these forms.
bool parse_address(int family, std::string_view text, void* out) noexcept {
  std::array<char, kMaxAddressBytes + 1> buffer{};
  if (text.size() > kMaxAddressBytes) return false;
  std::memcpy(buffer.data(), text.data(), text.size());
  return inet_pton(family, buffer.data(), out) == 1;
}

std::optional<HostView> parse_ipv6(std::string_view text) noexcept {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;  // inet_pton would stop there
  HostView host{HostView::Kind::ipv6, text, {}};
  if (!parse_address(AF_INET6, text, host.ipv6.data())) return std::nullopt;
  return host;
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || text.front() == '0') return std::nullopt;
  std::uint32_t port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    port = port * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

bool is_scheme(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSchemeBytes && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '+' || c == '-' || c == '.'; });
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string host_text(const HostView& host) {
  const std::string text = to_lower(host.text);
  return host.kind == HostView::Kind::ipv6 ? "[" + text + "]" : text;
}

Failure bad_entry(const std::string& entry) {
  return {"The option origins has the entry \"" + entry +
          "\". Write scheme://host or scheme://host:port without a path, such as \"https://app.example\" or "
          "\"http://localhost:5173\"; the port may be * for any; \"*\" alone allows every origin."};
}

std::optional<OriginEntry> parse_entry(std::string_view text) {
  constexpr std::string_view kAnyPort = ":*";
  const bool any_port = text.ends_with(kAnyPort);
  if (any_port) text.remove_suffix(kAnyPort.size());
  const std::optional<OriginView> origin = parse_origin(text);
  if (!origin ||
      (any_port && text.find(':', text.find("://") + 3) != std::string_view::npos && !text.ends_with(']'))) {
    return std::nullopt;
  }
  return OriginEntry{to_lower(origin->scheme), host_text(origin->host), origin->port, any_port};
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool operator==(const HostView& a, const HostView& b) noexcept {
  if (a.kind != b.kind) return false;
  return a.kind == HostView::Kind::ipv6 ? a.ipv6 == b.ipv6 : equals_ignoring_case(a.text, b.text);
}

bool operator==(const OriginView& a, const OriginView& b) noexcept {
  return equals_ignoring_case(a.scheme, b.scheme) && a.host == b.host && a.port == b.port;
}

std::optional<HostView> parse_host(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    return text.ends_with(']') ? parse_ipv6(text.substr(1, text.size() - 2)) : std::nullopt;
  }
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > kMaxHostBytes || !std::all_of(text.begin(), text.end(), is_name_char) ||
      text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos) {
    return std::nullopt;
  }
  in_addr address{};
  const bool ipv4 = parse_address(AF_INET, text, &address);
  return HostView{ipv4 ? HostView::Kind::ipv4 : HostView::Kind::name, text, {}};
}

std::optional<Authority> parse_authority(std::string_view text) noexcept {
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  Authority authority;
  if (has_port) {
    authority.port = parse_port(text.substr(colon + 1));
    if (!authority.port) return std::nullopt;
    text = text.substr(0, colon);
  }
  const std::optional<HostView> host = parse_host(text);
  if (!host) return std::nullopt;
  authority.host = *host;
  return authority;
}

std::uint16_t default_port(std::string_view scheme) noexcept {
  if (equals_ignoring_case(scheme, "http")) return 80;
  if (equals_ignoring_case(scheme, "https")) return 443;
  return 0;
}

std::optional<OriginView> parse_origin(std::string_view text) noexcept {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || !is_scheme(text.substr(0, end))) return std::nullopt;
  const std::string_view scheme = text.substr(0, end);
  const std::optional<Authority> authority = parse_authority(text.substr(end + 3));
  if (!authority) return std::nullopt;
  return OriginView{scheme, authority->host, authority->port.value_or(default_port(scheme))};
}

bool OriginEntry::matches(const OriginView& origin) const noexcept {
  const std::optional<HostView> own = parse_host(host);
  return own && *own == origin.host && equals_ignoring_case(scheme, origin.scheme) &&
         (any_port || port == origin.port);
}

Result<OriginList> parse_origins(std::span<const std::string> entries) {
  OriginList list;
  for (const std::string& entry : entries) {
    if (entry == "*") {
      list.any = true;
    } else if (std::optional<OriginEntry> parsed = parse_entry(entry)) {
      list.entries.push_back(*std::move(parsed));
    } else {
      return bad_entry(entry);
    }
  }
  return list;
}

}  // namespace pdum::rfb
