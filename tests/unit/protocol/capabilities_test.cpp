#include "protocol/capabilities.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pdum::rfb {
namespace {

TEST(Capabilities, ImageFormatsMapToMimeTypesAndBack) {
  EXPECT_EQ(image_format("image/jpeg"), ImageFormat::jpeg);
  EXPECT_EQ(image_format("image/png"), ImageFormat::png);
  EXPECT_EQ(image_format("image/webp"), ImageFormat::webp);
  EXPECT_EQ(image_format("image/gif"), std::nullopt);
  EXPECT_EQ(image_format("webcodecs/h264-annexb"), std::nullopt);
  EXPECT_EQ(mime_type(ImageFormat::webp), "image/webp");
}

TEST(Capabilities, StreamNamesAreShortAndPlain) {
  for (const char* name : {"default", "a", "A-b_c.9", "Health", "metrics2", ".", ".."}) {
    EXPECT_TRUE(is_valid_stream_name(name)) << name;
  }
  for (const char* name : {"", "a/b", "a b", "a%20b", "é", "a?b", "a:b"}) {
    EXPECT_FALSE(is_valid_stream_name(name)) << name;
  }
  EXPECT_TRUE(is_valid_stream_name(std::string(64, 'x')));
  EXPECT_FALSE(is_valid_stream_name(std::string(65, 'x')));
}

TEST(Capabilities, RoutesAreNotStreamNames) {
  for (const char* name : {"health", "metrics", "streams", "recorded-events", "assets", "demo"}) {
    EXPECT_FALSE(is_valid_stream_name(name)) << name;
    EXPECT_TRUE(is_reserved_stream_name(name)) << name;
  }
}

}  // namespace
}  // namespace pdum::rfb
