#include "encode/fault_encoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "encode/checked_encoder.hpp"
#include "unit/encode/encoder_fixture.hpp"

namespace pdum::rfb {
namespace {

/// A registry with a faulty video encoder over synthetic payloads.
struct Bench {
  std::shared_ptr<FaultControl> control = std::make_shared<FaultControl>();
  EncoderRegistry registry;
  FrameView view{.width = 8, .height = 4};

  explicit Bench(bool video = true) { registry.add(fault_encoder_entry(control, video)); }

  Result<std::unique_ptr<Encoder>> open() {
    return registry.find("test-fault")->open({.width = 8, .height = 4});
  }
};

std::string text_of(const EncodedFrame& frame) {
  return {reinterpret_cast<const char*>(frame.payload->data()), frame.payload->size()};
}

TEST(FaultEncoder, WithoutAFaultSaysWhichFrameItIs) {
  Bench bench;
  auto encoder = bench.open();
  ASSERT_TRUE(encoder);
  EXPECT_EQ(text_of(*(*encoder)->encode(bench.view, {})), "frame 0 8x4 key");
  EXPECT_EQ(text_of(*(*encoder)->encode(bench.view, {})), "frame 1 8x4 delta");
  EXPECT_EQ(text_of(*(*encoder)->encode(bench.view, {.keyframe = true})), "frame 2 8x4 key");
  bench.view.width = 9;
  EXPECT_EQ(text_of(*(*encoder)->encode(bench.view, {})), "frame 3 9x4 key");
  EXPECT_EQ(bench.control->encodes(), 4);
}

TEST(FaultEncoder, ImagesAreAlwaysKeyframes) {
  Bench bench(false);
  auto encoder = bench.open();
  ASSERT_TRUE(encoder);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((*encoder)->encode(bench.view, {})->keyframe);
}

TEST(FaultEncoder, FailsToOpenUntilToldOtherwise) {
  Bench bench;
  bench.control->set(EncoderFault::open_fail);
  EXPECT_FALSE(bench.open());
  EXPECT_FALSE(bench.open());
  bench.control->set(EncoderFault::none);
  EXPECT_TRUE(bench.open());
  EXPECT_EQ(bench.control->opens(), 3);
}

TEST(FaultEncoder, OpensSlowlyButOpens) {
  Bench bench;
  bench.control->set(EncoderFault::slow_open);
  auto encoder = bench.open();
  ASSERT_TRUE(encoder);
  EXPECT_TRUE((*encoder)->encode(bench.view, {}));
}

/// The faults that the checks around every encoder turn into failures, from the second to the third frame on.
class FailingFault : public ::testing::TestWithParam<EncoderFault> {};

TEST_P(FailingFault, HitsTheFramesItWasSetFor) {
  Bench bench;
  auto encoder = bench.open();
  ASSERT_TRUE(encoder);
  bench.control->set(GetParam(), 2, 2);
  const EncodeRequest keyframe{.keyframe = true};
  EXPECT_TRUE((*encoder)->encode(bench.view, keyframe));
  EXPECT_FALSE((*encoder)->encode(bench.view, keyframe));
  EXPECT_FALSE((*encoder)->encode(bench.view, keyframe));
  EXPECT_TRUE((*encoder)->encode(bench.view, keyframe));
}
INSTANTIATE_TEST_SUITE_P(All, FailingFault,
                         ::testing::Values(EncoderFault::fail, EncoderFault::throws, EncoderFault::empty,
                                           EncoderFault::oversize, EncoderFault::no_idr));

TEST(FaultEncoder, WithoutItsIdrStillMakesDeltas) {
  Bench bench;
  auto encoder = bench.open();
  bench.control->set(EncoderFault::no_idr);
  const auto frame = (*encoder)->encode(bench.view, {});
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->keyframe);
}

TEST(FaultEncoder, HangsUntilReleased) {
  Bench bench;
  auto encoder = bench.open();
  bench.control->set(EncoderFault::hang);
  std::thread worker([&] { EXPECT_FALSE((*encoder)->encode(bench.view, {})); });
  while (bench.control->hanging() == 0) std::this_thread::yield();
  bench.control->release();
  worker.join();
  EXPECT_EQ(bench.control->hanging(), 0);
}

TEST(FaultEncoder, WrapsEveryRealCodec) {
  const test::SourceFrame frame = test::as_frame(test::smooth_picture(32, 32));
  for (const EncoderEntry& real : test::builtin_encoders().entries()) {
    if (!real.available) continue;
    const auto control = std::make_shared<FaultControl>();
    EncoderRegistry registry;
    registry.add(fault_encoder_entry(control, real));
    auto encoder = registry.find("test-fault")->open({.width = 32, .height = 32});
    ASSERT_TRUE(encoder) << real.name;
    EXPECT_TRUE((*encoder)->encode(frame.view, {})) << real.name;
    control->set(EncoderFault::empty);
    EXPECT_FALSE((*encoder)->encode(frame.view, {})) << real.name;
    EXPECT_EQ(registry.find("test-fault")->capability, real.capability);
  }
}

}  // namespace
}  // namespace pdum::rfb
