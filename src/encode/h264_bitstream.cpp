#include "encode/h264_bitstream.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

namespace pdum::rfb {
namespace {

constexpr std::size_t kMaxSpsBytes = 1024;  // far above any real one; bounds the work on hostile input

/// Offset of the first 00 00 01 in `bytes`, or its size.
std::size_t find_start_code(std::span<const std::byte> bytes) {
  constexpr std::byte kZero{0};
  constexpr std::byte kOne{1};
  for (std::size_t i = 2; i < bytes.size(); ++i) {
    if (bytes[i] > kOne) {
      i += 2;  // no start code holds this byte
    } else if (bytes[i] == kOne && bytes[i - 1] == kZero && bytes[i - 2] == kZero) {
      return i - 2;
    }
  }
  return bytes.size();
}

std::span<const std::byte> after_start_code(std::span<const std::byte> bytes) {
  const std::size_t at = find_start_code(bytes);
  return at == bytes.size() ? std::span<const std::byte>{} : bytes.subspan(at + 3);
}

/// The payload of a NAL unit without emulation prevention bytes (7.3.1).
std::vector<std::uint8_t> unescape(std::span<const std::byte> bytes) {
  std::vector<std::uint8_t> payload;
  int zeros = 0;
  for (const std::byte byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    if (zeros >= 2 && value == 3) {
      zeros = 0;
      continue;
    }
    zeros = value == 0 ? zeros + 1 : 0;
    payload.push_back(value);
  }
  return payload;
}

/// Reads bits, most significant first. After the end, or an over-long code, everything reads as zero and `ok`
/// is false.
class BitReader {
 public:
  explicit BitReader(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}

  bool ok() const { return ok_; }
  bool flag() { return bits(1) != 0; }

  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = (value << 1) | next_bit();
    return ok_ ? value : 0;
  }

  /// ue(v), at most `max`.
  std::uint32_t unsigned_golomb(std::uint32_t max) {
    int zeros = 0;
    while (ok_ && next_bit() == 0) {
      if (++zeros > 31) ok_ = false;
    }
    if (!ok_) return 0;
    const std::uint64_t value = (std::uint64_t{1} << zeros) - 1 + bits(zeros);
    if (value > max) ok_ = false;
    return ok_ ? static_cast<std::uint32_t>(value) : 0;
  }

  /// se(v) without a bound.
  int signed_golomb() {
    const std::uint32_t code = unsigned_golomb(0xfffffffeU);
    const auto magnitude = static_cast<int>((code + 1ULL) / 2);
    return code % 2 != 0 ? magnitude : -magnitude;
  }

 private:
  std::uint32_t next_bit() {
    if (position_ >= bytes_.size() * 8) {
      ok_ = false;
      return 0;
    }
    const std::uint32_t byte = bytes_[position_ / 8];
    return (byte >> (7 - position_++ % 8)) & 1U;
  }

  const std::vector<std::uint8_t> bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

bool has_chroma_info(int profile) {
  constexpr std::array kProfiles = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  return std::find(kProfiles.begin(), kProfiles.end(), profile) != kProfiles.end();
}

void skip_scaling_list(BitReader& in, int size) {
  int last = 8;
  int next = 8;
  for (int i = 0; i < size && in.ok(); ++i) {
    if (next != 0) next = (last + in.signed_golomb() % 256 + 256) % 256;
    last = next == 0 ? last : next;
  }
}

void read_chroma_info(BitReader& in, SpsInfo& sps) {
  sps.chroma_format_idc = static_cast<int>(in.unsigned_golomb(3));
  if (sps.chroma_format_idc == 3) in.flag();  // separate_colour_plane_flag
  in.unsigned_golomb(6);                      // bit_depth_luma_minus8
  in.unsigned_golomb(6);                      // bit_depth_chroma_minus8
  in.flag();                                  // qpprime_y_zero_transform_bypass_flag
  if (!in.flag()) return;                     // seq_scaling_matrix_present_flag
  const int lists = sps.chroma_format_idc == 3 ? 12 : 8;
  for (int i = 0; i < lists && in.ok(); ++i) {
    if (in.flag()) skip_scaling_list(in, i < 6 ? 16 : 64);
  }
}

void skip_picture_order(BitReader& in) {
  const std::uint32_t type = in.unsigned_golomb(2);
  if (type == 0) in.unsigned_golomb(12);  // log2_max_pic_order_cnt_lsb_minus4
  if (type != 1) return;
  in.flag();
  in.signed_golomb();
  in.signed_golomb();
  const std::uint32_t cycle = in.unsigned_golomb(255);
  for (std::uint32_t i = 0; i < cycle && in.ok(); ++i) in.signed_golomb();
}

void read_size(BitReader& in, SpsInfo& sps) {
  constexpr std::uint32_t kMaxMacroblocks = 1055;  // per side, level 6.2
  const int columns = static_cast<int>(in.unsigned_golomb(kMaxMacroblocks)) + 1;
  const int map_rows = static_cast<int>(in.unsigned_golomb(kMaxMacroblocks)) + 1;
  const bool frames_only = in.flag();
  if (!frames_only) in.flag();  // mb_adaptive_frame_field_flag
  in.flag();                    // direct_8x8_inference_flag
  const int field_factor = frames_only ? 1 : 2;
  sps.width = columns * 16;
  sps.height = map_rows * 16 * field_factor;
  if (!in.flag()) return;  // frame_cropping_flag
  const int unit_x = sps.chroma_format_idc == 1 || sps.chroma_format_idc == 2 ? 2 : 1;
  const int unit_y = (sps.chroma_format_idc == 1 ? 2 : 1) * field_factor;
  std::array<int, 4> crop{};  // left, right, top, bottom
  for (int& edge : crop) edge = static_cast<int>(in.unsigned_golomb(17000));
  sps.width -= (crop[0] + crop[1]) * unit_x;
  sps.height -= (crop[2] + crop[3]) * unit_y;
}

void skip_hrd(BitReader& in) {
  const std::uint32_t count = in.unsigned_golomb(31);
  in.bits(8);
  for (std::uint32_t i = 0; i <= count && in.ok(); ++i) {
    in.unsigned_golomb(0xfffffffeU);
    in.unsigned_golomb(0xfffffffeU);
    in.flag();
  }
  in.bits(20);
}

void read_colour(BitReader& in, SpsInfo& sps) {
  in.bits(3);  // video_format
  sps.full_range = in.flag();
  if (!in.flag()) return;  // colour_description_present_flag
  sps.colour_primaries = static_cast<int>(in.bits(8));
  sps.transfer_characteristics = static_cast<int>(in.bits(8));
  sps.matrix_coefficients = static_cast<int>(in.bits(8));
}

void read_bitstream_restriction(BitReader& in, SpsInfo& sps) {
  in.flag();  // motion_vectors_over_pic_boundaries_flag
  for (int i = 0; i < 4; ++i) in.unsigned_golomb(16);
  sps.max_num_reorder_frames = static_cast<int>(in.unsigned_golomb(16));
  sps.max_dec_frame_buffering = static_cast<int>(in.unsigned_golomb(16));
}

void read_vui(BitReader& in, SpsInfo& sps) {
  if (in.flag() && in.bits(8) == 255) in.bits(32);  // aspect_ratio_idc, Extended_SAR
  if (in.flag()) in.flag();                         // overscan
  if (in.flag()) read_colour(in, sps);
  if (in.flag()) {  // chroma_loc_info_present_flag
    in.unsigned_golomb(5);
    in.unsigned_golomb(5);
  }
  if (in.flag()) {  // timing_info_present_flag
    in.bits(32);
    in.bits(32);
    in.flag();
  }
  const bool nal_hrd = in.flag();
  if (nal_hrd) skip_hrd(in);
  const bool vcl_hrd = in.flag();
  if (vcl_hrd) skip_hrd(in);
  if (nal_hrd || vcl_hrd) in.flag();  // low_delay_hrd_flag
  in.flag();                          // pic_struct_present_flag
  if (in.flag()) read_bitstream_restriction(in, sps);
}

}  // namespace

NalReader::NalReader(std::span<const std::byte> stream) : rest_(after_start_code(stream)) {}

std::optional<NalUnit> NalReader::next() {
  while (!rest_.empty()) {
    std::span<const std::byte> unit = rest_.first(find_start_code(rest_));
    rest_ = after_start_code(rest_);
    while (!unit.empty() && unit.back() == std::byte{0}) unit = unit.first(unit.size() - 1);
    if (unit.empty()) continue;
    return NalUnit{static_cast<NalType>(unit.front() & std::byte{0x1f}), unit};
  }
  return std::nullopt;
}

std::string SpsInfo::codec_string() const {
  std::array<char, 16> text{};
  (void)std::snprintf(
      text.data(), text.size(), "avc1.%02X%02X%02X", static_cast<unsigned>(profile_idc) & 0xffU,
      static_cast<unsigned>(constraint_flags) & 0xffU, static_cast<unsigned>(level_idc) & 0xffU);
  return text.data();
}

std::optional<SpsInfo> read_sps(const NalUnit& unit) {
  if (unit.type != NalType::sps || unit.bytes.size() < 4 || unit.bytes.size() > kMaxSpsBytes) return {};
  BitReader in(unescape(unit.bytes.subspan(1)));
  SpsInfo sps;
  sps.profile_idc = static_cast<int>(in.bits(8));
  sps.constraint_flags = static_cast<int>(in.bits(8));
  sps.level_idc = static_cast<int>(in.bits(8));
  in.unsigned_golomb(31);  // seq_parameter_set_id
  if (has_chroma_info(sps.profile_idc)) read_chroma_info(in, sps);
  in.unsigned_golomb(12);  // log2_max_frame_num_minus4
  skip_picture_order(in);
  in.unsigned_golomb(16);  // max_num_ref_frames
  in.flag();               // gaps_in_frame_num_value_allowed_flag
  read_size(in, sps);
  if (in.flag()) read_vui(in, sps);
  if (!in.ok() || sps.width < 1 || sps.height < 1) return {};
  return sps;
}

AccessUnitInfo read_access_unit(std::span<const std::byte> annexb) {
  AccessUnitInfo info;
  bool has_pps = false;
  NalReader reader(annexb);
  while (const std::optional<NalUnit> unit = reader.next()) {
    if (unit->type == NalType::sps && !info.sps) info.sps = read_sps(*unit);
    if (unit->type == NalType::pps) has_pps = true;
    if (unit->type != NalType::slice && unit->type != NalType::idr_slice) continue;
    info.has_slice = true;
    info.has_idr = unit->type == NalType::idr_slice;
    info.parameter_sets_first = info.sps.has_value() && has_pps;
    break;  // slices of one access unit are of one kind; their bytes need no reading
  }
  return info;
}

}  // namespace pdum::rfb
