#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string hello_with(const std::string& fields) {
  return R"({"type":"hello","supported":["webcodecs/h264-annexb","image/jpeg"],"device_pixel_ratio":1,)" +
         fields + "}";
}
const std::string kVisibilityHello = hello_with(R"("extensions":["visibility"])");
const std::string kHidden = R"({"type":"visibility","state":"hidden"})";
const std::string kVisible = R"({"type":"visibility","state":"visible"})";

std::string measured(const std::string& yuv) {
  return hello_with(R"("extensions":["color"],"ext":{"color":{"yuv":[)" + yuv + "]}}");
}
constexpr const char* k601 = R"({"matrix":"bt601","full_range":false,"error":9})";
constexpr const char* k709 = R"({"matrix":"bt709","full_range":false,"error":2})";
constexpr const char* kFull709 = R"({"matrix":"bt709","full_range":true,"error":1})";

struct Extensions : ::testing::Test, HubBench {
  static std::string config_of(const std::shared_ptr<Wire>& wire) { return wire->texts.at(0); }
};

TEST_F(Extensions, ConfigNamesWhatIsInForceAndNothingElse) {
  publish();
  EXPECT_EQ(config_of(join(kVideoHello)).find("ext"), std::string::npos) << "a base client";
  const auto wire = join(hello_with(R"("extensions":["timing","visibility","color","visibility/2"])"));
  EXPECT_NE(config_of(wire).find(R"("extensions":["color","visibility"])"), std::string::npos)
      << config_of(wire);
}

TEST_F(Extensions, AMistypedOneIsNotInForceAndCounted) {
  const auto wire = join(hello_with(R"("extensions":["color","visibility"],"ext":{"color":[]})"));
  EXPECT_NE(config_of(wire).find(R"("extensions":["visibility"])"), std::string::npos) << config_of(wire);
  EXPECT_EQ(counters.metrics().bad_messages, 1U);
}

TEST_F(Extensions, TypesOfAnExtensionNotInForceAreUnknownTypes) {
  publish();
  const auto wire = join();
  for (int i = 0; i < 100; ++i) wire->text(kHidden);
  wire->text(R"({"type":"visibility","state":7})");
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
  EXPECT_EQ(visible_client_count(), 1);
}

TEST_F(Extensions, TheBestConversionIsSaidAndEncoded) {
  publish();
  const auto wire = join(measured(std::string(k601) + "," + kFull709));
  EXPECT_NE(config_of(wire).find(R"("ext":{"color":{"yuv":{"matrix":"bt709","full_range":true}}})"),
            std::string::npos)
      << config_of(wire);
  EXPECT_EQ(video->settings.yuv, (YuvEncoding{YuvMatrix::bt709, YuvRange::full}));
}

TEST_F(Extensions, TheGamutOfTheStreamIsSaidWhereItIsNotSrgb) {
  const auto gamut_said = [this] { return config_of(join(measured(kFull709))).find(R"("gamut")"); };
  publish();
  EXPECT_EQ(gamut_said(), std::string::npos);
  publish(16, 16, 1, kDisplayP3);
  EXPECT_NE(config_of(join(measured(kFull709)))
                .find(R"("ext":{"color":{"yuv":{"matrix":"bt709","full_range":true},"gamut":"display-p3"}})"),
            std::string::npos);
  EXPECT_EQ(config_of(join(kVideoHello)).find("gamut"), std::string::npos) << "a base client";
  publish(16, 16, 1, kBt2020);
  EXPECT_EQ(gamut_said(), std::string::npos) << "it has no name there";
}

TEST_F(Extensions, ViewersShareAnEncoderWhoseConversionIsGoodEnoughForBoth) {
  publish();
  join(measured(k709));
  join(measured(std::string(kFull709) + "," + k709));
  EXPECT_EQ(video->opened, 1);
  join(measured(kFull709));
  EXPECT_EQ(video->opened, 2);
  join(kVideoHello);
  EXPECT_EQ(video->opened, 3) << "a base client gets BT.601";
}

TEST_F(Extensions, AHiddenViewerGetsNothingUntilItIsSeenAgain) {
  publish();
  const auto wire = join(kVisibilityHello);
  ack(wire);
  const std::size_t before = wire->frames.size();
  wire->text(kHidden);
  settle();
  EXPECT_EQ(client_count(), 1);
  EXPECT_EQ(visible_client_count(), 0);
  const std::size_t encoded = video->encoded.size();
  for (int i = 0; i < 5; ++i) {
    publish();
    advance(milliseconds(100));
  }
  EXPECT_EQ(wire->frames.size(), before);
  EXPECT_EQ(video->encoded.size(), encoded) << "nobody sees it, so nothing is encoded";
  wire->text(kVisible);
  settle();
  ASSERT_EQ(wire->frames.size(), before + 1) << "at once";
  EXPECT_TRUE(wire->frames.back().keyframe);
  EXPECT_EQ(visible_client_count(), 1);
}

TEST_F(Extensions, OthersGoOnWhileOneIsHidden) {
  publish();
  const auto hidden = join(kVisibilityHello);
  const auto seen = join(kVisibilityHello);
  ack(hidden);
  ack(seen);
  hidden->text(kHidden);
  settle();
  const std::size_t frames_of_hidden = hidden->frames.size();
  const std::size_t frames_of_seen = seen->frames.size();
  for (int i = 0; i < 4; ++i) {
    publish();
    advance(milliseconds(20));
    ack(seen);
  }
  EXPECT_EQ(hidden->frames.size(), frames_of_hidden);
  EXPECT_EQ(seen->frames.size(), frames_of_seen + 4);
}

TEST_F(Extensions, AHiddenViewerIsNotTimedOut) {
  publish();
  const auto wire = join(kVisibilityHello);  // and it acknowledges nothing
  wire->text(kHidden);
  const std::size_t before = wire->frames.size();
  advance(seconds(70));
  EXPECT_EQ(wire->frames.size(), before);
  EXPECT_FALSE(wire->closed);
}

TEST_F(Extensions, OfManyChangesTheLastCounts) {
  publish();
  const auto wire = join(kVisibilityHello);
  ack(wire);
  const std::size_t before = wire->frames.size();
  for (int i = 0; i < 50; ++i) {
    wire->text(kHidden);
    wire->text(kVisible);
  }
  settle();
  EXPECT_EQ(visible_client_count(), 0) << "the first was taken at once, the others wait";
  EXPECT_EQ(wire->frames.size(), before);
  advance(milliseconds(150));
  EXPECT_EQ(visible_client_count(), 1) << "the last";
  EXPECT_EQ(wire->frames.size(), before + 1);
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
}

TEST_F(Extensions, AViewerThatLeavesWhileHiddenIsForgotten) {
  const auto wire = join(kVisibilityHello);
  wire->text(kHidden);
  wire->vanish();
  settle();
  join();
  EXPECT_EQ(client_count(), 1);
  EXPECT_EQ(visible_client_count(), 1);
}

TEST_F(Extensions, AHiddenViewerStaysHiddenWhenItsEncoderBreaks) {
  publish();
  const auto wire = join(kVisibilityHello);
  ack(wire);
  wire->text(kHidden);
  const auto other = join();
  const std::size_t before = wire->frames.size();
  video->fault = FakeFault::fail;
  for (int i = 0; i < 4; ++i) {
    publish();
    advance(milliseconds(300));
    ack(other);
  }
  EXPECT_EQ(wire->frames.size(), before);
  EXPECT_EQ(wire->texts.size(), 2U) << "it was told of the other encoding";
  wire->text(kVisible);
  advance(milliseconds(200));
  EXPECT_GT(wire->frames.size(), before);
}

TEST_F(Extensions, ViewersCannotHaveAnyNumberOfEncodersRun) {
  publish();
  for (int i = 0; i < 3; ++i) {
    const std::string matrix = i == 0 ? "bt601" : "bt709";
    const std::string range = i == 1 ? "false" : "true";
    join(measured(R"({"matrix":")" + matrix + R"(","full_range":)" + range + R"(,"error":0})"));
  }
  EXPECT_EQ(video->opened, 3);
  join(kVideoHello);
  EXPECT_EQ(video->opened, 4) << "what base clients need is always to be had";
  join(measured(R"({"matrix":"bt601","full_range":false,"error":9})"));
  EXPECT_EQ(video->opened, 4);
}

TEST_F(Extensions, TheFourthConversionIsOneThatIsThere) {
  publish();
  join(kVideoHello);
  join(measured(R"({"matrix":"bt601","full_range":true,"error":0})"));
  join(measured(R"({"matrix":"bt709","full_range":true,"error":0})"));
  const auto wire = join(measured(R"({"matrix":"bt709","full_range":false,"error":0})"));
  EXPECT_EQ(video->opened, 3);
  EXPECT_FALSE(wire->frames.empty() && wire->closed);
}

TEST_F(Extensions, NoStatsForAHiddenViewer) {
  options.stats_interval = seconds(1);
  const auto wire = join(kVisibilityHello);
  wire->text(kHidden);
  const std::size_t before = wire->texts.size();
  advance(seconds(3));
  EXPECT_EQ(wire->texts.size(), before);
  wire->text(kVisible);
  advance(seconds(2));
  EXPECT_GT(wire->texts.size(), before);
}

}  // namespace
}  // namespace pdum::rfb
