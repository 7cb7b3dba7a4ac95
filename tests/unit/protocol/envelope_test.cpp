#include "protocol/envelope.hpp"

#include <gtest/gtest.h>

#include "unit/protocol/wire_fixtures.hpp"

namespace pdum::rfb {
namespace {

using test::from_hex;
using test::load_cases;
using Json = nlohmann::ordered_json;

std::variant<ImageHeader, VideoHeader> header_of(const Json& fields) {
  const double pixel_ratio = fields.value("pixel_ratio", 1.0);
  if (fields["type"] == "image_frame") {
    return ImageHeader{fields["timestamp_us"], fields["width"], fields["height"],
                       fields["mime"],         pixel_ratio,     test::color_of(fields)};
  }
  VideoHeader header{
      fields["timestamp_us"], {},          fields["width"],       fields["height"], fields["codec"],
      fields["keyframe"],     pixel_ratio, test::color_of(fields)};
  if (fields.contains("duration_us")) header.duration_us = fields["duration_us"].get<std::int64_t>();
  return header;
}

FrameType type_of(const Json& fields) {
  return fields["type"] == "image_frame" ? FrameType::image_frame : FrameType::video_chunk;
}

TEST(Envelope, ComposesTheGoldenBytes) {
  for (const Json& item : load_cases("envelopes.json")) {
    SCOPED_TRACE(item["name"]);
    const Json& fields = item["header"];
    const std::string middle =
        std::visit([](const auto& header) { return header_middle(header); }, header_of(fields));
    const std::string message = compose_prefix(type_of(fields), fields["seq"].get<std::uint64_t>(), middle) +
                                from_hex(item["payload_hex"].get<std::string>());
    EXPECT_EQ(message, from_hex(item["message_hex"].get<std::string>()));
  }
}

TEST(Envelope, UnpacksTheGoldenBytes) {
  for (const Json& item : load_cases("envelopes.json")) {
    SCOPED_TRACE(item["name"]);
    const std::string message = from_hex(item["message_hex"].get<std::string>());
    const Result<UnpackedFrame> frame = unpack_frame(message);
    ASSERT_TRUE(frame) << frame.error();
    EXPECT_EQ(frame->seq, item["header"]["seq"].get<std::uint64_t>());
    EXPECT_EQ(frame->header, header_of(item["header"]));
    EXPECT_EQ(frame->payload, from_hex(item["payload_hex"].get<std::string>()));
  }
}

TEST(Envelope, RefusesMalformedMessages) {
  for (const Json& item : load_cases("envelopes_bad.json")) {
    EXPECT_FALSE(unpack_frame(from_hex(item["message_hex"].get<std::string>()))) << item["name"];
  }
}

TEST(Envelope, ReferenceMessageHasTheLengthsOfTheProtocol) {
  const VideoHeader header{16666, {}, 640, 480, "avc1.42E01F", true, 1};
  const std::string prefix = compose_prefix(FrameType::video_chunk, 7, header_middle(header));
  EXPECT_EQ(prefix.size(), 4U + 135U);
  EXPECT_EQ(prefix.substr(0, 11), from_hex("870000007b227479706522"));
}

TEST(Envelope, EveryTruncationIsRefusedOrKeepsTheHeader) {
  const ImageHeader header{5, 6, 7, "image/png", 1};
  const std::string prefix = compose_prefix(FrameType::image_frame, 1, header_middle(header));
  for (std::size_t size = 0; size < prefix.size(); ++size) {
    EXPECT_FALSE(unpack_frame(std::string_view(prefix).substr(0, size))) << size;
  }
  EXPECT_TRUE(unpack_frame(prefix));
}

}  // namespace
}  // namespace pdum::rfb
