#include <pdum/rfb/testing.hpp>

#include <gtest/gtest.h>

#include "../../../examples/block_encoder.hpp"

namespace pdum::rfb::testing {
namespace {

/// Two access units of a real stream: an IDR and a delta.
struct Stream {
  Stream() {
    const std::vector<std::uint8_t> planes(32 * 16 * 3 / 2, 100);
    const FrameView view{
        .data = planes.data(), .width = 32, .height = 16, .format = PixelFormat::i420, .stride = 32};
    BlockEncoder encoder({.width = 32, .height = 16, .yuv = {YuvMatrix::bt709, YuvRange::full}});
    idr = encoder.encode(view, {.keyframe = true}).payload;
    delta = encoder.encode(view, {.keyframe = false}).payload;
  }
  std::vector<std::byte> idr;
  std::vector<std::byte> delta;
};

TEST(AnnexB, SplitsAStreamIntoItsUnits) {
  const Stream stream;
  const auto units = split_nal_units(stream.idr);
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[0].type, 7);
  EXPECT_EQ(units[1].type, 8);
  EXPECT_EQ(units[2].type, 5);
  EXPECT_EQ(units[0].bytes[0], std::byte{0x67});
  EXPECT_EQ(split_nal_units(stream.delta).at(0).type, 1);
  EXPECT_TRUE(split_nal_units({}).empty());
}

TEST(AnnexB, OnlyAWholeIdrIsAKeyframe) {
  const Stream stream;
  EXPECT_TRUE(is_keyframe(stream.idr));
  EXPECT_FALSE(is_keyframe(stream.delta));
  const auto units = split_nal_units(stream.idr);
  const auto from_pps = static_cast<std::size_t>(units[1].bytes.data() - stream.idr.data()) - 4;
  EXPECT_FALSE(is_keyframe(std::span(stream.idr).subspan(from_pps))) << "without its SPS";
  EXPECT_FALSE(is_keyframe({}));
}

TEST(AnnexB, TellsWhatTheStreamIs) {
  const Stream stream;
  const auto facts = stream_facts(stream.idr);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->codec, "avc1.42C033");
  EXPECT_EQ(facts->width, 32);
  EXPECT_EQ(facts->height, 16);
  EXPECT_TRUE(facts->full_range);
  EXPECT_EQ(facts->matrix, 1);
  EXPECT_FALSE(facts->reorders);
  EXPECT_FALSE(stream_facts(stream.delta));
}

}  // namespace
}  // namespace pdum::rfb::testing
