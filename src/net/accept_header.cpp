#include "net/accept_header.hpp"

#include <algorithm>

#include "net/origin.hpp"

namespace pdum::rfb {

namespace {

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The part of `text` before `separator`; `text` keeps what follows it.
std::string_view split(std::string_view& text, char separator) noexcept {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trim(part);
}

/// "0.25" is 250; anything odd counts as 1.
int parse_quality(std::string_view text) noexcept {
  if (text.empty() || (text.front() != '0' && text.front() != '1')) return 1000;
  int value = (text.front() - '0') * 1000;
  int weight = 100;
  for (std::size_t i = 2; i < text.size() && weight > 0 && text[i] >= '0' && text[i] <= '9';
       ++i, weight /= 10) {
    value += (text[i] - '0') * weight;
  }
  return std::min(value, 1000);
}

int quality_of(std::string_view parameters) noexcept {
  while (!parameters.empty()) {
    const auto parameter = split(parameters, ';');
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) return parse_quality(parameter.substr(2));
  }
  return 1000;
}

/// 3 exact, 2 "type/*", 1 "*/*", 0 no match.
int specificity(std::string_view range, std::string_view media_type) noexcept {
  if (equals_ignoring_case(range, media_type)) return 3;
  if (range == "*/*") return 1;
  const auto slash = media_type.find('/');
  return range.ends_with("/*") &&
                 equals_ignoring_case(range.substr(0, range.size() - 2), media_type.substr(0, slash))
             ? 2
             : 0;
}

}  // namespace

int accept_quality(std::string_view accept, std::string_view media_type) noexcept {
  int best = 0;
  int quality = -1;
  while (!accept.empty()) {
    std::string_view entry = split(accept, ',');
    const int match = specificity(split(entry, ';'), media_type);
    if (match > best) {
      best = match;
      quality = quality_of(entry);
    }
  }
  return quality;
}

bool accepts_gzip(std::string_view accept_encoding) noexcept {
  while (!accept_encoding.empty()) {
    std::string_view entry = split(accept_encoding, ',');
    if (equals_ignoring_case(split(entry, ';'), "gzip")) return quality_of(entry) > 0;
  }
  return false;
}

}  // namespace pdum::rfb
