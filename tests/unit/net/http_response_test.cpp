#include "net/http_response.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

const std::vector<std::string> kSelf = {"'self'"};

TEST(ContentSecurityPolicy, IsTheGoldenOne) {
  EXPECT_EQ(content_security_policy(kSelf),
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' "
            "blob: data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
            "trusted-types pdum-rfb; frame-ancestors 'self'");
}

TEST(ContentSecurityPolicy, NamesTheAllowedAncestors) {
  const std::vector<std::string> two = {"'self'", "https://app.example:8443"};
  EXPECT_TRUE(content_security_policy(two).ends_with("frame-ancestors 'self' https://app.example:8443"));
  EXPECT_TRUE(content_security_policy({}).ends_with("frame-ancestors 'none'"));
}

TEST(ContentSecurityPolicy, RefusesEntriesThatWouldAddDirectives) {
  for (const char* bad : {"", "'self'; script-src *", "a b", "a,b", "a\r\nX: y"}) {
    const std::vector<std::string> entries = {bad};
    EXPECT_NE(check_frame_ancestors(entries).find("frame_ancestors"), std::string::npos) << bad;
  }
  EXPECT_EQ(check_frame_ancestors(kSelf), "");
}

TEST(HttpResponse, GoldenHead) {
  const ResponseRules rules{"P", "", true};
  EXPECT_EQ(format_head(text_response(200, "ok"), rules),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n"
            "Cache-Control: no-store\r\nConnection: keep-alive\r\nContent-Security-Policy: P\r\n"
            "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n\r\n");
}

TEST(HttpResponse, JoinsVaryAndNamesAListedOrigin) {
  HttpResponse response = json_response("[]");
  response.fields.emplace_back("Vary", "Accept");
  const std::string head = format_head(response, {"P", "https://app.example", false});
  EXPECT_NE(head.find("Access-Control-Allow-Origin: https://app.example\r\n"), std::string::npos);
  EXPECT_NE(head.find("Vary: Accept, Origin\r\n"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
}

}  // namespace
}  // namespace pdum::rfb
