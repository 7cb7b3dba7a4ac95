#include "encode/h264_bitstream.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>

#include "core/payload.hpp"

namespace pdum::rfb {
namespace {

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

/// Writes what the reader reads.
class BitWriter {
 public:
  BitWriter& bits(int count, std::uint32_t value) {
    for (int i = count - 1; i >= 0; --i) bits_.push_back((value >> i & 1U) != 0);
    return *this;
  }
  BitWriter& golomb(std::uint32_t value) {
    int length = 0;
    while ((std::uint64_t{value} + 1) >> (length + 1) != 0) ++length;
    return bits(length, 0).bits(length + 1, value + 1);
  }
  /// As an SPS unit, with a stop bit and emulation prevention.
  Bytes sps() const {
    std::vector<bool> all = bits_;
    all.push_back(true);
    while (all.size() % 8 != 0) all.push_back(false);
    Bytes unit = {std::byte{0x67}};
    int zeros = 0;
    for (std::size_t i = 0; i < all.size(); i += 8) {
      int value = 0;
      for (std::size_t bit = 0; bit < 8; ++bit) value = value * 2 + (all[i + bit] ? 1 : 0);
      if (zeros >= 2 && value <= 3) {
        unit.push_back(std::byte{3});
        zeros = 0;
      }
      zeros = value == 0 ? zeros + 1 : 0;
      unit.push_back(static_cast<std::byte>(value));
    }
    return unit;
  }

 private:
  std::vector<bool> bits_;
};

/// Everything up to the VUI of a 1918×1078 constrained baseline stream.
BitWriter baseline_sps() {
  BitWriter out;
  out.bits(8, 66).bits(8, 0xc0).bits(8, 40).golomb(0);            // profile, constraints, level, id
  out.golomb(0).golomb(2).golomb(1).bits(1, 0);                   // frame_num, POC type, references, gaps
  out.golomb(119).golomb(67).bits(1, 1).bits(1, 1);               // 120×68 macroblocks, frames only, direct
  return out.bits(1, 1).golomb(0).golomb(1).golomb(0).golomb(5);  // crop: left, right, top, bottom
}

std::optional<SpsInfo> read(const Bytes& unit) {
  return read_sps({NalType::sps, unit});
}

TEST(NalReader, SplitsAtStartCodesOfBothLengths) {
  const Bytes stream = bytes_of({0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 3, 0, 0, 0, 1, 0x65, 4, 0, 0});
  NalReader reader(stream);
  const auto sps = reader.next();
  const auto pps = reader.next();
  const auto idr = reader.next();
  ASSERT_TRUE(sps && pps && idr);
  EXPECT_EQ(sps->type, NalType::sps);
  EXPECT_EQ(sps->bytes.size(), 3U);
  EXPECT_EQ(pps->type, NalType::pps);
  EXPECT_EQ(pps->bytes.size(), 2U);
  EXPECT_EQ(idr->type, NalType::idr_slice);
  EXPECT_EQ(idr->bytes.size(), 2U) << "trailing zeros belong to nobody";
  EXPECT_FALSE(reader.next());
}

TEST(NalReader, FindsNothingWithoutAStartCode) {
  for (const Bytes& stream :
       {bytes_of({}), bytes_of({0}), bytes_of({0, 0}), bytes_of({0, 0, 1}), bytes_of({0, 0, 1, 0, 0, 1}),
        bytes_of({1, 2, 3, 4, 5, 6}), bytes_of({0, 1, 0, 1, 0, 1})}) {
    NalReader reader(stream);
    EXPECT_FALSE(reader.next());
  }
}

TEST(NalReader, SkipsWhatStandsBeforeTheFirstStartCode) {
  const Bytes stream = bytes_of({9, 9, 0, 0, 1, 0x41, 7});
  NalReader reader(stream);
  const auto unit = reader.next();
  ASSERT_TRUE(unit);
  EXPECT_EQ(unit->type, NalType::slice);
}

TEST(SpsReader, ReadsSizeProfileAndLevel) {
  const auto sps = read(baseline_sps().bits(1, 0).sps());
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->width, 1918);
  EXPECT_EQ(sps->height, 1078);
  EXPECT_EQ(sps->codec_string(), "avc1.42C028");
  EXPECT_FALSE(sps->full_range);
  EXPECT_FALSE(sps->max_num_reorder_frames);
}

TEST(SpsReader, ReadsColourAndReorderingPastEverythingOptional) {
  BitWriter out = baseline_sps().bits(1, 1);
  out.bits(1, 1).bits(8, 255).bits(16, 1).bits(16, 1);  // aspect ratio, extended
  out.bits(2, 0b11).bits(1, 1).bits(3, 5).bits(1, 1);   // overscan; video format; full range
  out.bits(1, 1).bits(8, 1).bits(8, 13).bits(8, 6);     // colour description
  out.bits(1, 1).golomb(0).golomb(0);                   // chroma location
  out.bits(1, 1).bits(32, 1).bits(32, 120).bits(1, 1);  // timing, which holds long runs of zeros
  out.bits(1, 1).golomb(0).bits(8, 0).golomb(4'000'000'000U).golomb(7).bits(1, 0).bits(20, 0);  // NAL HRD
  out.bits(1, 0).bits(1, 0).bits(1, 0);  // VCL HRD; low delay; picture structure
  out.bits(1, 1).bits(1, 1).golomb(0).golomb(0).golomb(10).golomb(10).golomb(0).golomb(1);
  const auto sps = read(out.sps());
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->full_range, true);
  EXPECT_EQ(sps->colour_primaries, 1);
  EXPECT_EQ(sps->transfer_characteristics, 13);
  EXPECT_EQ(sps->matrix_coefficients, 6);
  EXPECT_EQ(sps->max_num_reorder_frames, 0);
  EXPECT_EQ(sps->max_dec_frame_buffering, 1);
}

TEST(SpsReader, ReadsTheChromaFormatOfHighProfiles) {
  BitWriter out;
  out.bits(8, 244).bits(8, 0).bits(8, 31).golomb(0).golomb(3).bits(1, 0).golomb(0).golomb(0).bits(1, 0);
  out.bits(1, 1);                         // scaling matrices: one list of one delta, others absent
  out.bits(1, 1).golomb(16).bits(11, 0);  // −8 ends the list
  out.golomb(0).golomb(2).golomb(1).bits(1, 0).golomb(4).golomb(4).bits(1, 1).bits(1, 1).bits(1, 0).bits(1,
                                                                                                         0);
  const auto sps = read(out.sps());
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->chroma_format_idc, 3);
  EXPECT_EQ(sps->width, 80);
  EXPECT_EQ(sps->codec_string(), "avc1.F4001F");
}

TEST(SpsReader, RefusesEveryTruncation) {
  const Bytes whole = baseline_sps()
                          .bits(1, 1)
                          .bits(8, 0)
                          .bits(1, 1)
                          .bits(1, 1)
                          .golomb(0)
                          .golomb(0)
                          .golomb(10)
                          .golomb(10)
                          .golomb(0)
                          .golomb(1)
                          .sps();
  ASSERT_TRUE(read(whole));
  for (std::size_t size = 0; size + 1 < whole.size(); ++size)
    EXPECT_FALSE(read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))) << size;
}

TEST(SpsReader, RefusesImpossibleValues) {
  EXPECT_FALSE(read_sps({NalType::pps, {}}));
  EXPECT_FALSE(read(Bytes(5000, std::byte{0xff}))) << "far too long";
  EXPECT_FALSE(read(Bytes(100, std::byte{0}))) << "Exp-Golomb without an end";
  BitWriter cropped_away;
  cropped_away.bits(8, 66).bits(8, 0).bits(8, 30).golomb(0).golomb(0).golomb(2).golomb(1).bits(1, 0);
  cropped_away.golomb(0).golomb(0).bits(1, 1).bits(1, 1).bits(1, 1);
  cropped_away.golomb(4).golomb(4).golomb(0).golomb(0).bits(1, 0);
  EXPECT_FALSE(read(cropped_away.sps()));
}

TEST(SpsReader, SurvivesRandomBytes) {
  std::uint32_t seed = 7;
  for (int round = 0; round < 20'000; ++round) {
    Bytes unit = {std::byte{0x67}, std::byte{66}};
    for (int i = 0; i < 40; ++i)
      unit.push_back(static_cast<std::byte>((seed = seed * 1664525U + 1013904223U) >> 24));
    const auto sps = read(unit);
    if (sps) {
      EXPECT_GT(sps->width, 0);
      EXPECT_EQ(sps->codec_string().size(), 11U);
    }
  }
}

TEST(AccessUnit, TellsIdrsWithParameterSetsFromOthers) {
  Bytes unit = bytes_of({0, 0, 0, 1});
  const Bytes sps = baseline_sps().bits(1, 0).sps();
  unit.insert(unit.end(), sps.begin(), sps.end());
  const Bytes idr_without_pps = [&] {
    Bytes all = unit;
    for (const std::byte b : bytes_of({0, 0, 1, 0x65, 0x88})) all.push_back(b);
    return all;
  }();
  for (const std::byte b : bytes_of({0, 0, 1, 0x68, 1, 0, 0, 1, 0x65, 0x88})) unit.push_back(b);

  const AccessUnitInfo whole = read_access_unit(unit);
  EXPECT_TRUE(whole.has_idr && whole.parameter_sets_first && whole.sps);
  EXPECT_TRUE(read_access_unit(idr_without_pps).has_idr);
  EXPECT_FALSE(read_access_unit(idr_without_pps).parameter_sets_first);
  EXPECT_FALSE(read_access_unit(bytes_of({0, 0, 1, 0x41, 1, 2})).has_idr);
  EXPECT_FALSE(read_access_unit({}).has_idr);
}

}  // namespace
}  // namespace pdum::rfb
