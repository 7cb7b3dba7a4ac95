#include "encode/icc_profile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "unit/encode/color_readers.hpp"

namespace pdum::rfb::test {
namespace {

constexpr std::array<double, 3> kD50 = {0.9642, 1.0, 0.8249};

std::string word_at(const Bytes& profile, std::size_t at) {
  std::string word;
  for (std::size_t i = at; i < at + 4 && i < profile.size(); ++i) word += static_cast<char>(profile[i]);
  return word;
}

std::uint32_t number_at(const Bytes& profile, std::size_t at) {
  std::uint32_t number = 0;
  for (const char byte : word_at(profile, at)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

void expect_near(const std::array<double, 3>& seen, const std::array<double, 3>& wanted,
                 double tolerance = 3e-4) {
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(seen[i], wanted[i], tolerance) << i;
}

/// Light of a channel, by the definitions themselves.
double light(ColorTransfer transfer, double value) {
  if (transfer == ColorTransfer::linear) return value;
  if (transfer == ColorTransfer::srgb)
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  return value < 0.081 ? value / 4.5 : std::pow((value + 0.099) / 1.099, 1 / 0.45);
}

constexpr std::array kSayable = {ColorTransfer::srgb, ColorTransfer::bt709, ColorTransfer::linear};

TEST(IccProfile, IsLeftOutWhereNothingNeedsSayingOrNoneCanSayIt) {
  EXPECT_TRUE(icc_profile(kSrgb, IccChannels::rgb).empty());
  EXPECT_TRUE(icc_profile({.bit_depth = 10}, IccChannels::rgb).empty());
  EXPECT_TRUE(icc_profile(kDisplayP3, IccChannels::gray).empty()) << "gray has no primaries";
  for (const ColorTransfer transfer : {ColorTransfer::pq, ColorTransfer::hlg}) {
    for (const IccChannels channels : {IccChannels::rgb, IccChannels::gray})
      EXPECT_TRUE(icc_profile({ColorPrimaries::bt2020, transfer}, channels).empty());
  }
}

TEST(IccProfile, ItsTableNamesEveryTagThatTheStandardRequires) {
  const Bytes profile = icc_profile(kDisplayP3, IccChannels::rgb);
  ASSERT_GT(profile.size(), 132U);
  EXPECT_LT(profile.size(), 1024U);
  EXPECT_EQ(number_at(profile, 0), profile.size());
  EXPECT_EQ(number_at(profile, 8), 0x04300000U);
  EXPECT_EQ(word_at(profile, 12), "mntr");
  EXPECT_EQ(word_at(profile, 16), "RGB ");
  EXPECT_EQ(word_at(profile, 20), "XYZ ");
  EXPECT_EQ(word_at(profile, 36), "acsp");
  std::string names;
  const std::uint32_t count = number_at(profile, 128);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = 132 + 12 * i;
    names += word_at(profile, entry) + ' ';
    EXPECT_EQ(number_at(profile, entry + 4) % 4, 0U) << "aligned";
    EXPECT_LE(number_at(profile, entry + 4) + number_at(profile, entry + 8), profile.size());
  }
  EXPECT_EQ(names, "desc cprt wtpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC ");
}

TEST(IccProfile, LittleCmsReadsThePrimariesOutOfIt) {
  if (!ProfileReader::available()) GTEST_SKIP() << "built without Little CMS (liblcms2-dev)";
  const ProfileReader p3(icc_profile(kDisplayP3, IccChannels::rgb));
  ASSERT_TRUE(p3.ok());
  expect_near(p3.xyz_of_rgb({1, 0, 0}), {0.51512, 0.24120, -0.00105});
  expect_near(p3.xyz_of_rgb({0, 1, 0}), {0.29198, 0.69225, 0.04189});
  expect_near(p3.xyz_of_rgb({0, 0, 1}), {0.15710, 0.06657, 0.78407});
  expect_near(p3.xyz_of_rgb({1, 1, 1}), kD50);
  const ProfileReader bt2020(icc_profile(kBt2020, IccChannels::rgb));
  ASSERT_TRUE(bt2020.ok());
  expect_near(bt2020.xyz_of_rgb({1, 0, 0}), {0.67346, 0.27903, -0.00194});
  expect_near(bt2020.xyz_of_rgb({0, 1, 0}), {0.16566, 0.67535, 0.02998});
  expect_near(bt2020.xyz_of_rgb({0, 0, 1}), {0.12505, 0.04562, 0.79686});
}

TEST(IccProfile, SrgbRedHasTheNumbersInDisplayP3ThatCssSays) {
  if (!ProfileReader::available()) GTEST_SKIP() << "built without Little CMS (liblcms2-dev)";
  const ProfileReader p3(icc_profile(kDisplayP3, IccChannels::rgb));
  expect_near(p3.from_srgb({1, 0, 0}), {0.9175, 0.2003, 0.1386}, 1e-3);  // CSS Color 4
  expect_near(p3.from_srgb({0.5, 0.5, 0.5}), {0.5, 0.5, 0.5}, 1e-3);
}

TEST(IccProfile, LittleCmsReadsTheCurvesOutOfIt) {
  if (!ProfileReader::available()) GTEST_SKIP() << "built without Little CMS (liblcms2-dev)";
  for (const ColorTransfer transfer : kSayable) {
    const ProfileReader profile(icc_profile({ColorPrimaries::bt2020, transfer}, IccChannels::rgb));
    ASSERT_TRUE(profile.ok());
    for (const double value : {0.0, 0.02, 0.0405, 0.08, 0.1, 0.5, 0.9, 1.0})
      EXPECT_NEAR(profile.xyz_of_rgb({value, value, value})[1], light(transfer, value), 3e-4) << value;
  }
}

TEST(IccProfile, GrayHasACurveAlone) {
  const ColorSpace linear{.primaries = ColorPrimaries::display_p3, .transfer = ColorTransfer::linear};
  const Bytes profile = icc_profile(linear, IccChannels::gray);
  ASSERT_FALSE(profile.empty());
  EXPECT_EQ(word_at(profile, 16), "GRAY");
  if (!ProfileReader::available()) GTEST_SKIP() << "built without Little CMS (liblcms2-dev)";
  const ProfileReader reader(profile);
  ASSERT_TRUE(reader.ok());
  EXPECT_NEAR(reader.xyz_of_gray(0.25)[1], 0.25, 3e-4);
  expect_near(reader.xyz_of_gray(1), kD50);
}

}  // namespace
}  // namespace pdum::rfb::test
