#include "net/http_response.hpp"

#include <algorithm>

namespace pdum::rfb {

namespace {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 414:
      return "URI Too Long";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

void add(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool is_source_character(char c) {
  return c > ' ' && c < 0x7f && c != ';' && c != ',';
}

}  // namespace

void HttpResponse::drop_content() noexcept {
  body.clear();
  static_body = {};
  shared_body.reset();
}

HttpResponse text_response(int status, std::string_view sentence) {
  HttpResponse response;
  response.status = status;
  response.body.append(sentence).append("\n");
  return response;
}

HttpResponse json_response(std::string body, int status) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

std::string content_security_policy(std::span<const std::string> frame_ancestors) {
  std::string policy =
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: "
      "data:; "
      "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
      "trusted-types pdum-rfb; frame-ancestors";
  if (frame_ancestors.empty()) policy += " 'none'";
  for (const std::string& source : frame_ancestors) policy.append(" ").append(source);
  return policy;
}

std::string check_frame_ancestors(std::span<const std::string> frame_ancestors) {
  for (const std::string& source : frame_ancestors) {
    if (!source.empty() && std::all_of(source.begin(), source.end(), is_source_character)) continue;
    return "An entry of the option frame_ancestors is empty or holds a space, a comma or a semicolon; give "
           "one source "
           "per entry, as \"'self'\" or \"https://host:port\".";
  }
  return {};
}

std::string format_head(const HttpResponse& response, const ResponseRules& rules) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_phrase(response.status)).append("\r\n");
  if (response.status != 304) {
    add(head, "Content-Type", response.content_type);
    add(head, "Content-Length", std::to_string(response.content().size()));
  }
  add(head, "Cache-Control", response.cache_control);
  add(head, "Connection", rules.keep_alive ? "keep-alive" : "close");
  add(head, "Content-Security-Policy", rules.content_security_policy);
  add(head, "X-Content-Type-Options", "nosniff");
  add(head, "Referrer-Policy", "no-referrer");
  add(head, "Cross-Origin-Resource-Policy", "same-origin");
  std::string vary;
  for (const auto& [name, value] : response.fields) {
    if (name == "Vary") {
      vary = value;
    } else {
      add(head, name, value);
    }
  }
  if (!rules.cors_origin.empty()) {
    add(head, "Access-Control-Allow-Origin", rules.cors_origin);
    vary += vary.empty() ? "Origin" : ", Origin";
  }
  if (!vary.empty()) add(head, "Vary", vary);
  head += "\r\n";
  return head;
}

}  // namespace pdum::rfb
