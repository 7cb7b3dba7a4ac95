#include <pdum/rfb/protocol.hpp>

#include <gtest/gtest.h>

#include "protocol/envelope.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::microseconds;

const FrameHeader kVideo{.video = true,
                         .seq = 7,
                         .timestamp = microseconds(16666),
                         .width = 640,
                         .height = 480,
                         .format = "avc1.42E01F",
                         .keyframe = true};
const std::vector<std::byte> kPayload = {std::byte{0}, std::byte{0},    std::byte{0},
                                         std::byte{1}, std::byte{0x67}, std::byte{0x42}};

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(BinaryMessage, IsTheReferenceOfTheProtocol) {
  const auto message = pack_binary_message(kVideo, kPayload);
  EXPECT_EQ(message.size(), 4U + 135 + 6);
  const std::string start("\x87\0\0\0{\"type\"", 11);
  EXPECT_EQ(text_of(message).substr(0, 11), start);
}

TEST(BinaryMessage, ComesBackAsItWentIn) {
  FrameHeader with_all = kVideo;
  with_all.duration = microseconds(33);
  with_all.pixel_ratio = 1.5;
  with_all.keyframe = false;
  const FrameHeader image{
      .seq = 1, .timestamp = microseconds(2), .width = 3, .height = 4, .format = "image/png"};
  for (const FrameHeader& header : {kVideo, with_all, image}) {
    const auto message = pack_binary_message(header, kPayload);
    const auto unpacked = unpack_binary_message(message);
    ASSERT_TRUE(unpacked);
    EXPECT_EQ(unpacked->header, header);
    EXPECT_EQ(std::vector<std::byte>(unpacked->payload.begin(), unpacked->payload.end()), kPayload);
    EXPECT_GE(unpacked->payload.data(), message.data()) << "a slice, not a copy";
    EXPECT_LE(unpacked->payload.data() + unpacked->payload.size(), message.data() + message.size());
  }
}

TEST(BinaryMessage, AnEmptyPayloadIsOne) {
  const auto unpacked = unpack_binary_message(pack_binary_message(kVideo, {}));
  ASSERT_TRUE(unpacked);
  EXPECT_TRUE(unpacked->payload.empty());
}

TEST(BinaryMessage, SaysWhyWhatIsCutShortOrBrokenIsNone) {
  const auto message = pack_binary_message(kVideo, kPayload);
  for (std::size_t length = 0; length < 4 + 135; ++length) {
    std::string why;
    ASSERT_FALSE(unpack_binary_message(std::span(message).first(length), &why)) << length;
    ASSERT_FALSE(why.empty()) << length;
    ASSERT_FALSE(unpack_binary_message(std::span(message).first(length)));
  }
  auto broken = message;
  broken[4] = std::byte{'['};
  EXPECT_FALSE(unpack_binary_message(broken));
  broken = message;
  broken[3] = std::byte{0xff};
  EXPECT_FALSE(unpack_binary_message(broken)) << "a length of 4 GiB";
}

}  // namespace
}  // namespace pdum::rfb
