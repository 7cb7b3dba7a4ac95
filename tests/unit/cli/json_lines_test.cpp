#include "cli/json_lines.hpp"

#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/cli/scene_events.hpp"

namespace pdum::rfb::cli {
namespace {

using nlohmann::json;

TEST(JsonLines, SayWhereItListens) {
  const std::chrono::steady_clock::time_point epoch{std::chrono::microseconds(123456789)};
  const json line = json::parse(listening_line(8765, "http://127.0.0.1:8765/", epoch));
  EXPECT_EQ(line["pid"], ::getpid());
  EXPECT_EQ(line["port"], 8765);
  EXPECT_EQ(line["url"], "http://127.0.0.1:8765/");
  EXPECT_EQ(line["epoch_us"], 123456789);
}

TEST(JsonLines, CarryTheEventAsItWasReceived) {
  InputEvent event = from("viewer 1", key_down("a"));
  event.json = R"({"type":"key_down","key":"a","extra":[1,2]})";
  event.received = std::chrono::microseconds(42);
  event.principal = std::make_shared<Principal>(Principal{.name = "Ada \"L\"", .value = {}});
  const std::string line = event_line(event);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const json object = json::parse(line);
  EXPECT_EQ(object["client_id"], "viewer 1");
  EXPECT_EQ(object["principal"], "Ada \"L\"");
  EXPECT_EQ(object["received_us"], 42);
  EXPECT_EQ(object["event"], json::parse(event.json));
}

TEST(JsonLines, APeerCannotMakeLinesOfItsOwn) {
  InputEvent event = from("viewer 1", UnknownEvent{});
  event.json = "{\"type\":\"x\",\"a\":\n{\"client_id\":\"viewer 2\"}\r\n,\t\"b\":1}";
  const std::string line = event_line(event);
  EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos) << line;
  EXPECT_EQ(json::parse(line)["event"], json::parse(event.json));
  event.event = UnknownEvent{.type = "x", .json = event.json};
  event.json.clear();
  EXPECT_EQ(event_line(event), line);
}

TEST(JsonLines, WriteWhatTheServerMade) {
  Resize resize;
  resize.width = 640;
  resize.height = 360;
  resize.pwidth = 1280;
  resize.pheight = 720;
  resize.ratio = 2;
  const json object = json::parse(event_line(from("a", resize)));
  EXPECT_EQ(object["principal"], nullptr);
  EXPECT_EQ(object["event"]["type"], "resize");
  EXPECT_EQ(object["event"]["pwidth"], 1280);
  EXPECT_EQ(object["event"]["ratio"], 2);
  EXPECT_EQ(json::parse(event_line(from("a", Close{})))["event"]["type"], "close");
  EXPECT_EQ(json::parse(event_line(from("a", Char{})))["event"]["type"], "char");
}

TEST(JsonLines, SurviveTextThatIsNotUtf8) {
  InputEvent event = from("a", Close{});
  event.principal = std::make_shared<Principal>(Principal{.name = "\xff", .value = {}});
  EXPECT_TRUE(json::accept(event_line(event)));
}

}  // namespace
}  // namespace pdum::rfb::cli
