#include "cli/scene/paint.hpp"

#include <gtest/gtest.h>

#include "unit/cli/picture.hpp"
#include "unit/cli/scene_events.hpp"

namespace pdum::rfb::cli {
namespace {

class PaintTest : public ::testing::Test {
 protected:
  Pixel seen(int x, int y) {
    scene->draw(picture.canvas());
    return picture.at(x, y);
  }
  void stroke(const std::string& client, double x0, double y0, double x1, double y1,
              Button button = Button::left) {
    scene->handle(from(client, press(x0, y0, button)));
    scene->handle(from(client, pointer<PointerMove>(x1, y1, button)));
    scene->handle(from(client, release(x1, y1, button)));
    scene->handle(from(client, pointer<PointerLeave>(x1, y1)));
  }

  std::unique_ptr<Scene> scene = make_paint(400, 300);
  Picture picture{400, 300};
  Pixel paper = seen(200, 20);
};

TEST_F(PaintTest, AStrokeHasNoGapsHoweverFarApartItsEventsAre) {
  stroke("a", 50, 100, 350, 100);
  for (int x = 50; x <= 350; ++x) EXPECT_NE(seen(x, 100), paper) << x;
  EXPECT_EQ(seen(200, 140), paper);
}

TEST_F(PaintTest, ViewersPaintTogetherInColoursOfTheirOwn) {
  scene->handle(from("a", press(50, 50)));
  scene->handle(from("b", press(50, 150)));
  scene->handle(from("a", pointer<PointerMove>(150, 50, Button::left)));
  scene->handle(from("b", pointer<PointerMove>(150, 150, Button::left)));
  const Pixel first = seen(100, 50);
  const Pixel second = seen(100, 150);
  EXPECT_NE(first, paper);
  EXPECT_NE(second, paper);
  EXPECT_NE(first, second);
  EXPECT_EQ(seen(100, 100), paper);
}

TEST_F(PaintTest, MovingWithoutAButtonPaintsNothing) {
  scene->handle(from("a", pointer<PointerMove>(50, 50)));
  scene->handle(from("a", pointer<PointerMove>(150, 50)));
  scene->handle(from("a", pointer<PointerLeave>(150, 50)));
  EXPECT_EQ(seen(100, 50), paper);
}

TEST_F(PaintTest, TheWheelChangesTheBrush) {
  Wheel up = pointer<Wheel>(50, 100);
  up.dy = -500;
  scene->handle(from("a", up));
  stroke("a", 50, 100, 350, 100);
  EXPECT_NE(seen(200, 112), paper);
}

TEST_F(PaintTest, TheRightButtonErases) {
  stroke("a", 50, 100, 350, 100);
  stroke("b", 190, 100, 210, 100, Button::right);
  EXPECT_EQ(seen(200, 100), paper);
  EXPECT_NE(seen(60, 100), paper);
}

TEST_F(PaintTest, CClearsTheSheet) {
  stroke("a", 50, 100, 350, 100);
  scene->handle(from("b", key_down("c")));
  EXPECT_EQ(seen(200, 100), paper);
}

TEST_F(PaintTest, LightPressureMakesAThinnerLine) {
  PointerDown down = press(50, 100);
  down.touches = {{.id = "1", .x = 50, .y = 100, .pressure = 0.1}};
  PointerMove move = pointer<PointerMove>(350, 100, Button::left);
  move.touches = {{.id = "1", .x = 350, .y = 100, .pressure = 0.1}};
  scene->handle(from("a", down));
  scene->handle(from("a", move));
  scene->handle(from("a", pointer<PointerLeave>(350, 100)));
  EXPECT_NE(seen(200, 100), paper);
  EXPECT_EQ(seen(200, 105), paper);
}

TEST_F(PaintTest, AViewerThatGoesAwayTakesItsCursorAlong) {
  scene->handle(from("a", pointer<PointerMove>(100, 100)));
  scene->advance(0.016);
  const Pixel ring = seen(107, 100);
  scene->handle(from("a", Close{}));
  EXPECT_TRUE(scene->advance(0.016));
  EXPECT_NE(ring, paper);
  EXPECT_EQ(seen(107, 100), paper);
}

}  // namespace
}  // namespace pdum::rfb::cli
