#include "cli/scene/test_card.hpp"

#include <gtest/gtest.h>

#include "unit/cli/picture.hpp"
#include "unit/cli/scene_events.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr Pixel kRed = rgb(220, 40, 40);
constexpr Pixel kGreen = rgb(40, 200, 40);
constexpr Pixel kBlue = rgb(40, 40, 220);
constexpr Pixel kYellow = rgb(220, 200, 40);

TEST(TestCard, ShowsTheFourColoursInReadingOrder) {
  const auto card = make_test_card(9, 7);
  Picture picture(9, 7);
  card->draw(picture.canvas());
  EXPECT_EQ(picture.at(0, 0), kRed);
  EXPECT_EQ(picture.at(3, 2), kRed);
  EXPECT_EQ(picture.at(4, 2), kGreen);
  EXPECT_EQ(picture.at(8, 0), kGreen);
  EXPECT_EQ(picture.at(0, 3), kBlue);
  EXPECT_EQ(picture.at(8, 6), kYellow);
}

TEST(TestCard, RotatesByOneWithEveryFrame) {
  const auto card = make_test_card(8, 8);
  Picture picture(8, 8);
  EXPECT_TRUE(card->advance(1.0 / 60));
  card->draw(picture.canvas());
  EXPECT_EQ(picture.at(0, 0), kGreen);
  EXPECT_EQ(picture.at(7, 0), kBlue);
  EXPECT_EQ(picture.at(0, 7), kYellow);
  EXPECT_EQ(picture.at(7, 7), kRed);
}

TEST(TestCard, SpaceHoldsItStill) {
  const auto card = make_test_card(8, 8);
  card->handle(from("a", key_down(" ")));
  EXPECT_FALSE(card->advance(1.0 / 60));
  card->handle(from("a", key_down(" ")));
  EXPECT_TRUE(card->advance(1.0 / 60));
}

}  // namespace
}  // namespace pdum::rfb::cli
