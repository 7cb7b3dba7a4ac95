#include "encode/encoder_registry.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include <pdum/rfb/encoders.hpp>

namespace pdum::rfb {
namespace {

EncoderEntry entry(std::string name, std::string capability, bool video) {
  EncoderEntry result{std::move(name), std::move(capability), video, "", 100, true, "", nullptr};
  result.open = [](const EncoderSettings&) -> Result<std::unique_ptr<Encoder>> {
    return Failure{"no codec behind it"};
  };
  return result;
}

std::vector<std::string> names(const EncoderRegistry& registry) {
  std::vector<std::string> result;
  for (const EncoderEntry& known : registry.entries()) result.push_back(known.name);
  return result;
}

TEST(EncoderRegistry, ListsVideoFirstThenImages) {
  EXPECT_EQ(names(EncoderRegistry::with_builtin()),
            (std::vector<std::string>{"x264", "x264-high", "x264-444", "jpeg", "png", "webp"}));
}

TEST(EncoderRegistry, NamesCapabilityLimitAndNominalCodec) {
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  const EncoderEntry* x264 = registry.find("x264");
  ASSERT_NE(x264, nullptr);
  EXPECT_TRUE(x264->video);
  EXPECT_EQ(x264->capability, "webcodecs/h264-annexb");
  EXPECT_EQ(x264->nominal_codec, "avc1.42E01F");
  ASSERT_NE(registry.find("webp"), nullptr);
  EXPECT_EQ(registry.find("webp")->capability, "image/webp");
  EXPECT_EQ(registry.find("webp")->max_side, 16383);
  EXPECT_EQ(registry.find("no-such-encoder"), nullptr);
}

TEST(EncoderRegistry, KnowsWhichEntriesAreOneEncoder) {
  EncoderRegistry registry = EncoderRegistry::with_builtin();
  for (const char* name : {"x264", "x264-high", "x264-444"}) {
    const EncoderEntry* known = registry.find(name);
    ASSERT_NE(known, nullptr) << name;
    EXPECT_EQ(known->backend, "x264");
    EXPECT_EQ(known->yuv444, known->name == "x264-444");
    EXPECT_TRUE(known->video);
  }
  EXPECT_EQ(registry.find("x264-high")->capability, "webcodecs/h264-annexb-high");
  EXPECT_EQ(registry.find("x264-high")->nominal_codec, "avc1.64001F");
  EXPECT_EQ(registry.find("x264-444")->capability, "webcodecs/h264-annexb-444");
  EXPECT_EQ(registry.find("x264-444")->nominal_codec, "avc1.F4001F");
  EXPECT_EQ(registry.find("jpeg")->backend, "jpeg");
  registry.add(entry("other", "image/x", false));
  EXPECT_EQ(registry.find("other")->backend, "other");
}

TEST(EncoderRegistry, SaysHowToGetWhatIsMissing) {
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  for (const EncoderEntry& known : registry.entries()) {
    EXPECT_EQ(known.available, known.reason.empty()) << known.name;
    if (known.available) continue;
    EXPECT_NE(known.reason.find("install"), std::string::npos) << known.reason;
    const auto refused = known.open({.width = 16, .height = 16});
    ASSERT_FALSE(refused) << known.name;
    EXPECT_NE(refused.error().find(known.reason), std::string::npos);
  }
}

TEST(EncoderRegistry, PutsAnAddedEntryBeforeItsRivals) {
  EncoderRegistry registry;
  registry.add(entry("jpeg", "image/jpeg", false));
  registry.add(entry("x264", "h264", true));
  registry.add(entry("png", "image/png", false));
  registry.add(entry("fast-x264", "h264", true));
  registry.add(entry("test-png", "image/png", false));
  EXPECT_EQ(names(registry), (std::vector<std::string>{"fast-x264", "x264", "jpeg", "test-png", "png"}));
}

TEST(EncoderRegistry, OpensWithinTheLimitOnly) {
  EncoderRegistry registry;
  registry.add(entry("codec", "image/x", false));
  const auto error = [&](int width, int height) {
    return registry.find("codec")->open({.width = width, .height = height}).error();
  };
  EXPECT_EQ(error(100, 100), "codec: no codec behind it");
  EXPECT_NE(error(101, 1).find("101x1"), std::string::npos) << error(101, 1);
  EXPECT_NE(error(0, 1).find("0x1"), std::string::npos);
}

TEST(EncoderRegistry, TurnsWhatOpeningThrowsIntoAFailure) {
  EncoderEntry throwing = entry("codec", "image/x", false);
  throwing.open = [](const EncoderSettings&) -> Result<std::unique_ptr<Encoder>> { throw std::bad_alloc(); };
  EncoderRegistry registry;
  registry.add(std::move(throwing));
  EXPECT_FALSE(registry.find("codec")->open({.width = 1, .height = 1}));
}

TEST(AvailableEncoders, DescribesTheRegistry) {
  const auto descriptions = available_encoders();
  const EncoderRegistry registry = EncoderRegistry::with_builtin();
  ASSERT_EQ(descriptions.size(), registry.entries().size());
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    EXPECT_EQ(descriptions[i].name, registry.entries()[i].name);
    EXPECT_EQ(descriptions[i].available, registry.entries()[i].available);
    EXPECT_EQ(descriptions[i].reason, registry.entries()[i].reason);
    EXPECT_GT(descriptions[i].max_side, 0);
  }
}

}  // namespace
}  // namespace pdum::rfb
