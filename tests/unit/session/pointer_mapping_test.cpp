#include "session/pointer_mapping.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TEST(PointerMapping, PositionsTouchesAndPixelRatioBecomePublishedOnes) {
  PointerDown down;
  down.x = 100;
  down.y = 30;
  down.pixel_ratio = 0.5;
  down.touches = {{"1", 100, 30, 1}, {"2", -8, 12, 0.5}};
  Event event = down;
  EXPECT_TRUE(map_to_published(event, {2, 4}));
  down.x = 200;
  down.y = 120;
  down.pixel_ratio = 1;
  down.touches = {{"1", 200, 120, 1}, {"2", -16, 48, 0.5}};
  EXPECT_EQ(event, Event(down));
}

TEST(PointerMapping, HowFarAWheelTurnsStays) {
  Wheel wheel;
  wheel.x = 10;
  wheel.y = 20;
  wheel.dx = 3;
  wheel.dy = -100;
  Event event = wheel;
  EXPECT_TRUE(map_to_published(event, {4, 4}));
  wheel.x = 40;
  wheel.y = 80;
  wheel.pixel_ratio = 4;
  EXPECT_EQ(event, Event(wheel));
}

TEST(PointerMapping, NothingToDoForPicturesAsPublishedAndForEventsWithoutPosition) {
  PointerMove move;
  move.x = 5;
  Event event = move;
  EXPECT_FALSE(map_to_published(event, {}));
  EXPECT_EQ(event, Event(move));
  Event key = KeyDown{"a", "KeyA", {}, 0};
  EXPECT_FALSE(map_to_published(key, {2, 2}));
  EXPECT_EQ(key, Event(KeyDown{"a", "KeyA", {}, 0}));
}

}  // namespace
}  // namespace pdum::rfb
