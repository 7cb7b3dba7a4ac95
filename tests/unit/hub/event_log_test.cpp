#include "hub/event_log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

class QuietLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view) override {}
  void write_limited(LogLevel, std::string_view, std::string_view) override {}
};

class EventLogTest : public ::testing::Test {
 protected:
  EventLogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pdum-event-log-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~EventLogTest() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "events.jsonl").string(); }
  std::string content() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static InputEvent event(const char* client) {
    InputEvent event;
    event.client_id = client;
    event.received = std::chrono::microseconds(1500);
    event.event = KeyDown{};
    return event;
  }
  std::shared_ptr<LogSink> log = std::make_shared<QuietLog>();

 private:
  std::filesystem::path folder_;
};

TEST_F(EventLogTest, AppendsOneObjectALine) {
  for (int time = 0; time < 2; ++time) {
    EventLog events(path(), log);
    InputEvent named = event("viewer-1");
    named.principal = std::make_shared<Principal>(Principal{.name = "Ada \"A\""});
    events.append(named, R"({"type":"key_down","key":"a"})");
    events.append(event("viewer-2"), R"({"type":"focus_in"})");
    events.end(std::chrono::seconds(10));
  }
  const std::string once =
      R"({"client_id":"viewer-1","principal":"Ada \"A\"","received_us":1500,"event":{"type":"key_down","key":"a"}})"
      "\n"
      R"({"client_id":"viewer-2","received_us":1500,"event":{"type":"focus_in"}})"
      "\n";
  EXPECT_EQ(content(), once + once);
}

TEST_F(EventLogTest, AnEventOfSeveralLinesIsOneLine) {
  EventLog events(path(), log);
  events.append(event("viewer-1"), "{\"type\":\"x\",\n{\"client_id\":\"forged\"}\r\n}");
  events.end(std::chrono::seconds(10));
  const std::string written = content();
  EXPECT_EQ(std::count(written.begin(), written.end(), '\n'), 1) << written;
  EXPECT_EQ(written.find('\r'), std::string::npos);
}

TEST_F(EventLogTest, IsForItsOwnerOnly) {
  EventLog events(path(), log);
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(EventLogTest, SaysWhichFileCannotBeWritten) {
  try {
    EventLog events("/nowhere/at/all.jsonl", log);
    FAIL() << "it was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::system);
    EXPECT_NE(std::string(error.what()).find("/nowhere/at/all.jsonl"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("event_log"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pdum::rfb
