#include "net/http_head.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <optional>
#include <utility>

namespace pdum::rfb {

namespace {

namespace http = boost::beast::http;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<HttpRefusal> check_body(const HttpHead& head) {
  for (const HttpField& field : head.fields) {
    const bool zero = field.name == "content-length" && field.value == "0";
    if (field.name == "transfer-encoding" || (field.name == "content-length" && !zero)) {
      return HttpRefusal{
          400, "Requests to this server have no body: send no Content-Length and no Transfer-Encoding."};
    }
  }
  return {};
}

std::optional<HttpRefusal> check_limits(const HttpHead& head) {
  if (head.target.size() > kMaxTargetBytes) return HttpRefusal{414, "The address is longer than 2048 bytes."};
  if (head.fields.size() > kMaxHeadFields)
    return HttpRefusal{431, "The request has more than 64 header fields."};
  if (head.target.empty() || head.target.front() != '/') {
    return HttpRefusal{400, "The request target must be a path that begins with a slash."};
  }
  return check_body(head);
}

}  // namespace

std::string_view HttpHead::field(std::string_view name) const noexcept {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.name == name; });
  return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

bool HttpHead::has_token(std::string_view name, std::string_view token) const noexcept {
  for (const HttpField& each : fields) {
    if (each.name != name) continue;
    for (std::string_view rest = each.value; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (equals_ignoring_case(trim(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

std::string_view HttpHead::path() const noexcept {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpHead::query() const noexcept {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

bool HttpHead::is_upgrade() const noexcept {
  return !field("upgrade").empty() || has_token("connection", "upgrade");
}

bool HttpHead::keep_alive() const noexcept {
  return minor_version >= 1 && !has_token("connection", "close");
}

std::vector<HeaderView> HttpHead::views() const {
  std::vector<HeaderView> result;
  result.reserve(fields.size());
  for (const HttpField& each : fields) result.push_back({each.name, each.value});
  return result;
}

std::size_t find_head_end(std::string_view bytes) noexcept {
  const auto end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? 0 : end + 4;
}

std::variant<HttpHead, HttpRefusal> parse_http_head(std::string_view block) {
  if (block.size() > kMaxHeadBytes) return HttpRefusal{431, "The request head is larger than 8192 bytes."};
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(kMaxHeadBytes));
  parser.body_limit((std::numeric_limits<std::uint64_t>::max)());
  parser.skip(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(block.data(), block.size()), error);
  if (error || !parser.is_header_done()) {
    return HttpRefusal{400, "This is not an HTTP/1.1 request that this server understands."};
  }
  const auto& request = parser.get();
  HttpHead head;
  head.method = std::string(request.method_string());
  head.target = std::string(request.target());
  head.minor_version = static_cast<int>(request.version() % 10);
  for (const auto& field : request) {
    head.fields.push_back({lower({field.name_string().data(), field.name_string().size()}),
                           std::string(field.value().data(), field.value().size())});
  }
  if (auto refusal = check_limits(head)) return std::move(*refusal);
  return head;
}

}  // namespace pdum::rfb
