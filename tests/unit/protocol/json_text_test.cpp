#include "protocol/json_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

namespace pdum::rfb {
namespace {

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST(JsonText, NumbersAreMinimal) {
  EXPECT_EQ(number(1.5), "1.5");
  EXPECT_EQ(number(2), "2");
  EXPECT_EQ(number(-0.0), "0");
  EXPECT_EQ(number(100000), "100000");
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(-12.25), "-12.25");
  EXPECT_EQ(number(9007199254740991.0), "9007199254740991");
}

TEST(JsonText, NumbersReadBackExactly) {
  for (double value : {1e300, 1e-300, 1.0 / 3, 4503599627370496.5, 1.7976931348623157e308}) {
    EXPECT_EQ(std::strtod(number(value).c_str(), nullptr), value);
  }
}

TEST(JsonText, WhatIsNotFiniteBecomesNull) {
  EXPECT_EQ(number(std::nan("")), "null");
  EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, StringsAreEscaped) {
  std::string out;
  append_json_string(out, std::string_view("a\"b\\c\n\t\r\b\f\x01\x1f\x7f\0é", 16));
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f\x7f\\u0000é\"");
}

TEST(JsonText, ListsHaveCommasBetweenItems) {
  std::string out;
  append_json_strings(out, std::vector<std::string>{});
  append_json_strings(out, std::vector<std::string>{"a"});
  append_json_strings(out, std::vector<std::string>{"a", "b"});
  EXPECT_EQ(out, R"([]["a"]["a","b"])");
}

}  // namespace
}  // namespace pdum::rfb
