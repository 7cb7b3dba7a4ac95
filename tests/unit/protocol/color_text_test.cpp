#include "protocol/color_text.hpp"

#include <gtest/gtest.h>

#include "protocol/json_reader.hpp"

namespace pdum::rfb {
namespace {

ColorSpace read(const std::string& json) {
  const JsonDocument document = read_json(json);
  EXPECT_TRUE(document.valid) << json;
  return read_color_space(&document.root);
}

std::string replaced(std::string text, const std::string& part, const std::string& with) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), with);
}

TEST(ColorText, EveryColourSpaceReadsBackAsItWasWritten) {
  for (int primaries = 0; primaries < 3; ++primaries) {
    for (int transfer = 0; transfer < 5; ++transfer) {
      for (int matrix = 0; matrix < 3; ++matrix) {
        const ColorSpace color{static_cast<ColorPrimaries>(primaries), static_cast<ColorTransfer>(transfer),
                               static_cast<ColorMatrix>(matrix), matrix != 1, 8 + 2 * matrix};
        EXPECT_EQ(read(color_space_text(color)), color) << color_space_text(color);
      }
    }
  }
}

TEST(ColorText, WritesTheFieldsOfTheProtocolInItsOrder) {
  EXPECT_EQ(color_space_text(kDisplayP3),
            R"({"primaries":"display-p3","transfer":"srgb","matrix":"rgb","full_range":true,"bit_depth":8})");
}

TEST(ColorText, WhatCannotBeReadIsSrgb) {
  const std::string good = color_space_text(kBt2020);
  ASSERT_EQ(read(good), kBt2020);
  for (const auto& [part, with] : std::vector<std::pair<std::string, std::string>>{
           {R"("bt2020")", R"("rec2020")"},
           {R"("bt2020")", "3"},
           {R"("transfer":"bt709")", R"("curve":"bt709")"},
           {R"("rgb")", "null"},
           {"true", "1"},
           {R"("bit_depth":8)", R"("bit_depth":8.5)"},
           {R"("bit_depth":8)", R"("bit_depth":0)"},
           {R"("bit_depth":8)", R"("bit_depth":17)"},
       }) {
    EXPECT_EQ(read(replaced(good, part, with)), kSrgb) << part << " as " << with;
  }
  EXPECT_EQ(read(R"(["display-p3"])"), kSrgb);
  EXPECT_EQ(read_color_space(nullptr), kSrgb);
}

TEST(ColorText, NamesTheGamutThatACanvasNeeds) {
  EXPECT_EQ(gamut_of(kSrgb), "srgb");
  EXPECT_EQ(gamut_of(kDisplayP3), "display-p3");
  EXPECT_EQ(gamut_of(kBt2020), "") << "no canvas has it";
}

}  // namespace
}  // namespace pdum::rfb
