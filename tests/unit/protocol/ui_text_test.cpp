#include "protocol/ui_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace pdum::rfb {
namespace {

/// The beginning of a PNG file, which is all that is looked at, and `more` bytes.
std::vector<std::byte> png(std::uint32_t width, std::uint32_t height, std::size_t more = 9) {
  std::vector<std::byte> bytes;
  for (const int value :
       {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52})
    bytes.push_back(static_cast<std::byte>(value));
  for (const std::uint32_t side : {width, height}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<std::byte>(side >> shift));
  }
  bytes.resize(bytes.size() + more);
  return bytes;
}

TEST(UiText, ACursorIsAShapeOrAPicture) {
  EXPECT_EQ(*serialise_cursor({.shape = "crosshair"}), R"({"type":"cursor","shape":"crosshair"})");
  const std::vector<std::byte> picture = png(16, 8, 1);
  EXPECT_EQ(
      *serialise_cursor({.shape = "text", .image = CursorImage{.png = picture, .hot_x = 15, .hot_y = 7}}),
      R"({"type":"cursor","shape":"text","image":{"mime":"image/png",)"
      R"("data":"iVBORw0KGgoAAAANSUhEUgAAABAAAAAIAA==","width":16,"height":8,"hot_x":15,"hot_y":7,"scale":1}})");
}

TEST(UiText, Base64PadsByLength) {
  const auto ends = [](std::size_t more, const char* end) {
    const std::vector<std::byte> picture = png(1, 1, more);
    const std::string text = *serialise_cursor({.image = CursorImage{.png = picture}});
    EXPECT_NE(text.find(end), std::string::npos) << text;
  };
  ends(0, R"(AEAAAAB","width")");
  ends(1, R"(AEAAAABAA==","width")");
  ends(2, R"(AEAAAABAAA=","width")");
}

TEST(UiText, ALargeCursorIsScaledToWhatBrowsersShow) {
  const std::vector<std::byte> picture = png(128, 64);
  EXPECT_NE(serialise_cursor({.image = CursorImage{.png = picture}})->find(R"("scale":4)"),
            std::string::npos);
}

TEST(UiText, AWrongCursorIsAFailureThatSaysWhy) {
  const std::vector<std::byte> wide = png(129, 8);
  const std::vector<std::byte> good = png(16, 16);
  const std::vector<std::byte> heavy = png(16, 16, 32 * 1024);
  EXPECT_FALSE(serialise_cursor({.shape = "url(evil)"}));
  EXPECT_FALSE(serialise_cursor({.shape = ""}));
  for (const CursorImage& image :
       {CursorImage{}, CursorImage{.png = wide}, CursorImage{.png = heavy},
        CursorImage{.png = good, .hot_x = 16}, CursorImage{.png = good, .hot_y = -1},
        CursorImage{.png = good, .scale = 0.4}, CursorImage{.png = good, .scale = 5}}) {
    const Result<std::string> text = serialise_cursor({.image = image});
    ASSERT_FALSE(text);
    EXPECT_GT(text.error().size(), 20U);
  }
}

TEST(UiText, ATitleIsOneCleanLine) {
  EXPECT_EQ(*serialise_title("a\nb\t\x7f\"c\" é"), R"({"type":"title","text":"ab\"c\" é"})");
  EXPECT_EQ(*serialise_title("x\u202Ey\u2067z"), R"({"type":"title","text":"xyz"})");
  std::string long_title;
  for (int i = 0; i < 300; ++i) long_title += "é";
  EXPECT_EQ(serialise_title(long_title)->size(), std::string(R"({"type":"title","text":""})").size() + 512);
}

TEST(UiText, WhatIsNotUtf8IsRefused) {
  for (const char* bad :
       {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(serialise_title(bad)) << bad;
    EXPECT_FALSE(serialise_clipboard(1, bad)) << bad;
  }
  EXPECT_TRUE(serialise_title("\xf4\x8f\xbf\xbf"));
}

TEST(UiText, TheClipboardHoldsWhatTheWireDoes) {
  EXPECT_EQ(*serialise_clipboard(7, "a\nb"), R"({"type":"clipboard","id":7,"text":"a\nb"})");
  EXPECT_TRUE(serialise_clipboard(1, std::string(48 * 1024, 'x')));
  EXPECT_FALSE(serialise_clipboard(1, std::string(48 * 1024 + 1, 'x')));
  EXPECT_FALSE(serialise_clipboard(1, std::string(40 * 1024, '\x01'))) << "escaped, it is six times as long";
}

TEST(UiText, ATextFieldHasAPlaceWhileItIsActive) {
  EXPECT_EQ(*serialise_text_input({.active = true, .x = 1.5, .y = 2, .width = 3, .height = 4}),
            R"({"type":"text_input","active":true,"x":1.5,"y":2,"width":3,"height":4})");
  EXPECT_EQ(*serialise_text_input({}), R"({"type":"text_input","active":false})");
  EXPECT_FALSE(serialise_text_input({.active = true, .x = 1e9}));
}

TEST(UiText, ARoleIsWhole) {
  EXPECT_EQ(serialise_role({.controllers = 3}),
            R"({"type":"role","role":"operator","control":true,"may_request":false,"controllers":3})");
}

}  // namespace
}  // namespace pdum::rfb
