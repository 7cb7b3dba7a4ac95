#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

/// Looks at all of what was given, whatever it is.
bool is_same(std::string_view given, std::string_view secret) {
  volatile unsigned difference = given.size() == secret.size() ? 0U : 1U;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char wanted = secret[i % secret.size()];
    difference = difference | (static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(wanted));
  }
  return difference == 0;
}

/// The name of the scheme is case-insensitive (RFC 9110, 11.1).
std::string_view bearer_of(const AuthContext& context) {
  const auto found = context.headers.find("authorization");
  if (found == context.headers.end()) return {};
  constexpr std::string_view kScheme = "bearer ";
  std::string_view value = found->second;
  if (value.size() < kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = value[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != kScheme[i]) return {};
  }
  value.remove_prefix(kScheme.size());
  return value;
}

}  // namespace

Authenticator token_authenticator(std::string token, Principal principal) {
  if (token.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "The token is empty, so anyone would know it; give one that is hard to guess.");
  }
  return [token = std::move(token), principal = std::make_shared<const Principal>(std::move(principal))](
             const AuthContext& context) -> std::shared_ptr<const Principal> {
    const std::string_view given = context.token.empty() ? bearer_of(context) : context.token;
    return is_same(given, token) ? principal : nullptr;
  };
}

}  // namespace pdum::rfb
