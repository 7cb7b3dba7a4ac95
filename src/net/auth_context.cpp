#include "net/auth_context.hpp"

#include <algorithm>
#include <utility>

namespace pdum::rfb {

namespace {

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "a=1; b=2"; of a name that comes twice the first one counts, as browsers order them by path.
void add_cookies(std::map<std::string, std::string>& cookies, std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = trim(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    cookies.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
}

}  // namespace

AuthContext make_auth_context(const HttpHead& head, std::string remote, std::string_view stream) {
  AuthContext context;
  for (const HttpField& field : head.fields) {
    const auto [at, added] = context.headers.emplace(field.name, field.value);
    if (!added) at->second.append(", ").append(field.value);
    if (field.name == "cookie") add_cookies(context.cookies, field.value);
  }
  context.path = head.path();
  context.query = head.query();
  context.remote = std::move(remote);
  context.stream = stream;
  return context;
}

}  // namespace pdum::rfb
