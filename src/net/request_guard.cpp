#include "net/request_guard.hpp"

#include <algorithm>

#include "protocol/capabilities.hpp"

namespace pdum::rfb {

/// Writes the sentence of a refusal into the decision's fixed buffer; what does not fit is cut.
class RefusalText {
 public:
  explicit RefusalText(Decision& decision) noexcept : decision_(decision) {}
  RefusalText& operator<<(std::string_view text) noexcept {
    for (const char c : text) put(c);
    return *this;
  }
  /// Peer text: what is not printable becomes \xNN, and only the start of it is shown.
  RefusalText& peer(std::string_view text) noexcept {
    static constexpr std::string_view kHex = "0123456789abcdef";
    constexpr std::size_t kShown = 60;  // a sentence says it up to three times, a log line at most 200 bytes
    for (const char c : text.substr(0, kShown)) {
      const auto byte = static_cast<unsigned char>(c);
      const char escape[] = {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
      if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
        put(c);
      } else {
        *this << std::string_view(escape, sizeof escape);
      }
    }
    return text.size() > kShown ? *this << "..." : *this;
  }

 private:
  void put(char c) noexcept {
    if (decision_.size_ < decision_.text_.size()) decision_.text_[decision_.size_++] = c;
  }
  Decision& decision_;
};

namespace {

constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;

/// Value without surrounding blanks, and how often the header is there.
struct Field {
  std::string_view value;
  int count = 0;
};

std::string_view trim(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

Field find_field(const RequestHead& head, std::string_view name) noexcept {
  Field field;
  for (const HeaderView& header : head.headers) {
    if (!equals_ignoring_case(header.name, name)) continue;
    field.value = trim(header.value);
    ++field.count;
  }
  return field;
}

bool is_name(const HostView& host, std::string_view wanted) noexcept {
  const std::optional<HostView> parsed = parse_host(wanted);
  return parsed && *parsed == host;
}

bool is_localhost(const HostView& host) noexcept {
  constexpr std::string_view kSuffix = ".localhost";
  if (host.kind != HostView::Kind::name) return false;
  return equals_ignoring_case(host.text, "localhost") ||
         (host.text.size() > kSuffix.size() &&
          equals_ignoring_case(host.text.substr(host.text.size() - kSuffix.size()), kSuffix));
}

/// An address cannot be rebound; a name must be one that somebody here chose.
bool host_is_ours(const GuardOptions& options, const HostView& host) noexcept {
  if (host.kind != HostView::Kind::name || is_localhost(host)) return true;
  if (is_name(host, options.host)) return true;
  if (options.bound_beyond_loopback && is_name(host, options.machine_name)) return true;
  return std::any_of(options.origins.entries.begin(), options.origins.entries.end(),
                     [&](const OriginEntry& entry) { return is_name(host, entry.host); });
}

bool is_cross_site(const RequestHead& head) noexcept {
  return std::any_of(head.headers.begin(), head.headers.end(), [](const HeaderView& header) {
    const std::string_view value = trim(header.value);
    return equals_ignoring_case(header.name, "Sec-Fetch-Site") &&
           (equals_ignoring_case(value, "cross-site") || equals_ignoring_case(value, "same-site"));
  });
}

std::string_view path_of(const RequestHead& head) noexcept {
  return head.target.substr(0, head.target.find('?'));
}

/// A link or a typed address that leads to the page; framing is answered by the page's own policy.
bool navigates_to_page(const RequestHead& head) noexcept {
  const std::string_view path = path_of(head);
  const bool page = path == "/" || (path.starts_with('/') && is_valid_stream_name(path.substr(1)));
  return page && (head.method == "GET" || head.method == "HEAD") &&
         equals_ignoring_case(find_field(head, "Sec-Fetch-Mode").value, "navigate") &&
         find_field(head, "Upgrade").count == 0;
}

/// How the Origin header got in.
struct OriginMatch {
  bool allowed = false;
  int entry = Admitted::kNone;
  std::uint16_t port = 0;
};

OriginMatch match_origin(const GuardOptions& options, bool tls, const Authority& host,
                         std::string_view value) noexcept {
  const std::optional<OriginView> origin = parse_origin(value);
  if (!origin) return {};
  const std::string_view scheme = tls ? "https" : "http";
  const OriginView own{scheme, host.host, host.port.value_or(default_port(scheme))};
  if (*origin == own) return {true, Admitted::kNone, 0};
  for (std::size_t i = 0; i < options.origins.entries.size(); ++i) {
    if (options.origins.entries[i].matches(*origin)) return {true, static_cast<int>(i), origin->port};
  }
  return {options.origins.any, Admitted::kAny, 0};
}

void explain_bad_host(RefusalText text, const Field& field) noexcept {
  if (field.count == 0) {
    text << "The request has no Host header.";
  } else if (field.count > 1) {
    text << "The request has more than one Host header.";
  } else {
    text << "The Host header \"";
    text.peer(field.value) << "\" is malformed.";
  }
  text << " Send one Host header: an address, localhost, the option host, or the host of an entry of the "
          "option "
          "origins.";
}

void explain_foreign_host(RefusalText text, std::string_view host, bool tls) noexcept {
  const std::string_view scheme = tls ? "https://" : "http://";
  text << "This server does not answer to the Host \"";
  text.peer(host) << "\". If that name is meant to lead here, add \"" << scheme;
  text.peer(host) << "\" to the option origins (--origin " << scheme;
  text.peer(host) << ").";
}

void explain_origin(RefusalText text, std::string_view origin) noexcept {
  text << "Pages of the Origin \"";
  text.peer(origin) << "\" may not use this server. ";
  if (!parse_origin(origin)) {
    text << "Pages without a proper origin (files, sandboxed frames) are never let in: serve the page over "
            "http "
            "and name its origin in the option origins.";
    return;
  }
  text << "To let them in, add \"";
  text.peer(origin) << "\" to the option origins (--origin ";
  text.peer(origin) << ").";
}

}  // namespace

Decision admit(const GuardOptions& options, const RequestHead& head) noexcept {
  Decision decision;
  const auto refuse = [&decision](int status) {
    decision.status_ = status;
    return RefusalText(decision);
  };
  const bool tls = head.https.value_or(options.tls);
  const Field host_field = find_field(head, "Host");
  std::optional<Authority> host = host_field.count == 1 ? parse_authority(host_field.value) : std::nullopt;
  if (!host) return explain_bad_host(refuse(kBadRequest), host_field), decision;
  if (!host_is_ours(options, host->host)) {
    return explain_foreign_host(refuse(kForbidden), host_field.value, tls), decision;
  }
  if (head.forwarded_host) {  // both: a page that rebinds its name to us can write this field, not that one
    const Field forwarded{trim(*head.forwarded_host), 1};
    host = parse_authority(forwarded.value);
    if (!host) return explain_bad_host(refuse(kBadRequest), forwarded), decision;
    if (!host_is_ours(options, host->host)) {
      return explain_foreign_host(refuse(kForbidden), forwarded.value, tls), decision;
    }
  }
  const Field origin = find_field(head, "Origin");
  if (origin.count > 1)
    return refuse(kBadRequest) << "The request has more than one Origin header.", decision;
  if (origin.count == 1) {
    const OriginMatch match = match_origin(options, tls, *host, origin.value);
    if (!match.allowed) return explain_origin(refuse(kForbidden), origin.value), decision;
    decision.admitted_.origin_entry_ = match.entry;
    decision.admitted_.origin_port_ = match.port;
  }
  if (is_cross_site(head)) {
    const bool listed = decision.admitted_.origin_entry_ != Admitted::kNone;
    const bool resets_by_get = head.method == "GET" && path_of(head) == "/recorded-events/reset";
    if (resets_by_get || !(listed || navigates_to_page(head))) {
      refuse(kForbidden) << "A page of another site asked for this. To let it in, add its origin, such as "
                            "\"https://app.example\", to the option origins (--origin https://app.example); "
                            "resetting recorded events from there needs POST.";
    }
  }
  return decision;
}

std::string cors_origin(const GuardOptions& options, const Admitted& admitted) {
  if (admitted.origin_entry() == Admitted::kAny) return "*";
  const auto index = static_cast<std::size_t>(admitted.origin_entry());
  if (admitted.origin_entry() == Admitted::kNone || index >= options.origins.entries.size()) return {};
  const OriginEntry& entry = options.origins.entries[index];
  const std::uint16_t port = entry.any_port ? admitted.origin_port() : entry.port;
  std::string out = entry.scheme + "://" + entry.host;
  if (port != default_port(entry.scheme)) out += ":" + std::to_string(port);
  return out;
}

}  // namespace pdum::rfb
