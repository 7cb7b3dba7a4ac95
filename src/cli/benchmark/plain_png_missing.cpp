#include "cli/benchmark/plain_png.hpp"

namespace pdum::rfb::cli {

std::optional<std::size_t> default_png_size(const std::vector<unsigned char>&, int, int) {
  return std::nullopt;
}

}  // namespace pdum::rfb::cli
