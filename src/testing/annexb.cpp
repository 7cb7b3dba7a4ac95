#include <pdum/rfb/testing/annexb.hpp>

#include "encode/h264_bitstream.hpp"

namespace pdum::rfb::testing {

std::vector<NalUnit> split_nal_units(std::span<const std::byte> annexb) {
  std::vector<NalUnit> units;
  NalReader reader(annexb);
  while (const std::optional<rfb::NalUnit> unit = reader.next())
    units.push_back({static_cast<int>(unit->type), unit->bytes});
  return units;
}

bool is_keyframe(std::span<const std::byte> access_unit) {
  const AccessUnitInfo info = read_access_unit(access_unit);
  return info.has_idr && info.parameter_sets_first;
}

std::optional<StreamFacts> stream_facts(std::span<const std::byte> access_unit) {
  const AccessUnitInfo info = read_access_unit(access_unit);
  if (!info.sps) return std::nullopt;
  return StreamFacts{.codec = info.sps->codec_string(),
                     .width = info.sps->width,
                     .height = info.sps->height,
                     .full_range = info.sps->full_range.value_or(false),
                     .matrix = info.sps->matrix_coefficients,
                     .reorders = info.sps->max_num_reorder_frames != 0};
}

}  // namespace pdum::rfb::testing
