#include "cli/scene/shapes.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "cli/scene/text.hpp"
#include "unit/cli/picture.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr Pixel kBlack = rgb(0, 0, 0);
constexpr Pixel kWhite = rgb(255, 255, 255);

Picture black() {
  Picture picture(60, 40);
  for (int y = 0; y < 40; ++y) std::fill_n(picture.canvas().row(y), 60, kBlack);
  return picture;
}

TEST(Canvas, MixingKeepsEachChannelToItself) {
  EXPECT_EQ(mix(rgb(0, 255, 0), rgb(255, 0, 255), 256), rgb(255, 0, 255));
  EXPECT_EQ(mix(rgb(0, 255, 0), rgb(255, 0, 255), 0), rgb(0, 255, 0));
  EXPECT_EQ(mix(rgb(0, 0, 0), rgb(200, 100, 50), 128), rgb(100, 50, 25));
}

TEST(Shapes, ALineCoversItsWidthAndNoMore) {
  Picture picture = black();
  draw_line(picture.canvas(), {10, 20}, {50, 20}, 3, kWhite);
  EXPECT_EQ(picture.at(30, 18), kWhite);
  EXPECT_EQ(picture.at(30, 21), kWhite);
  EXPECT_EQ(picture.at(30, 15), kBlack);
  EXPECT_EQ(picture.at(30, 24), kBlack);
  EXPECT_EQ(picture.at(5, 20), kBlack);
}

TEST(Shapes, APanelHasRoundCorners) {
  Picture picture = black();
  draw_panel(picture.canvas(), 10, 10, 40, 20, 8, kWhite);
  EXPECT_EQ(picture.at(30, 20), kWhite);
  EXPECT_EQ(picture.at(12, 20), kWhite);
  EXPECT_EQ(picture.at(10, 10), kBlack);
  EXPECT_EQ(picture.at(9, 20), kBlack);
}

TEST(Shapes, WhatIsNotFiniteIsNotDrawn) {
  Picture picture = black();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  draw_line(picture.canvas(), {nan, 3}, {5, 5}, 4, kWhite);
  draw_ring(picture.canvas(), {5, std::numeric_limits<double>::infinity()}, 4, 2, kWhite);
  EXPECT_EQ(picture.count_other_than(kBlack), 0);
}

TEST(Text, CoversWhatItsWidthSays) {
  Picture picture = black();
  const double width = text_width("A8", 14, 2);
  draw_text(picture.canvas(), {5, 5}, "A8", 14, 2, kWhite);
  int last = 0;
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) {
      if (picture.at(x, y) != kBlack) last = std::max(last, x);
    }
  }
  EXPECT_NEAR(last + 1 - 5, width, 1.5);
  EXPECT_EQ(text_width("", 14, 2), 0);
}

TEST(Text, UnknownCharactersAreBlank) {
  Picture picture = black();
  draw_text(picture.canvas(), {5, 5}, " \x01\xff", 14, 2, kWhite);
  EXPECT_EQ(picture.count_other_than(kBlack), 0);
}

}  // namespace
}  // namespace pdum::rfb::cli
