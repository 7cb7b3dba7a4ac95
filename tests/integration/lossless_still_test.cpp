// Viewers that know no PNG get a picture that rests as lossless WebP: every pixel as it was published.
#include <pdum/rfb.hpp>
#include <pdum/rfb/testing.hpp>

#include <webp/decode.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

constexpr int kWidth = 161;  // odd, as frames may be
constexpr int kHeight = 99;

using Pixels = std::vector<std::array<std::uint8_t, 3>>;

/// Every colour is another one, so that nothing lossy comes through unharmed.
std::vector<std::uint8_t> noise() {
  std::vector<std::uint8_t> rgba;
  std::uint32_t seed = 1;
  for (int i = 0; i < kWidth * kHeight * 4; ++i) {
    seed = seed * 1664525U + 1013904223U;
    rgba.push_back(i % 4 == 3 ? 255 : static_cast<std::uint8_t>(seed >> 24U));
  }
  return rgba;
}

Pixels without_alpha(const std::uint8_t* rgba) {
  Pixels pixels(static_cast<std::size_t>(kWidth) * kHeight);
  for (std::size_t i = 0; i < pixels.size(); ++i) std::memcpy(pixels[i].data(), rgba + 4 * i, 3);
  return pixels;
}

std::optional<Pixels> decode(const ViewerFrame& frame) {
  int width = 0;
  int height = 0;
  std::uint8_t* const rgba = WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(frame.payload.data()),
                                            frame.payload.size(), &width, &height);
  if (rgba == nullptr || width != kWidth || height != kHeight) return std::nullopt;
  Pixels pixels = without_alpha(rgba);
  WebPFree(rgba);
  return pixels;
}

class LosslessStill : public ::testing::TestWithParam<std::vector<std::string>> {};

TEST_P(LosslessStill, HasThePublishedPixels) {
  for (const EncoderDescription& encoder : available_encoders()) {
    if (!encoder.available && (encoder.name == "webp" || encoder.name == "x264" || encoder.name == "jpeg"))
      GTEST_SKIP() << encoder.name << ": " << encoder.reason;
  }
  ServeOptions options = test_options();
  options.width = kWidth;
  options.height = kHeight;
  options.still_after = std::chrono::milliseconds(50);
  Display display = serve(std::move(options));
  const std::vector<std::uint8_t> published = noise();
  display.publish(frame_view(published, kWidth, kHeight));
  Viewer viewer(display, {.supported = GetParam()});
  const auto moving = viewer.wait_frame();
  ASSERT_TRUE(moving);
  const auto still = viewer.wait_frame();
  ASSERT_TRUE(still);
  ASSERT_EQ(still->header.format, "image/webp");
  const auto seen = decode(*still);
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen, without_alpha(published.data()));
  if (moving->header.format == "image/webp") {
    EXPECT_NE(decode(*moving), seen) << "the moving picture is lossy as before";
  }
  EXPECT_FALSE(viewer.wait_frame(std::chrono::milliseconds(300))) << "one still of one picture";
}

INSTANTIATE_TEST_SUITE_P(Viewers, LosslessStill,
                         ::testing::Values(std::vector<std::string>{"webcodecs/h264-annexb", "image/webp"},
                                           std::vector<std::string>{"webcodecs/h264-annexb", "image/jpeg",
                                                                    "image/webp"},
                                           std::vector<std::string>{"image/webp"},
                                           std::vector<std::string>{"image/jpeg", "image/webp"}));

}  // namespace
}  // namespace pdum::rfb
