#include "session/idle_watch.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::seconds;

const std::string kKey = R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})";
const std::string kRequest = R"({"type":"request_keyframe","reason":"lost"})";

struct Idle : ::testing::Test, HubBench {};

TEST_F(Idle, AViewerThatGivesNoInputIsClosedWithASentence) {
  options.idle_timeout = seconds(60);
  publish();
  const auto wire = join(kVideoOnlyHello);
  for (int i = 0; i < 59; ++i) {
    advance(seconds(1));
    wire->text(kRequest);  // what a page says by itself is no input
  }
  EXPECT_FALSE(wire->closed);
  advance(seconds(2));
  EXPECT_EQ(wire->closed, CloseCode::normal);
  EXPECT_EQ(wire->close_reason, "There was no input for 60 s; open the page again to go on.");
  EXPECT_EQ(client_count(), 0);
}

TEST_F(Idle, InputKeepsAViewer) {
  options.idle_timeout = seconds(60);
  publish();
  const auto busy = join(kVideoOnlyHello);
  const auto idle = join(kVideoOnlyHello);
  for (int i = 0; i < 5; ++i) {
    advance(seconds(40));
    busy->text(kKey);
  }
  EXPECT_FALSE(busy->closed);
  EXPECT_TRUE(idle->closed);
  advance(seconds(61));
  EXPECT_TRUE(busy->closed);
}

TEST_F(Idle, NobodyIsIdleByDefault) {
  publish();
  const auto wire = join(kVideoOnlyHello);
  advance(std::chrono::minutes(5));
  EXPECT_FALSE(wire->closed);
}

TEST(IdleWatch, CountsFromTheLastInput) {
  IdleWatch watch{seconds(10)};
  watch.heard(TimePoint(seconds(5)));
  EXPECT_EQ(watch.left(TimePoint(seconds(9))), seconds(6));
  EXPECT_EQ(watch.left(TimePoint(seconds(15))), seconds(0));
  EXPECT_EQ(watch.left(TimePoint(seconds(99))), seconds(0));
  EXPECT_FALSE(watch.off());
  EXPECT_TRUE(IdleWatch(seconds(0)).off());
}

}  // namespace
}  // namespace pdum::rfb
