#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/request_guard.hpp"

namespace pdum::rfb {

inline constexpr std::size_t kMaxHeadBytes = 8 * 1024;
inline constexpr std::size_t kMaxHeadFields = 64;
inline constexpr std::size_t kMaxTargetBytes = 2 * 1024;

struct HttpField {
  std::string name;  ///< lower case
  std::string value;
};

/// The head of one request, within the limits above.
struct HttpHead {
  std::string method;
  std::string target;
  int minor_version = 1;  ///< of HTTP/1
  std::vector<HttpField> fields;

  /// Value of the first field of that name (lower case), or empty.
  std::string_view field(std::string_view name) const noexcept;
  /// Whether any field of that name has `token` in its comma-separated list, ignoring case.
  bool has_token(std::string_view name, std::string_view token) const noexcept;
  std::string_view path() const noexcept;   ///< target without the query
  std::string_view query() const noexcept;  ///< without the question mark
  bool is_upgrade() const noexcept;         ///< asks for another protocol
  bool keep_alive() const noexcept;
  std::vector<HeaderView> views() const;
};

/// Why a head was not understood: an HTTP status and a sentence.
struct HttpRefusal {
  int status = 400;
  std::string sentence;
};

/// Length of the head that `bytes` begins with, its empty line included; 0 when it is not complete yet.
std::size_t find_head_end(std::string_view bytes) noexcept;

/// `block` ends with the empty line. No body is ever taken: a request that announces one is refused.
std::variant<HttpHead, HttpRefusal> parse_http_head(std::string_view block);

}  // namespace pdum::rfb
