#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace pdum::rfb::cli {

/// Bytes of a picture that libpng has compressed as it does when nobody tells it how: level 6, a filter
/// chosen for each row. `rgb`: rows of three bytes a pixel. Nothing in a build without libpng.
std::optional<std::size_t> default_png_size(const std::vector<unsigned char>& rgb, int width, int height);

}  // namespace pdum::rfb::cli
