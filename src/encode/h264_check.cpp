#include "encode/h264_check.hpp"

#include <algorithm>

namespace pdum::rfb {
namespace {

bool begins_with_start_code(std::span<const std::byte> bytes) {
  const auto first = std::find_if(bytes.begin(), bytes.end(), [](std::byte b) { return b != std::byte{0}; });
  return first - bytes.begin() >= 2 && first != bytes.end() && *first == std::byte{1};
}

bool fits_profile(const SpsInfo& sps, H264Profile profile) {
  constexpr int kBaseline = 66, kMain = 77, kHigh = 100, kHigh444 = 244;
  if (profile == H264Profile::high_444_predictive) return sps.profile_idc == kHigh444;
  if (sps.chroma_format_idc != 1) return false;
  if (sps.profile_idc == kBaseline) return true;
  return profile == H264Profile::high && (sps.profile_idc == kMain || sps.profile_idc == kHigh);
}

bool fits_size(int coded, int published) {
  return coded == published || (published % 2 == 1 && coded == published + 1);
}

/// What is not declared contradicts nothing.
bool fits_colours(const SpsInfo& sps, YuvEncoding yuv) {
  constexpr int kBt709 = 1, kUnspecified = 2, kBt470bg = 5, kSmpte170m = 6;
  if (sps.full_range && *sps.full_range != (yuv.range == YuvRange::full)) return false;
  const int matrix = sps.matrix_coefficients.value_or(kUnspecified);
  if (matrix == kUnspecified) return true;
  return yuv.matrix == YuvMatrix::bt709 ? matrix == kBt709 : matrix == kBt470bg || matrix == kSmpte170m;
}

std::string sps_fault(const SpsInfo& sps, const H264Terms& terms) {
  if (!fits_profile(sps, terms.profile))
    return "the stream is " + sps.codec_string() + ", which viewers of this capability need not decode";
  if (!fits_size(sps.width, terms.width) || !fits_size(sps.height, terms.height))
    return "the stream is " + std::to_string(sps.width) + "x" + std::to_string(sps.height) + ", the frame " +
           std::to_string(terms.width) + "x" + std::to_string(terms.height);
  if (!fits_colours(sps, terms.yuv)) return "the SPS declares another matrix or range than was asked for";
  if (sps.max_num_reorder_frames != 0)
    return "the SPS does not say max_num_reorder_frames = 0, without which decoders hold frames back";
  return {};
}

}  // namespace

std::string h264_fault(std::span<const std::byte> annexb, const AccessUnitInfo& unit,
                       const H264Terms& terms) {
  if (!begins_with_start_code(annexb)) return "it does not begin with a start code, so it is not Annex B";
  if (!unit.has_slice) return "it holds no slice of a picture";
  if (!unit.has_idr) return {};
  if (!unit.parameter_sets_first) return "an IDR comes without a whole SPS and a PPS before it";
  return sps_fault(*unit.sps, terms);
}

}  // namespace pdum::rfb
