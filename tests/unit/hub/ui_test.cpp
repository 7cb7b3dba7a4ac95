#include <algorithm>

#include "hub/ui_state.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string hello_with_ui(const std::string& abilities) {
  return R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"extensions":["ui","visibility"],)"
         R"("ext":{"ui":{)" +
         abilities + "}}}";
}
const std::string kAllHello =
    hello_with_ui(R"("cursor_image":true,"clipboard_out":true,"clipboard_in":true,"text_input":true)");
const std::string kPlainHello = hello_with_ui("");

struct Ui : ::testing::Test, HubBench {
  void set(UiItem item, const std::string& text, const std::string& client = {},
           const std::string& plain = {}) {
    ui.set(item, client, text, plain);
    hub().on_ui_changed();
    settle();
  }
  static int count(const std::shared_ptr<Wire>& wire, const std::string& part) {
    return static_cast<int>(
        std::count_if(wire->texts.begin(), wire->texts.end(),
                      [&](const std::string& text) { return text.find(part) != std::string::npos; }));
  }
  static bool has(const std::shared_ptr<Wire>& wire, const std::string& part) {
    return count(wire, part) > 0;
  }
};

TEST_F(Ui, ABaseClientHearsNothingOfIt) {
  const auto wire = join();
  set(UiItem::title, "a title");
  advance(seconds(1));
  EXPECT_EQ(wire->texts.size(), 1U) << "config";
}

TEST_F(Ui, TheRoleComesRightAfterConfigAndSaysHowManyHaveControl) {
  const auto first = join(kPlainHello);
  ASSERT_EQ(first->texts.size(), 2U);
  EXPECT_EQ(first->texts[1],
            R"({"type":"role","role":"operator","control":true,"may_request":false,"controllers":1})");
  const auto second = join();
  advance(milliseconds(300));
  EXPECT_TRUE(has(first, R"("controllers":2)")) << "base clients have control too";
  second->vanish();
  advance(milliseconds(300));
  EXPECT_NE(first->texts.back().find(R"("controllers":1)"), std::string::npos);
}

TEST_F(Ui, RolesAreSaidFourTimesASecondAtMost) {
  const auto wire = join(kPlainHello);
  for (int i = 0; i < 40; ++i) {
    join()->vanish();
    join();
    advance(milliseconds(25));
  }
  EXPECT_LE(count(wire, R"("type":"role")"), 6);
  advance(seconds(1));
  EXPECT_TRUE(has(wire, R"("controllers":41)"));
}

TEST_F(Ui, WhatIsSetReachesThoseWhoAreThereAndThoseWhoCome) {
  const auto there = join(kPlainHello);
  set(UiItem::title, "title one");
  advance(milliseconds(50));
  const auto late = join(kPlainHello);
  EXPECT_TRUE(has(there, "title one"));
  EXPECT_TRUE(has(late, "title one"));
}

TEST_F(Ui, OfManyValuesTheLastCounts) {
  const auto wire = join(kPlainHello);
  for (int i = 0; i < 1000; ++i) set(UiItem::cursor, "cursor " + std::to_string(i));
  advance(milliseconds(100));
  EXPECT_EQ(wire->texts.back(), "cursor 999");
  EXPECT_LE(count(wire, "cursor"), 4);
}

TEST_F(Ui, AValueForOneViewerIsForThatOneUntilANewOneForAll) {
  const auto one = join(kPlainHello);
  const auto other = join(kPlainHello);
  advance(milliseconds(50));
  set(UiItem::title, "for viewer 1", "viewer-1");
  advance(milliseconds(50));
  EXPECT_TRUE(has(one, "for viewer 1"));
  EXPECT_FALSE(has(other, "for viewer 1"));
  set(UiItem::title, "for all");
  advance(milliseconds(50));
  EXPECT_EQ(one->texts.back(), "for all");
  set(UiItem::title, "for nobody", "viewer-99");
  advance(milliseconds(50));
  EXPECT_FALSE(has(one, "for nobody") || has(other, "for nobody"));
}

TEST_F(Ui, PicturesOfPointersGoOnlyToThoseWhoShowThem) {
  const auto rich = join(kAllHello);
  const auto plain = join(kPlainHello);
  advance(milliseconds(50));
  set(UiItem::cursor, "picture", {}, "shape");
  advance(milliseconds(50));
  EXPECT_TRUE(has(rich, "picture"));
  EXPECT_TRUE(has(plain, "shape"));
  EXPECT_FALSE(has(plain, "picture"));
}

TEST_F(Ui, TextFieldsAreSaidToThoseWhoCanTypeThere) {
  const auto rich = join(kAllHello);
  const auto plain = join(kPlainHello);
  advance(milliseconds(50));
  set(UiItem::text_input, "text field");
  advance(milliseconds(50));
  EXPECT_TRUE(has(rich, "text field"));
  EXPECT_FALSE(has(plain, "text field"));
}

TEST_F(Ui, TheClipboardIsOffUntilTheApplicationWantsIt) {
  const auto wire = join(kAllHello);
  EXPECT_TRUE(has(wire, R"("ui":{"clipboard":"off","control":true})"));
  set(UiItem::clipboard, "secret");
  wire->text(R"({"type":"paste","text":"x"})");
  advance(milliseconds(50));
  EXPECT_FALSE(has(wire, "secret"));
  EXPECT_EQ(events.count<Paste>(), 0);
  EXPECT_EQ(counters.metrics().events_refused, 1U);
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
}

TEST_F(Ui, TheClipboardReachesThoseWhoAreThereAndCanTakeIt) {
  options.clipboard = Clipboard::both;
  const auto there = join(kAllHello);
  const auto plain = join(kPlainHello);
  EXPECT_TRUE(has(there, R"("clipboard":"both")"));
  EXPECT_TRUE(has(plain, R"("clipboard":"off")"));
  advance(milliseconds(50));
  set(UiItem::clipboard, "copied");
  advance(milliseconds(50));
  EXPECT_EQ(count(there, "copied"), 1);
  EXPECT_FALSE(has(plain, "copied"));
  const auto late = join(kAllHello);
  advance(milliseconds(50));
  EXPECT_FALSE(has(late, "copied")) << "set before it came";
}

TEST_F(Ui, APasteIsAnEventWhoseTextIsKeptNowhereElse) {
  options.clipboard = Clipboard::in;
  options.raw_events = options.record_events = true;
  const auto wire = join(kAllHello);
  wire->text(R"({"type":"paste","text":"pass word"})");
  ASSERT_EQ(events.count<Paste>(), 1);
  EXPECT_EQ(events.events.back().get_if<Paste>()->data, "pass word");
  EXPECT_EQ(events.events.back().json, R"({"type":"paste","length":9})");
  ASSERT_EQ(hub().recorded_events().size(), 1U);
  EXPECT_EQ(hub().recorded_events()[0], R"({"type":"paste","length":9})");
  for (const std::string& text : events.texts) EXPECT_EQ(text.find("pass"), std::string::npos);
}

TEST_F(Ui, MoreThanFivePastesASecondAreBad) {
  options.clipboard = Clipboard::both;
  const auto wire = join(kAllHello);
  for (int i = 0; i < 8; ++i) wire->text(R"({"type":"paste","text":"x"})");
  EXPECT_EQ(events.count<Paste>(), 5);
  EXPECT_EQ(counters.metrics().bad_messages, 3U);
  advance(milliseconds(1010));
  wire->text(R"({"type":"paste","text":"x"})");
  EXPECT_EQ(events.count<Paste>(), 6);
}

TEST_F(Ui, AHiddenViewerHearsTheLastOfItWhenItIsSeenAgain) {
  const auto wire = join(kAllHello);
  wire->text(R"({"type":"visibility","state":"hidden"})");
  advance(milliseconds(150));
  const std::size_t before = wire->texts.size();
  for (int i = 0; i < 5; ++i) {
    set(UiItem::title, "title " + std::to_string(i));
    advance(milliseconds(50));
  }
  EXPECT_EQ(wire->texts.size(), before);
  wire->text(R"({"type":"visibility","state":"visible"})");
  settle();
  EXPECT_EQ(wire->texts.size(), before + 1);
  EXPECT_EQ(wire->texts.back(), "title 4");
}

TEST_F(Ui, AViewerThatDoesNotReadGetsItLaterAndHoldsUpNobody) {
  const auto stuck = join(kAllHello);
  const auto other = join(kAllHello);
  advance(milliseconds(300));
  stuck->stalled = true;
  stuck->unsent = 65 * 1024;
  const std::size_t before = stuck->texts.size();
  for (int i = 0; i < 20; ++i) {
    set(UiItem::title, "title " + std::to_string(i));
    advance(milliseconds(50));
  }
  EXPECT_EQ(stuck->texts.size(), before);
  EXPECT_EQ(other->texts.back(), "title 19");
  stuck->drain();
  advance(milliseconds(300));
  EXPECT_EQ(stuck->texts.size(), before + 1);
  EXPECT_EQ(stuck->texts.back(), "title 19");
}

TEST_F(Ui, WithControlForAllThereIsNoneToHandOn) {
  const auto wire = join(kAllHello);
  wire->text(R"({"type":"grant_control","client_id":"viewer-2"})");
  EXPECT_EQ(wire->texts.back(), R"({"type":"control_denied","reason":"not_allowed"})");
  advance(milliseconds(300));
  wire->text(R"({"type":"request_control"})");
  EXPECT_NE(wire->texts.back().find(R"("control":true)"), std::string::npos);
  for (int i = 0; i < 10; ++i) wire->text(R"({"type":"deny_control","client_id":"viewer-2"})");
  EXPECT_GT(counters.metrics().bad_messages, 0U) << "no answer to a flood";
}

TEST_F(Ui, WhatFindsNoMemoryIsSentLaterAndHoldsUpNobody) {
  const auto poor = join(kAllHello);
  const auto other = join(kAllHello);
  advance(seconds(1));
  poor->text_bad_allocs = 2;
  set(UiItem::title, "a title");
  advance(milliseconds(50));
  EXPECT_TRUE(has(other, "a title"));
  EXPECT_FALSE(has(poor, "a title"));
  advance(seconds(1));
  EXPECT_EQ(count(poor, "a title"), 1);
  EXPECT_FALSE(poor->closed);
}

TEST_F(Ui, TheRoleIsNotHeldUpByALargeFirstFrame) {
  publish();
  jpeg->keyframe_bytes = 200 * 1024;
  const auto wire = connect();
  wire->stalled = true;
  wire->text(kAllHello);
  settle();
  EXPECT_TRUE(has(wire, R"("type":"role")"));
}

TEST_F(Ui, LaterTextOnTheClipboardHasTheLargerNumber) {
  const std::uint64_t first = *ui.set_clipboard("", "one");
  set(UiItem::title, "between");
  EXPECT_LT(first, *ui.set_clipboard("", "two"));
  EXPECT_FALSE(ui.set_clipboard("", std::string(49 * 1024, 'x')));
  EXPECT_NE(ui.newer(UiItem::clipboard, "", first)->text.find("two"), std::string::npos);
}

TEST_F(Ui, AWishForControlThatComesTooSoonIsToldSo) {
  const auto wire = join(kAllHello);
  wire->text(R"({"type":"request_control"})");
  wire->text(R"({"type":"request_control"})");
  EXPECT_EQ(wire->texts.back(), R"({"type":"control_denied","reason":"rate"})");
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
}

TEST_F(Ui, AnInputEventCalledPasteIsBad) {
  options.record_events = true;
  const auto wire = join(kAllHello);
  wire->text(R"({"type":"event","event":{"type":"paste","data":"secret"}})");
  EXPECT_EQ(counters.metrics().bad_messages, 1U);
  EXPECT_TRUE(hub().recorded_events().empty());
  EXPECT_TRUE(events.events.empty());
}

TEST_F(Ui, ViewersThatComeAndGoLeaveNothingBehind) {
  for (int i = 0; i < 100; ++i) {
    const auto wire = join(kAllHello);
    set(UiItem::title, "own", "viewer-" + std::to_string(i + 1));
    wire->vanish();
    settle();
  }
  EXPECT_FALSE(ui.newer(UiItem::title, "viewer-1", 0));
  EXPECT_EQ(client_count(), 0);
}

}  // namespace
}  // namespace pdum::rfb
