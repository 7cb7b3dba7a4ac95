#include "pixels/frame_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <pdum/rfb/error.hpp>

namespace pdum::rfb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
__extension__ using Wide = __int128;

constexpr PixelFormat kFormats[] = {PixelFormat::rgb24, PixelFormat::rgba8, PixelFormat::bgr24,
                                    PixelFormat::bgra8, PixelFormat::gray8, PixelFormat::nv12,
                                    PixelFormat::i420};

template <typename Make>
std::string refusal(Make make) {
  try {
    make();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_frame);
    return error.what();
  }
  return "accepted";
}

/// The size of a block in numbers that cannot overflow; nothing if the shape must be refused.
std::optional<Wide> wide_size(PixelFormat format, int width, int height, std::size_t stride,
                              const FrameLimits& limits) {
  if (width < 1 || height < 1 || width > limits.max_side || height > limits.max_side) return std::nullopt;
  const Wide row = Wide{width} * static_cast<Wide>(bytes_per_pixel(format));
  const Wide step = stride == 0 ? row : static_cast<Wide>(stride);
  if (step < row) return std::nullopt;
  const Wide rows = (Wide{height} + 1) / 2;
  const Wide columns = (Wide{width} + 1) / 2;
  const Wide half = (step + 1) / 2;
  Wide size = step * (height - 1) + row;
  if (format == PixelFormat::nv12) size = step * height + 2 * half * (rows - 1) + 2 * columns;
  if (format == PixelFormat::i420) size = step * height + half * rows + half * (rows - 1) + columns;
  if (size > static_cast<Wide>(limits.max_bytes)) return std::nullopt;
  return size;
}

TEST(FrameLayout, AgreesWithWideArithmeticOnAMillionShapes) {
  std::mt19937_64 random(20240501);
  constexpr int kHuge = std::numeric_limits<int>::max();
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  const FrameLimits all_limits[] = {{}, {kHuge, kAny}, {kHuge, std::size_t{1} << 40}, {100, 1000}};
  const auto side = [&] {
    switch (random() % 4) {
      case 0:
        return static_cast<int>(random() % 8) - 1;
      case 1:
        return static_cast<int>(random() % 20000);
      case 2:
        return kHuge - static_cast<int>(random() % 3);
      default:
        return static_cast<int>(static_cast<std::uint32_t>(random()));
    }
  };
  int accepted = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const PixelFormat format = kFormats[random() % std::size(kFormats)];
    const int width = side();
    const int height = side();
    const std::size_t shift = random() % 64;
    const std::size_t near_row = static_cast<std::size_t>(width) * bytes_per_pixel(format) + random() % 5 - 1;
    const std::size_t strides[] = {0, near_row, static_cast<std::size_t>(random() >> shift),
                                   kAny - random() % 3};
    const std::size_t stride = strides[random() % std::size(strides)];
    const FrameLimits& limits = all_limits[random() % std::size(all_limits)];
    const std::optional<Wide> wanted = wide_size(format, width, height, stride, limits);
    std::optional<Wide> got;
    try {
      got = static_cast<Wide>(FrameLayout::make(format, width, height, stride, limits).size_bytes);
      ++accepted;
    } catch (const Error&) {
    }
    ASSERT_EQ(got.has_value(), wanted.has_value())
        << format_name(format) << " " << width << " x " << height << " stride " << stride;
    ASSERT_TRUE(got == wanted) << format_name(format) << " " << width << " x " << height << " stride "
                               << stride;
  }
  EXPECT_GT(accepted, 100'000);
}

TEST(FrameLayout, DescribesPackedRows) {
  const FrameLayout tight = FrameLayout::make(PixelFormat::rgb24, 5, 3);
  EXPECT_EQ(tight.stride, 15U);
  EXPECT_EQ(tight.row_bytes, 15U);
  EXPECT_EQ(tight.size_bytes, 45U);
  const FrameLayout wide = FrameLayout::make(PixelFormat::rgb24, 5, 3, 20);
  EXPECT_EQ(wide.stride, 20U);
  EXPECT_EQ(wide.size_bytes, 55U) << "the last row needs only its used bytes";
}

TEST(FrameLayout, DescribesPlanesOfOddSizes) {
  const FrameLayout nv12 = FrameLayout::make(PixelFormat::nv12, 5, 3, 7);
  EXPECT_EQ(nv12.chroma_offset, 21U);
  EXPECT_EQ(nv12.chroma_stride, 8U);
  EXPECT_EQ(nv12.chroma_rows, 2U);
  EXPECT_EQ(nv12.size_bytes, 21U + 8 + 6);
  const FrameLayout i420 = FrameLayout::make(PixelFormat::i420, 5, 3, 7);
  EXPECT_EQ(i420.chroma_offset, 21U);
  EXPECT_EQ(i420.chroma_stride, 4U);
  EXPECT_EQ(i420.chroma_offset_v, 29U);
  EXPECT_EQ(i420.size_bytes, 29U + 4 + 3);
  EXPECT_EQ(FrameLayout::make(PixelFormat::i420, 1, 1).size_bytes, 3U);
}

TEST(FrameLayout, RefusalsNameTheValueTheLimitAndTheWayOut) {
  EXPECT_EQ(refusal([] { FrameLayout::make(PixelFormat::rgba8, 20000, 10); }),
            "frame of 20000 x 10 pixels is wider than the limit of 16384 pixels per side; raise "
            "ServeOptions::max_side or publish a smaller frame");
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::rgba8, 10, 16385); }),
              HasSubstr("taller than the limit"));
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::rgba8, 0, 10); }),
              HasSubstr("0 x 10 pixels is empty"));
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::rgba8, 10, -1); }),
              HasSubstr("10 x -1 pixels is empty"));
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::rgb24, 10, 10, 29); }),
              AllOf(HasSubstr("stride of 29 bytes"), HasSubstr("10 rgb24 pixels"), HasSubstr("30 bytes")));
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::rgba8, 16384, 16384); }),
              AllOf(HasSubstr("1073741824 bytes"), HasSubstr("268435456"), HasSubstr("max_frame_bytes")));
  EXPECT_THAT(refusal([] { FrameLayout::make(PixelFormat::i420, 2, 16384, ~std::size_t{0}); }),
              HasSubstr("does not fit into memory"));
}

TEST(FrameLayout, ChecksPointerAndSizeOfAView) {
  const std::vector<std::uint8_t> block(35);
  const FrameView view = frame_view(block, 5, 3, PixelFormat::nv12, 7);
  EXPECT_EQ(FrameLayout::of(view).size_bytes, block.size());
  FrameView small = view;
  small.size_bytes = 34;
  EXPECT_THAT(refusal([&] { FrameLayout::of(small); }),
              AllOf(HasSubstr("block of 34 bytes"), HasSubstr("35 bytes")));
  FrameView unknown = view;
  unknown.size_bytes = 0;
  EXPECT_EQ(FrameLayout::of(unknown).size_bytes, block.size());
  FrameView null = view;
  null.data = nullptr;
  EXPECT_THAT(refusal([&] { FrameLayout::of(null); }), HasSubstr("null pointer"));
}

TEST(FrameLayout, FollowsItsLimits) {
  EXPECT_NO_THROW(FrameLayout::make(PixelFormat::gray8, 20000, 1, 0, {.max_side = 20000}));
  EXPECT_NO_THROW(FrameLayout::make(PixelFormat::gray8, 10, 10, 0, {.max_bytes = 100}));
  EXPECT_THROW(FrameLayout::make(PixelFormat::gray8, 10, 10, 0, {.max_bytes = 99}), Error);
}

}  // namespace
}  // namespace pdum::rfb
