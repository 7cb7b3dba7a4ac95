#include "core/log.hpp"

#include <string>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(Log, EscapesWhatPeersSend) {
  EXPECT_EQ(escape_for_log("a\nb\x1b[0m\xc3\xa9"), "a\\x0ab\\x1b[0m\\xc3\\xa9");
  EXPECT_EQ(escape_for_log(std::string(500, 'x')), std::string(200, 'x') + "…");
}

}  // namespace
}  // namespace pdum::rfb
