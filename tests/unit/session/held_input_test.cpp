#include "session/held_input.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

PointerDown press(Button button, double x = 5) {
  PointerDown down;
  down.x = x;
  down.button = button;
  return down;
}
PointerUp let_go(Button button) {
  PointerUp up;
  up.button = button;
  return up;
}
KeyDown key_down(const char* key, const char* code) {
  return {.key = key, .code = code};
}
KeyUp key_up(const char* key, const char* code) {
  return {.key = key, .code = code};
}

TEST(HeldInput, LetsGoOfEverythingThatIsDown) {
  HeldInput held;
  EXPECT_TRUE(held.pass(press(Button::left, 30)));
  EXPECT_TRUE(held.pass(press(Button::right, 40)));
  EXPECT_TRUE(held.pass(key_down("A", "KeyA")));
  EXPECT_TRUE(held.pass(key_down("Shift", "ShiftLeft")));
  EXPECT_TRUE(held.pass(key_up("a", "KeyA"))) << "the same key, called otherwise without shift";
  const std::vector<Event> events = held.release();
  ASSERT_EQ(events.size(), 4U);
  const auto& left = std::get<PointerUp>(events[0]);
  EXPECT_EQ(left.button, Button::left);
  EXPECT_EQ(left.x, 40) << "where the pointer was last";
  EXPECT_TRUE(left.buttons.contains(Button::right));
  EXPECT_FALSE(left.buttons.contains(Button::left));
  EXPECT_EQ(std::get<PointerUp>(events[1]).button, Button::right);
  EXPECT_TRUE(std::get<PointerUp>(events[1]).buttons.empty());
  EXPECT_TRUE(std::holds_alternative<PointerLeave>(events[2]));
  EXPECT_EQ(std::get<KeyUp>(events[3]).code, "ShiftLeft");
  EXPECT_TRUE(held.release().empty());
}

TEST(HeldInput, WhatWasLetGoForTheViewerIsNotLetGoTwice) {
  HeldInput held;
  held.pass(press(Button::left));
  held.pass(key_down("a", "KeyA"));
  held.release();
  EXPECT_FALSE(held.pass(let_go(Button::left)));
  EXPECT_FALSE(held.pass(key_up("a", "KeyA")));
  EXPECT_TRUE(held.pass(let_go(Button::left))) << "only once; what comes then is the viewer's affair";
}

TEST(HeldInput, WhatWasPressedWithoutControlIsNotSeenWhenItIsLetGo) {
  HeldInput held;
  held.note_dropped(press(Button::left));
  held.note_dropped(press(Button::right));
  held.note_dropped(let_go(Button::right));
  held.note_dropped(key_down("a", "KeyA"));
  EXPECT_FALSE(held.pass(let_go(Button::left)));
  EXPECT_TRUE(held.pass(let_go(Button::right)));
  EXPECT_FALSE(held.pass(key_up("a", "KeyA")));
  EXPECT_TRUE(held.pass(press(Button::left)));
  EXPECT_TRUE(held.pass(let_go(Button::left)));
}

TEST(HeldInput, AKeyThatIsPressedAnewIsLetGoOfAsWell) {
  HeldInput held;
  held.pass(key_down("w", "KeyW"));
  held.release();
  EXPECT_TRUE(held.pass(key_down("w", "KeyW"))) << "its release never came";
  EXPECT_TRUE(held.pass(key_up("w", "KeyW")));
}

TEST(HeldInput, APointerThatHasLeftDoesNotLeaveAgain) {
  HeldInput held;
  held.pass(PointerMove{});
  held.pass(PointerLeave{});
  EXPECT_TRUE(held.release().empty());
}

TEST(HeldInput, RemembersABoundedNumberOfKeys) {
  HeldInput held;
  for (int i = 0; i < 1000; ++i) {
    held.pass(KeyDown{.key = "k" + std::to_string(i)});
    held.note_dropped(KeyDown{.key = "d" + std::to_string(i)});
  }
  EXPECT_EQ(held.release().size(), HeldInput::kMaxKeys);
}

}  // namespace
}  // namespace pdum::rfb
