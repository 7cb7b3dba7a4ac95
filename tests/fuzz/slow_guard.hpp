#pragma once

#include <arpa/inet.h>

#include <cctype>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "net/request_guard.hpp"

/// The rules of the guard a second time, written for reading and not for speed, to compare with.
namespace pdum::rfb::fuzz {

inline std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

inline std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct SlowHost {
  std::string name;  // canonical
  bool literal = false;
  int port = -1;
};

/// Splits `host[:port]`, canonical host; nothing when malformed.
inline std::optional<SlowHost> slow_authority(const std::string& text) {
  static const std::regex kShape(
      R"((\[([0-9a-f:.]+)\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)(:([1-9][0-9]{0,4}))?)");
  static const std::regex kIpv4(R"((0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3})");
  std::smatch part;
  const std::string folded = lower(text);
  if (folded.size() > 300 || !std::regex_match(folded, part, kShape)) return std::nullopt;
  SlowHost host;
  if (part[5].matched) host.port = std::stoi(part[5].str());
  if (host.port > 65535) return std::nullopt;
  if (part[2].matched) {
    unsigned char bytes[16];
    if (inet_pton(AF_INET6, part[2].str().c_str(), bytes) != 1) return std::nullopt;
    char canonical[64];
    host.name = inet_ntop(AF_INET6, bytes, canonical, sizeof canonical);
    host.literal = true;
    return host;
  }
  host.name = part[1].str();
  if (host.name.back() == '.') host.name.pop_back();
  if (host.name.size() > 253) return std::nullopt;
  if (std::regex_match(host.name, kIpv4)) {
    host.literal = true;
    for (std::size_t at = 0; at < host.name.size(); at = host.name.find('.', at) + 1) {
      if (std::stoi(host.name.substr(at)) > 255) host.literal = false;
      if (host.name.find('.', at) == std::string::npos) break;
    }
  }
  return host;
}

struct SlowOrigin {
  std::string scheme;
  std::string host;
  int port = 0;
  bool operator==(const SlowOrigin&) const = default;
};

inline int slow_default_port(const std::string& scheme) {
  return scheme == "http" ? 80 : scheme == "https" ? 443 : 0;
}

inline std::optional<SlowOrigin> slow_origin(const std::string& text) {
  static const std::regex kScheme(R"([a-z][a-z0-9+.-]*)");
  const std::size_t end = text.find("://");
  if (end == std::string::npos || end > 32) return std::nullopt;
  const std::string scheme = lower(text.substr(0, end));
  const auto host = slow_authority(text.substr(end + 3));
  if (!host || !std::regex_match(scheme, kScheme)) return std::nullopt;
  return SlowOrigin{scheme, host->name, host->port > 0 ? host->port : slow_default_port(scheme)};
}

struct SlowRequest {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;

  std::vector<std::string> all(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : headers) {
      if (lower(key) == name) values.push_back(trimmed(value));
    }
    return values;
  }
};

struct SlowOptions {
  std::string host;
  bool beyond = false;
  std::string machine;
  bool tls = false;
  std::vector<std::string> origins;
};

inline bool slow_host_is_listed(const SlowOptions& options, const SlowHost& host) {
  if (host.literal || host.name == "localhost") return true;
  if (host.name.size() > 10 && host.name.substr(host.name.size() - 10) == ".localhost") return true;
  std::vector<std::string> names = {options.host};
  if (options.beyond) names.push_back(options.machine);
  for (const std::string& entry : options.origins) {
    if (entry == "*") continue;
    const std::string text = entry.ends_with(":*") ? entry.substr(0, entry.size() - 2) : entry;
    names.push_back(slow_origin(text).value().host);
  }
  for (const std::string& name : names) {
    const auto own = slow_authority(name);
    if (own && own->name == host.name) return true;
  }
  return false;
}

enum class SlowOriginMatch { none, own, listed };

inline SlowOriginMatch slow_match(const SlowOptions& options, const SlowHost& host,
                                  const std::string& value) {
  const auto origin = slow_origin(value);
  if (!origin) return SlowOriginMatch::none;
  const std::string scheme = options.tls ? "https" : "http";
  if (*origin == SlowOrigin{scheme, host.name, host.port > 0 ? host.port : slow_default_port(scheme)}) {
    return SlowOriginMatch::own;
  }
  for (const std::string& entry : options.origins) {
    if (entry == "*") return SlowOriginMatch::listed;
    const bool any_port = entry.ends_with(":*");
    auto wanted = slow_origin(any_port ? entry.substr(0, entry.size() - 2) : entry).value();
    if (any_port) wanted.port = origin->port;
    if (wanted == *origin) return SlowOriginMatch::listed;
  }
  return SlowOriginMatch::none;
}

inline bool slow_navigates(const SlowRequest& request) {
  static const std::regex kPage(R"(/([A-Za-z0-9._-]{0,64})(\?[^]*)?)");
  std::smatch part;
  if (request.target.size() > 3000 || !std::regex_match(request.target, part, kPage)) return false;
  for (const char* route : {"health", "metrics", "streams", "recorded-events", "assets", "demo"}) {
    if (part[1] == route) return false;
  }
  const auto mode = request.all("sec-fetch-mode");
  return (request.method == "GET" || request.method == "HEAD") && !mode.empty() &&
         lower(mode.back()) == "navigate" && request.all("upgrade").empty();
}

/// 0 when admitted.
inline int slow_admit(const SlowOptions& options, const SlowRequest& request) {
  const auto hosts = request.all("host");
  if (hosts.size() != 1) return 400;
  const auto host = slow_authority(hosts[0]);
  if (!host) return 400;
  if (!slow_host_is_listed(options, *host)) return 403;
  const auto origins = request.all("origin");
  if (origins.size() > 1) return 400;
  auto match = SlowOriginMatch::own;
  if (origins.size() == 1) match = slow_match(options, *host, origins[0]);
  if (match == SlowOriginMatch::none) return 403;
  bool foreign = false;
  for (const std::string& site : request.all("sec-fetch-site")) {
    foreign |= lower(site) == "cross-site" || lower(site) == "same-site";
  }
  if (!foreign) return 0;
  const std::string path = request.target.substr(0, request.target.find('?'));
  if (request.method == "GET" && path == "/recorded-events/reset") return 403;
  return match == SlowOriginMatch::listed || slow_navigates(request) ? 0 : 403;
}

}  // namespace pdum::rfb::fuzz
