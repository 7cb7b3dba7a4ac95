// Control of a stream as its viewers and the application see it.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kUiHello =
    R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1,"extensions":["ui"],)"
    R"("ext":{"ui":{"clipboard_out":true,"clipboard_in":true}}})";

class Control : public ::testing::Test, public HubBench {
 protected:
  static bool has(const std::shared_ptr<Wire>& wire, const std::string& part) {
    return std::any_of(wire->texts.begin(), wire->texts.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
  }
  static std::string last_role(const std::shared_ptr<Wire>& wire) {
    std::string last;
    for (const std::string& text : wire->texts) {
      if (text.find(R"("type":"role")") != std::string::npos) last = text;
    }
    return last;
  }
  void act(const std::shared_ptr<Wire>& wire, const std::string& fields) {
    wire->text(R"({"type":"event","event":{)" + fields + "}}");
    settle();
  }
  void press(const std::shared_ptr<Wire>& wire) {
    act(wire, R"("type":"pointer_down","x":3,"y":4,"button":1,"buttons":[1],"modifiers":[])");
  }
  void let_go(const std::shared_ptr<Wire>& wire) {
    act(wire, R"("type":"pointer_up","x":3,"y":4,"button":1,"buttons":[],"modifiers":[])");
  }
  Stream& stream() { return *hub().find("default"); }
  /// Joins as a principal.
  std::shared_ptr<Wire> join_as(const std::string& name, Role role) {
    auth.asks = true;
    auto wire = connect();
    wire->text(kUiHello);
    auth.answer(AuthVerdict::accepted, std::make_shared<Principal>(Principal{.name = name, .role = role}));
    settle();
    return wire;
  }
};

TEST_F(Control, WhoOnlyWatchesDoesNotReachTheApplication) {
  const auto viewer = join_as("guest", Role::viewer);
  EXPECT_TRUE(has(viewer, R"("control":false)")) << viewer->texts.front();
  EXPECT_NE(last_role(viewer).find(R"("role":"viewer","control":false,"may_request":false)"),
            std::string::npos);
  press(viewer);
  act(viewer, R"("type":"key_down","key":"a","code":"KeyA","modifiers":[])");
  act(viewer, R"("type":"focus_in")");
  viewer->text(R"({"type":"set_viewport","width":10,"height":10,"pwidth":10,"pheight":10,"ratio":1})");
  settle();
  EXPECT_EQ(events.count<PointerDown>() + events.count<KeyDown>(), 0);
  EXPECT_EQ(events.count<FocusIn>(), 1);
  EXPECT_EQ(events.count<Resize>(), 1);
  EXPECT_EQ(counters.metrics().events_refused, 2U);
  viewer->vanish();
  settle();
  EXPECT_EQ(events.count<PointerUp>() + events.count<KeyUp>(), 0) << "nothing was pressed as far as it knows";
  EXPECT_EQ(events.count<Close>(), 1);
}

TEST_F(Control, WhatIsHeldIsLetGoWhenTheViewerVanishes) {
  const auto viewer = join();
  press(viewer);
  act(viewer, R"("type":"key_down","key":"a","code":"KeyA","modifiers":[])");
  viewer->vanish();
  settle();
  ASSERT_EQ(events.events.size(), 6U);
  EXPECT_NE(events.events[2].get_if<PointerUp>(), nullptr);
  EXPECT_NE(events.events[3].get_if<PointerLeave>(), nullptr);
  EXPECT_NE(events.events[4].get_if<KeyUp>(), nullptr);
  EXPECT_NE(events.events[5].get_if<Close>(), nullptr) << "the last of all";
}

TEST_F(Control, ControlPassesFromHandToHandWithoutAButtonThatStays) {
  options.control = ControlPolicy::first;
  const auto one = join(kUiHello);
  const auto two = join(kUiHello);
  EXPECT_TRUE(has(one, R"("control":true)"));
  press(one);
  press(two);
  EXPECT_EQ(events.count<PointerDown>(), 1);
  two->text(R"({"type":"request_control","label":"Ada\u0007"})");
  settle();
  EXPECT_TRUE(has(one, R"({"type":"control_request","client_id":"viewer-2","label":"Ada","expires_s":30})"));
  advance(milliseconds(300));
  EXPECT_NE(last_role(two).find(R"("pending":true)"), std::string::npos) << last_role(two);
  one->text(R"({"type":"grant_control","client_id":"viewer-2"})");
  settle();
  advance(milliseconds(300));
  EXPECT_EQ(events.count<PointerUp>(), 1) << "of the one who lost it";
  EXPECT_NE(last_role(one).find(R"("control":false,"may_request":true,"controllers":1)"), std::string::npos);
  EXPECT_NE(last_role(two).find(R"("control":true,"may_request":false,"controllers":1})"), std::string::npos);
  let_go(one);
  EXPECT_EQ(events.count<PointerUp>(), 1);
  let_go(two);
  EXPECT_EQ(events.count<PointerUp>(), 1) << "it was pressed before it counted";
  press(two);
  let_go(two);
  EXPECT_EQ(events.count<PointerDown>(), 2);
  EXPECT_EQ(events.count<PointerUp>(), 2);
}

TEST_F(Control, WhoLeavesIsFollowedAndItsButtonsAreUpBefore) {
  options.control = ControlPolicy::first;
  const auto one = join(kUiHello);
  const auto two = join(kUiHello);
  press(one);
  one->vanish();
  settle();
  EXPECT_EQ(events.count<PointerUp>(), 1);
  press(two);
  EXPECT_EQ(events.count<PointerDown>(), 2);
}

TEST_F(Control, ARequestThatNobodyAnswersEnds) {
  options.control = ControlPolicy::first;
  join(kUiHello);
  const auto two = join(kUiHello);
  two->text(R"({"type":"request_control"})");
  settle();
  advance(seconds(29));
  EXPECT_FALSE(has(two, "control_denied"));
  advance(seconds(2));
  EXPECT_TRUE(has(two, R"({"type":"control_denied","reason":"timeout"})"));
  EXPECT_EQ(last_role(two).find("pending"), std::string::npos);
}

TEST_F(Control, TheApplicationGivesAndTakes) {
  options.control = ControlPolicy::nobody;
  const auto one = join(kUiHello);
  const auto base = join(kImageHello);
  press(one);
  press(base);
  EXPECT_EQ(events.count<PointerDown>(), 0);
  stream().grant_control("viewer-2");
  settle();
  let_go(base);
  press(base);
  EXPECT_EQ(events.count<PointerDown>(), 1) << "a base client has it too";
  stream().revoke_control("viewer-2");
  settle();
  EXPECT_EQ(events.count<PointerUp>(), 1);
  stream().grant_control("viewer-1");
  advance(milliseconds(300));
  EXPECT_NE(last_role(one).find(R"("control":true)"), std::string::npos);
  stream().grant_control("nobody");
  one->text(R"({"type":"release_control"})");
  settle();
  press(one);
  EXPECT_EQ(events.count<PointerDown>(), 1);
  for (const std::string& text : base->texts) EXPECT_EQ(text.find("role"), std::string::npos) << text;
}

TEST_F(Control, PastedTextNeedsControlAndTheClipboardReachesItOrTheOneNamed) {
  options.control = ControlPolicy::first;
  options.clipboard = Clipboard::both;
  const auto holder = join(kUiHello);
  const auto other = join(kUiHello);
  other->text(R"({"type":"paste","text":"x"})");
  holder->text(R"({"type":"paste","text":"y"})");
  settle();
  EXPECT_EQ(events.count<Paste>(), 1);
  EXPECT_EQ(counters.metrics().events_refused, 1U);
  ASSERT_TRUE(ui.set_clipboard("", "for who acts"));
  hub().on_ui_changed();
  advance(milliseconds(100));
  EXPECT_TRUE(has(holder, "for who acts"));
  EXPECT_FALSE(has(other, "for who acts"));
  ASSERT_TRUE(ui.set_clipboard("viewer-2", "for you"));
  hub().on_ui_changed();
  advance(milliseconds(100));
  EXPECT_TRUE(has(other, "for you"));
}

}  // namespace
}  // namespace pdum::rfb
