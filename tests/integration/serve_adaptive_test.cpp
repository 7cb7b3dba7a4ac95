// What a viewer can carry, found out over real sockets.
#include <pdum/rfb.hpp>

#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

/// Publishes, waits for the frame, acks it.
class PingPong {
 public:
  explicit PingPong(ServeOptions options) : display_(serve(std::move(options))), viewer_(display_.port()) {
    viewer_.send_text(kImageHello);
  }

  /// One frame, acked so much later; the bit rate that a `set_quality` before it told.
  std::optional<std::int64_t> round(milliseconds late) {
    publish_flat(display_, static_cast<std::uint8_t>(++count_ & 0xff));
    std::optional<std::int64_t> told;
    while (const auto message = viewer_.receive()) {
      if (message->binary) {
        payloads.push_back(message->payload);
        std::this_thread::sleep_for(late);
        viewer_.send_text(ack_of(static_cast<int>(payloads.size()) - 1));
        return told;
      }
      if (contains(message->text, R"("type":"set_quality")")) told = bitrate_of(message->text);
    }
    ADD_FAILURE() << "no frame came";
    return told;
  }

  std::vector<std::vector<std::byte>> payloads;

 private:
  static std::int64_t bitrate_of(const std::string& text) {
    const std::string name = R"("bitrate":)";
    std::int64_t value = 0;
    const char* begin = text.data() + text.find(name) + name.size();
    std::from_chars(begin, text.data() + text.size(), value);
    return value;
  }

  Display display_;
  WsClient viewer_;
  int count_ = 0;
};

TEST(ServeAdaptive, LateAcksLowerTheTargetAndPromptOnesRaiseIt) {
  PingPong game(test_options());
  std::int64_t lowest = test_options().bitrate;
  for (int i = 0; i < 100 && lowest == test_options().bitrate; ++i) {
    lowest = game.round(milliseconds(250)).value_or(lowest);
  }
  EXPECT_LT(lowest, test_options().bitrate);
  std::int64_t now = lowest;
  for (int i = 0; i < 5000 && now != test_options().bitrate; ++i) {
    now = game.round(milliseconds(10)).value_or(now);
  }
  EXPECT_EQ(now, test_options().bitrate);
}

TEST(ServeAdaptive, AFastViewerGetsTheSameFramesAsWithoutIt) {
  std::vector<std::vector<std::byte>> with;
  for (const bool adaptive : {true, false}) {
    ServeOptions options = test_options();
    options.adaptive = adaptive;
    PingPong game(std::move(options));
    for (int i = 0; i < 150; ++i) EXPECT_FALSE(game.round(milliseconds(10))) << "told of other targets";
    if (adaptive) with = game.payloads;
    EXPECT_TRUE(game.payloads == with) << "frame by frame";
  }
}

}  // namespace
}  // namespace pdum::rfb
