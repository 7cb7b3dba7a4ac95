#include "cli/scene/orbit.hpp"

#include <gtest/gtest.h>

#include "unit/cli/scene_events.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr double kFrame = 1.0 / 60;

/// Where the point nearest to the viewer at the start has gone, to the right and up.
Vec3 front(const Orbit& orbit, const Rotation& start) {
  return orbit.rotation().apply(start.towards);
}

class OrbitTest : public ::testing::Test {
 protected:
  /// Ends the turning that goes on by itself.
  OrbitTest() {
    orbit.handle(from("a", press(0, 0)));
    orbit.advance(kFrame);
    orbit.handle(from("a", release(0, 0)));
    orbit.advance(kFrame);
  }
  Orbit orbit{720};
};

TEST_F(OrbitTest, TurnsByItselfOnlyWhenUntouched) {
  EXPECT_FALSE(orbit.advance(kFrame));
  for (int i = 0; i < 400; ++i) orbit.advance(kFrame);
  EXPECT_TRUE(orbit.advance(kFrame));
}

TEST_F(OrbitTest, TheSurfaceFollowsTheDrag) {
  const Rotation start = orbit.rotation();
  orbit.handle(from("a", press(300, 300)));
  orbit.handle(from("a", pointer<PointerMove>(400, 300, Button::left)));
  EXPECT_TRUE(orbit.advance(kFrame));
  EXPECT_GT(front(orbit, start).x, 0.1F);
}

TEST_F(OrbitTest, TheSurfaceFollowsTheDragDownwards) {
  const Rotation start = orbit.rotation();
  orbit.handle(from("a", press(300, 300)));
  orbit.handle(from("a", pointer<PointerMove>(300, 400, Button::left)));
  EXPECT_LT(front(orbit, start).y, -0.1F);
}

TEST_F(OrbitTest, MovesWithoutAButtonDoNotTurn) {
  orbit.handle(from("a", pointer<PointerMove>(100, 100)));
  orbit.handle(from("a", pointer<PointerMove>(400, 300)));
  EXPECT_FALSE(orbit.advance(kFrame));
}

TEST_F(OrbitTest, TheWheelZoomsSmoothlyAndWithinLimits) {
  Wheel wheel = pointer<Wheel>(0, 0);
  wheel.dy = -1e6;
  orbit.handle(from("a", wheel));
  orbit.advance(kFrame);
  const double soon = orbit.zoom();
  for (int i = 0; i < 100; ++i) orbit.advance(kFrame);
  EXPECT_GT(soon, 1);
  EXPECT_GT(orbit.zoom(), soon);
  EXPECT_LT(orbit.zoom(), 3);
}

TEST_F(OrbitTest, AnArrowKeyTurnsUntilItIsReleased) {
  orbit.handle(from("a", key_down("ArrowRight")));
  EXPECT_TRUE(orbit.advance(kFrame));
  EXPECT_TRUE(orbit.advance(kFrame));
  orbit.handle(from("a", key_up("ArrowRight")));
  EXPECT_FALSE(orbit.advance(kFrame));
}

TEST_F(OrbitTest, AViewerThatGoesAwayLetsGoOfItsKeys) {
  orbit.handle(from("a", key_down("ArrowRight")));
  orbit.handle(from("a", Close{}));
  EXPECT_FALSE(orbit.advance(kFrame));
}

TEST_F(OrbitTest, RReturnsToTheStart) {
  const Rotation start = Orbit(720).rotation();
  orbit.handle(from("a", press(300, 300)));
  orbit.handle(from("a", pointer<PointerMove>(400, 500, Button::left)));
  orbit.handle(from("a", release(400, 500)));
  orbit.handle(from("a", key_down("r")));
  EXPECT_TRUE(orbit.advance(kFrame));
  EXPECT_NEAR(front(orbit, start).z, 1, 1e-3);
}

}  // namespace
}  // namespace pdum::rfb::cli
