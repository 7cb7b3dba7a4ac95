#include "protocol/event_codec.hpp"

#include <gtest/gtest.h>

#include "unit/protocol/wire_fixtures.hpp"

namespace pdum::rfb {
namespace {

using test::input_of;
using test::load_cases;
using Json = nlohmann::ordered_json;

/// Type and timestamp as the fixtures spell them for types the library does not know; else all fields.
Json meaning_of(const Event& event) {
  if (const auto* unknown = std::get_if<UnknownEvent>(&event)) {
    return {{"type", unknown->type}, {"timestamp", unknown->timestamp}};
  }
  return Json::parse(serialise_event(event));
}

TEST(EventCodec, ReadsTheGoldenEvents) {
  for (const Json& item : load_cases("events.json")) {
    SCOPED_TRACE(item["name"]);
    const std::string json = input_of(item, "json");
    const Result<Event> event = parse_event(json);
    ASSERT_EQ(static_cast<bool>(event), item["verdict"] == "ok") << (event ? "accepted" : event.error());
    if (!event) continue;
    EXPECT_EQ(std::holds_alternative<UnknownEvent>(*event), item["type"] == "unknown");
    if (item["type"] != "unknown") {
      EXPECT_EQ(meaning_of(*event)["type"], item["type"]);
    }
    if (item.contains("event")) {
      EXPECT_EQ(meaning_of(*event), item["event"]);
    }
    if (item.value("round_trip", false)) {
      EXPECT_EQ(serialise_event(*event), json);
    }
  }
}

TEST(EventCodec, EveryFailureIsASentence) {
  for (const Json& item : load_cases("events.json")) {
    const Result<Event> event = parse_event(input_of(item, "json"));
    if (!event) {
      EXPECT_TRUE(event.error().ends_with(".")) << item["name"];
    }
  }
}

TEST(EventCodec, FillsTheTypedFields) {
  const Result<Event> event = parse_event(
      R"({"type":"pointer_down","x":1.5,"y":-2,"button":3,"buttons":[1,3],"modifiers":["Control"],)"
      R"("touches":{"5":{"x":1,"y":2,"pressure":0.25}},"inside":false,"pixel_ratio":2,"timestamp":7})");
  ASSERT_TRUE(event);
  PointerDown expected;
  expected.x = 1.5;
  expected.y = -2;
  expected.button = Button::middle;
  expected.buttons.insert(Button::left);
  expected.buttons.insert(Button::middle);
  expected.modifiers.control = true;
  expected.touches = {{"5", 1, 2, 0.25}};
  expected.inside = false;
  expected.pixel_ratio = 2;
  expected.timestamp = 7;
  EXPECT_EQ(*event, Event{expected});
}

TEST(EventCodec, ATouchIdGivenTwiceKeepsTheLast) {
  const Result<Event> event =
      parse_event(R"({"type":"pointer_move","x":1,"y":2,"touches":{"1":{"x":1,"y":1},"1":{"x":9,"y":9}}})");
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<PointerMove>(*event).touches, (std::vector<Touch>{{"1", 9, 9, 0}}));
}

TEST(EventCodec, AnUnknownEventKeepsItsTextAsItCame) {
  const std::string json = "{ \"type\" : \"pen\",\t\"tilt\": [1, 2] }";
  const Result<Event> event = parse_event(json);
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<UnknownEvent>(*event).json, json);
}

TEST(EventCodec, CloseCanBeWrittenButNotReceived) {
  const std::string json = serialise_event(Close{2});
  EXPECT_EQ(json, R"({"type":"close","timestamp":2})");
  EXPECT_FALSE(parse_event(json));
}

TEST(EventCodec, AViewportBecomesAResize) {
  const SetViewport viewport{800, 600, 1600, 1200, 2};
  EXPECT_EQ(make_resize(viewport, 3.5), (Resize{800, 600, 1600, 1200, 2, 3.5}));
}

}  // namespace
}  // namespace pdum::rfb
