#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

AuthContext with_token(std::string token) {
  AuthContext context;
  context.token = std::move(token);
  return context;
}

AuthContext with_header(std::string value) {
  AuthContext context;
  context.headers["authorization"] = std::move(value);
  return context;
}

TEST(TokenAuthenticator, LetsInWhoShowsTheTokenAsThatPrincipal) {
  const Authenticator allow = token_authenticator("correct horse", {.name = "lab", .value = 7});
  const auto principal = allow(with_token("correct horse"));
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->name, "lab");
  EXPECT_EQ(std::any_cast<int>(principal->value), 7);
  EXPECT_NE(allow(with_header("Bearer correct horse")), nullptr);
  EXPECT_NE(allow(with_header("bearer correct horse")), nullptr);
}

TEST(TokenAuthenticator, RefusesEverythingElse) {
  const Authenticator allow = token_authenticator("secret12");
  for (const char* token :
       {"", "secret1", "secret123", "secret12secret12", "Secret12", "secret13", " secret12"}) {
    EXPECT_EQ(allow(with_token(token)), nullptr) << token;
    EXPECT_EQ(allow(with_header(std::string("Bearer ") + token)), nullptr) << token;
  }
  for (const char* header : {"", "Bearer", "Bearer ", "Basic secret12", "secret12", "Bearersecret12"}) {
    EXPECT_EQ(allow(with_header(header)), nullptr) << header;
  }
  EXPECT_EQ(allow(with_token(std::string("secret12\0", 9))), nullptr);
}

TEST(TokenAuthenticator, AWrongTokenIsNotMadeGoodByAHeader) {
  AuthContext context = with_header("Bearer secret12");
  context.token = "wrong";
  EXPECT_EQ(token_authenticator("secret12")(context), nullptr);
}

TEST(TokenAuthenticator, AnEmptyTokenIsRefusedAtOnce) {
  EXPECT_THAT([] { (void)token_authenticator(""); }, ThrowsMessage<Error>(HasSubstr("hard to guess")));
}

}  // namespace
}  // namespace pdum::rfb
