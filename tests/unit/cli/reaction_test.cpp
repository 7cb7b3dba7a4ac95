#include "cli/scene/reaction.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb::cli {
namespace {

double total(const Reaction& dish) {
  double sum = 0;
  for (int y = 0; y < dish.height(); ++y) {
    for (int x = 0; x < dish.width(); ++x) sum += static_cast<double>(dish.v_row(y)[x]);
  }
  return sum;
}

TEST(Reaction, AnEmptyDishStaysEmpty) {
  Reaction dish(32, 20);
  for (int i = 0; i < 50; ++i) dish.step(0.03F, 0.06F);
  EXPECT_EQ(total(dish), 0);
}

TEST(Reaction, ADropGrowsAndStaysWithinBounds) {
  Reaction dish(96, 64);
  dish.pour(48, 32, 5, false);
  const double before = total(dish);
  for (int i = 0; i < 1500; ++i) dish.step(0.0345F, 0.0615F);
  EXPECT_GT(total(dish), before);
  for (int y = 0; y < dish.height(); ++y) {
    for (int x = 0; x < dish.width(); ++x) {
      EXPECT_GE(dish.v_row(y)[x], 0);
      EXPECT_LE(dish.v_row(y)[x], 1);
    }
  }
}

TEST(Reaction, TheEdgesAreJoined) {
  Reaction dish(40, 30);
  dish.pour(0, 15, 3, false);
  dish.step(0.03F, 0.06F);
  EXPECT_GT(dish.v_row(15)[39], 0);
  Reaction other(40, 30);
  other.pour(20, 0, 3, false);
  other.step(0.03F, 0.06F);
  EXPECT_GT(other.v_row(29)[20], 0);
}

TEST(Reaction, ASymmetricDropStaysSymmetric) {
  Reaction dish(65, 65);
  dish.pour(32, 32, 4, false);
  for (int i = 0; i < 200; ++i) dish.step(0.0367F, 0.0649F);
  for (int y = 0; y < 65; ++y) {
    for (int x = 0; x < 65; ++x) EXPECT_NEAR(dish.v_row(y)[x], dish.v_row(x)[y], 1e-4);
  }
}

TEST(Reaction, WashingTakesAllAway) {
  Reaction dish(40, 30);
  dish.pour(20, 15, 4, false);
  dish.pour(20, 15, 6, true);
  EXPECT_EQ(total(dish), 0);
}

TEST(Reaction, PouringAnywhereIsHarmless) {
  Reaction dish(8, 6);
  for (const double far : {-1e300, -20.0, 8.0, 20.0, 1e300}) dish.pour(far, far, 3, false);
  EXPECT_EQ(total(dish), 0);
}

TEST(Reaction, TheSameSeedGivesTheSameDish) {
  Reaction a(50, 40);
  Reaction b(50, 40);
  a.seed(7);
  b.seed(7);
  EXPECT_GT(total(a), 0);
  EXPECT_EQ(total(a), total(b));
}

}  // namespace
}  // namespace pdum::rfb::cli
