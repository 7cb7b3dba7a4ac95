#include "api/attached_channel.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/manual_executor.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using testing::ManualExecutor;

class NoLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view) override {}
  void write_limited(LogLevel, std::string_view, std::string_view) override {}
};

class Transport final : public MessageChannel {
 public:
  explicit Transport(std::shared_ptr<MessageReceiver>& receiver, std::optional<int>& closed)
      : receiver_(receiver), closed_(closed) {}
  void start(std::shared_ptr<MessageReceiver> receiver) override { receiver_ = std::move(receiver); }
  void send_text(std::string_view) override {}
  void send_binary(const BinaryMessageParts&) override {}
  std::size_t unsent_bytes() const override { return 0; }
  void close(int code, std::string_view) override { closed_ = code; }

 private:
  std::shared_ptr<MessageReceiver>& receiver_;
  std::optional<int>& closed_;
};

class Counter final : public ChannelHandler {
 public:
  void on_text(std::string_view) override { ++texts; }
  void on_binary(std::size_t) override { ++binaries; }
  void on_writable() override {}
  void on_closed(CloseCode) override { ended = true; }
  int texts = 0;
  int binaries = 0;
  bool ended = false;
};

struct AttachedChannelTest : ::testing::Test {
  AttachedChannelTest() {
    channel->start(handler);
    executor->run();
  }
  void send(int count, const std::string& text = "{}") {
    for (int i = 0; i < count; ++i) receiver->text(text);
    executor->run();
  }

  const std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::shared_ptr<MessageReceiver> receiver;
  std::optional<int> closed;
  const std::shared_ptr<Counter> handler = std::make_shared<Counter>();
  std::unique_ptr<ViewerChannel> channel = make_attached_channel(
      std::make_unique<Transport>(receiver, closed), "peer", 65536, executor, std::make_shared<NoLog>());
};

TEST_F(AttachedChannelTest, TakesMessagesNoFasterThanASocket) {
  send(4500);
  EXPECT_EQ(handler->texts, 4001) << "a burst of two seconds' worth, and the one that overdraws it";
  executor->advance(milliseconds(100));
  EXPECT_NEAR(handler->texts, 4200, 3);
  executor->advance(milliseconds(500));
  EXPECT_EQ(handler->texts, 4500);
  EXPECT_FALSE(executor->has_timers()) << "nothing waits";
  EXPECT_FALSE(closed);
  send(1);
  EXPECT_EQ(handler->texts, 4501);
}

TEST_F(AttachedChannelTest, TakesBytesNoFasterThanASocket) {
  const std::string text(50'000, ' ');
  for (int i = 0; i < 42; ++i) send(1, text);
  EXPECT_EQ(handler->texts, 42) << "2 MiB at once";
  send(10, text);
  EXPECT_EQ(handler->texts, 42);
  executor->advance(std::chrono::seconds(1));
  EXPECT_EQ(handler->texts, 52);
}

TEST_F(AttachedChannelTest, BinaryMessagesCountAsWell) {
  for (int i = 0; i < 4500; ++i) receiver->binary();
  executor->run();
  EXPECT_EQ(handler->binaries, 4001);
}

TEST_F(AttachedChannelTest, WhatWaitsTooLongEndsTheSessionAlone) {
  send(20'000);
  EXPECT_EQ(closed, static_cast<int>(CloseCode::policy));
  receiver->closed();
  executor->run();
  EXPECT_TRUE(handler->ended);
  executor->advance(std::chrono::seconds(10));
  EXPECT_LE(handler->texts, 4001) << "what waited has gone";
}

TEST_F(AttachedChannelTest, MayGoWhileMessagesWait) {
  send(4500);
  const int before = handler->texts;
  channel.reset();
  EXPECT_FALSE(executor->has_timers());
  send(10);
  executor->advance(std::chrono::seconds(1));
  EXPECT_EQ(handler->texts, before);
}

}  // namespace
}  // namespace pdum::rfb
