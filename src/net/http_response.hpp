#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pdum::rfb {

using SharedBody = std::shared_ptr<const std::string>;

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string cache_control = "no-store";
  std::vector<std::pair<std::string_view, std::string>> fields;  ///< never built from what a peer sent
  std::string body;
  std::string_view static_body;  ///< instead of `body`: bytes that live as long as the program
  SharedBody shared_body;        ///< instead of both: bytes that several answers hold

  std::string_view content() const noexcept {
    if (shared_body) return *shared_body;
    return static_body.empty() ? std::string_view(body) : static_body;
  }
  void drop_content() noexcept;
};

/// A sentence as plain text.
HttpResponse text_response(int status, std::string_view sentence);
HttpResponse json_response(std::string body, int status = 200);

/// What every answer of one server carries.
struct ResponseRules {
  std::string content_security_policy;
  std::string cors_origin;  ///< empty: no CORS fields
  bool keep_alive = false;
};

/// The one place that says what the page may load and who may frame it. The worker's script is answered with
/// the same policy, since a worker lives under the policy of its own script.
std::string content_security_policy(std::span<const std::string> frame_ancestors);
/// Empty, or a sentence that says what is wrong with an entry of the option `frame_ancestors`.
std::string check_frame_ancestors(std::span<const std::string> frame_ancestors);

/// Status line and fields, with the empty line.
std::string format_head(const HttpResponse& response, const ResponseRules& rules);

}  // namespace pdum::rfb
