#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

namespace pdum::rfb {
namespace {

TEST(TlsMissing, SaysHowToGetIt) {
  EXPECT_FALSE(tls_available());
  try {
    self_signed_certificate();
    FAIL() << "a build without OpenSSL made a certificate";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), make_error_code(ErrorCode::unavailable));
    EXPECT_NE(std::string(error.what()).find("libssl-dev"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pdum::rfb
