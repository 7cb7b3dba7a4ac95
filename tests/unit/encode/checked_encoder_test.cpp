#include "encode/checked_encoder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <stdexcept>
#include <utility>

namespace pdum::rfb {
namespace {

using Encode = std::function<Result<EncodedFrame>()>;

class ScriptedEncoder final : public Encoder {
 public:
  explicit ScriptedEncoder(Encode script) : script_(std::move(script)) {}
  Result<EncodedFrame> encode(const FrameView&, const EncodeRequest&) override { return script_(); }

 private:
  const Encode script_;
};

EncodedFrame frame_of(std::size_t bytes, bool keyframe) {
  return {std::make_shared<const Bytes>(bytes), keyframe, "x"};
}

Result<EncodedFrame> run(Encode script, bool keyframe = false, int width = 10) {
  const auto encoder =
      make_checked_encoder("codec", 100, std::make_unique<ScriptedEncoder>(std::move(script)));
  return encoder->encode({.width = width, .height = 10}, {.keyframe = keyframe});
}

TEST(CheckedEncoder, PassesGoodFramesOn) {
  EXPECT_TRUE(run([] { return frame_of(3, false); }));
  EXPECT_TRUE(run([] { return frame_of(3, true); }, true));
  EXPECT_TRUE(run([] { return frame_of(kMaxEncodedBytes, true); }));
}

TEST(CheckedEncoder, TurnsWhatIsThrownIntoAFailureThatNamesTheCodec) {
  const auto result = run([]() -> Result<EncodedFrame> { throw std::runtime_error("boom"); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), "codec threw: boom");
}

TEST(CheckedEncoder, RefusesEmptyAndOversizedPayloads) {
  EXPECT_FALSE(run([] { return frame_of(0, true); }));
  EXPECT_FALSE(run([] { return EncodedFrame{}; })) << "no payload at all";
  EXPECT_FALSE(run([] { return frame_of(kMaxEncodedBytes + 1, true); }));
}

TEST(CheckedEncoder, RefusesADeltaWhereAKeyframeWasAskedFor) {
  EXPECT_FALSE(run([] { return frame_of(3, false); }, true));
}

TEST(CheckedEncoder, KeepsFramesBeyondTheCodecsLimitAway) {
  bool called = false;
  const auto script = [&] {
    called = true;
    return frame_of(3, true);
  };
  EXPECT_FALSE(run(script, false, 101));
  EXPECT_FALSE(called);
  EXPECT_TRUE(run(script, false, 100));
}

}  // namespace
}  // namespace pdum::rfb
