#pragma once

#include <cstdint>
#include <vector>

#include "cli/scene/canvas.hpp"
#include "cli/scene/vec3.hpp"

namespace pdum::rfb::cli {

/// The light that a surface facing any way sends to the viewer, worked out beforehand for 256 × 256 normals
/// and a few tones between `deep` and `open`. Constant after construction.
class Material {
 public:
  Material();

  /// `surface` as `Rasteriser::surface_row` has it.
  Pixel shade(std::uint32_t surface) const noexcept {
    const std::uint32_t tone = (surface >> 16U) & 0xFFU;
    const Pixel* tones = table_.data() + ((surface & 0xFFFFU) * kTones + (tone >> kFraction));
    return mix(tones[0], tones[1], (tone & ((1U << kFraction) - 1U)) << (8U - kFraction));
  }

 private:
  static constexpr unsigned kFraction = 5;                          // bits of the tone between two entries
  static constexpr unsigned kTones = (1U << (8U - kFraction)) + 1;  // the last one closes the last interval
  std::vector<Pixel> table_;
};

/// A dark studio backdrop with a soft light behind the object, dithered so that it shows no bands.
std::vector<Pixel> backdrop(int width, int height);

}  // namespace pdum::rfb::cli
