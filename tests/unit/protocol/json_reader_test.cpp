#include "protocol/json_reader.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(JsonReader, KnowsWhereObjectsAndArraysStand) {
  const std::string text = R"( {"a":1,"b":[ {"c":[]} ,2],"d":-3.5e1} )";
  const JsonDocument document = read_json(text);
  ASSERT_TRUE(document.valid);
  EXPECT_EQ(document.root.raw, text.substr(1, text.size() - 2));
  const JsonValue* list = document.root.find("b");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->raw, R"([ {"c":[]} ,2])");
  EXPECT_EQ(list->children.at(0).raw, R"({"c":[]})");
  EXPECT_EQ(list->children.at(0).find("c")->raw, "[]");
  EXPECT_EQ(document.root.find("d")->number, -35);
}

TEST(JsonReader, KeepsTheLastOfDuplicateKeys) {
  const JsonDocument document = read_json(R"({"a":{"b":1},"a":2})");
  EXPECT_EQ(document.root.find("a")->number, 2);
  EXPECT_EQ(document.root.find("b"), nullptr);
}

TEST(JsonReader, ReadsBeyondTheDepthLimitWithoutKeepingIt) {
  std::string text = "[1]";
  for (int i = 0; i < 20; ++i) text = "[" + text + "]";
  const JsonDocument document = read_json(text);
  EXPECT_TRUE(document.valid);
  EXPECT_FALSE(document.within_limits);
  EXPECT_FALSE(read_json(text + "]").valid);
}

TEST(JsonReader, KeepsAtMost256MembersAndFindsTheTypeBehindThem) {
  std::string text = R"({"m":0)";
  for (int i = 0; i < 1000; ++i) text += R"(,"m":)" + std::to_string(i);
  const JsonDocument document = read_json(text + R"(,"type":"x"})");
  EXPECT_TRUE(document.valid);
  EXPECT_FALSE(document.within_limits);
  EXPECT_EQ(document.root.children.size(), 257U);
  EXPECT_EQ(document.root.find("type")->text, "x");
}

TEST(JsonReader, AMemberThatWasLeftOutTakesNoPlace) {
  std::string text = R"({"m":0)";
  for (int i = 0; i < 255; ++i) text += R"(,"m":0)";
  const JsonDocument document = read_json(text + R"(,"late":{"type":"inner","a":[1]},"type":"outer"})");
  EXPECT_EQ(document.root.find("late"), nullptr);
  EXPECT_EQ(document.root.find("type")->text, "outer");
}

TEST(JsonReader, TellsAnOverflowFromBrokenText) {
  EXPECT_TRUE(read_json("[1e999]").number_overflow);
  EXPECT_FALSE(read_json("[1e999]").valid);
  EXPECT_FALSE(read_json("[1e]").number_overflow);
  EXPECT_TRUE(read_json("[123456789012345678901234567890]").valid);
}

}  // namespace
}  // namespace pdum::rfb
