#include "cli/scene/stage.hpp"

#include <gtest/gtest.h>

#include "unit/cli/picture.hpp"
#include "unit/cli/scene_events.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr int kPaint = 2;
constexpr int kTestCard = 3;

void settle(Stage& stage, int frames = 30) {
  for (int i = 0; i < frames; ++i) stage.advance(1.0 / 60);
}

TEST(Stage, EverySceneFillsEveryPixelOfOddAndTinySizesAndNothingElse) {
  for (std::size_t scene = 0; scene < scenes().size(); ++scene) {
    for (const auto& [width, height] : {std::pair{321, 241}, std::pair{7, 5}, std::pair{1, 1}}) {
      Stage stage(static_cast<int>(scene), width, height);
      stage.advance(1.0 / 60);
      Picture picture(width, height);
      stage.draw(picture.canvas());
      EXPECT_EQ(picture.count_other_than(Picture::kGuardPixel), width * height) << scenes()[scene].name;
      EXPECT_TRUE(picture.guard_intact()) << scenes()[scene].name << " " << width << "x" << height;
      for (int x = 0; x < width; ++x) EXPECT_EQ(picture.at(x, 0) >> 24U, 255U);
    }
  }
}

TEST(Stage, DigitsChooseTheScene) {
  Stage stage(kPaint, 320, 200);
  stage.handle(from("a", key_down("4")));
  EXPECT_EQ(stage.current(), kTestCard);
  stage.handle(from("a", key_down("9")));
  EXPECT_EQ(stage.current(), kTestCard);
}

TEST(Stage, AClickOnATabChoosesItsSceneAndPaintsNothing) {
  Stage stage(kPaint, 1280, 720);
  Picture before(1280, 720);
  stage.handle(from("a", pointer<PointerMove>(640, 32)));
  settle(stage);
  stage.draw(before.canvas());
  stage.handle(from("a", press(812, 32)));
  stage.handle(from("a", release(812, 32)));
  EXPECT_EQ(stage.current(), kTestCard);
  stage.show(kPaint);
  settle(stage);
  stage.handle(from("a", pointer<PointerMove>(640, 32)));
  Picture after(1280, 720);
  stage.draw(after.canvas());
  EXPECT_EQ(before.at(812, 100), after.at(812, 100));
  EXPECT_EQ(before.at(300, 32), after.at(300, 32));
}

TEST(Stage, ADragThatBeganOnATabNeverReachesTheScene) {
  Stage stage(kPaint, 1280, 720);
  stage.handle(from("a", pointer<PointerMove>(700, 32)));
  settle(stage);
  stage.handle(from("a", press(700, 32)));
  stage.handle(from("a", pointer<PointerMove>(700, 400, Button::left)));
  stage.handle(from("a", release(700, 400)));
  stage.handle(from("a", pointer<PointerLeave>(700, 800)));
  settle(stage, 200);
  Picture painted(1280, 720);
  stage.draw(painted.canvas());
  Stage untouched(kPaint, 1280, 720);
  Picture blank(1280, 720);
  untouched.draw(blank.canvas());
  EXPECT_EQ(painted.pixels, blank.pixels);
}

TEST(Stage, TheTestCardStaysFlatUnlessSomebodyPointsAtItsTop) {
  Stage stage(kTestCard, 640, 360);
  stage.handle(from("a", pointer<PointerMove>(320, 200)));
  settle(stage);
  Picture flat(640, 360);
  stage.draw(flat.canvas());
  for (int y = 0; y < 180; ++y) {
    for (int x = 0; x < 320; ++x) ASSERT_EQ(flat.at(x, y), flat.at(0, 0)) << x << "," << y;
  }
  stage.handle(from("a", pointer<PointerMove>(320, 20)));
  settle(stage);
  Picture tabs(640, 360);
  stage.draw(tabs.canvas());
  EXPECT_NE(tabs.at(319, 12), tabs.at(0, 0));
}

TEST(Stage, ASceneKeepsItsStateWhileAnotherOneIsShown) {
  Stage stage(kPaint, 640, 360);
  stage.handle(from("a", press(100, 200)));
  stage.handle(from("a", pointer<PointerMove>(200, 200, Button::left)));
  stage.handle(from("a", release(200, 200)));
  stage.handle(from("a", pointer<PointerLeave>(0, 0)));
  settle(stage, 200);
  Picture before(640, 360);
  stage.draw(before.canvas());
  stage.show(kTestCard);
  settle(stage);
  stage.show(kPaint);
  Picture after(640, 360);
  stage.draw(after.canvas());
  EXPECT_EQ(before.pixels, after.pixels);
}

TEST(Stage, StillScenesSayThatNothingChanged) {
  Stage stage(kPaint, 320, 200);
  EXPECT_TRUE(stage.advance(1.0 / 60));
  EXPECT_FALSE(stage.advance(1.0 / 60));
  stage.handle(from("a", pointer<PointerMove>(50, 120)));
  EXPECT_TRUE(stage.advance(1.0 / 60));
}

TEST(Stage, CoordinatesFarOutsideAreHarmless) {
  for (std::size_t scene = 0; scene < scenes().size(); ++scene) {
    Stage stage(static_cast<int>(scene), 320, 200);
    for (const double far : {-1e300, 1e300, -5000.0, 5000.0}) {
      stage.handle(from("a", press(far, far)));
      stage.handle(from("a", pointer<PointerMove>(-far, far, Button::left)));
      Wheel wheel = pointer<Wheel>(far, far);
      wheel.dy = far;
      stage.handle(from("a", wheel));
      stage.handle(from("a", release(far, -far)));
    }
    stage.advance(1.0 / 60);
    Picture picture(320, 200);
    stage.draw(picture.canvas());
    EXPECT_TRUE(picture.guard_intact());
  }
}

}  // namespace
}  // namespace pdum::rfb::cli
