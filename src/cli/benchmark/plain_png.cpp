#include "cli/benchmark/plain_png.hpp"

#include <png.h>

namespace pdum::rfb::cli {

std::optional<std::size_t> default_png_size(const std::vector<unsigned char>& rgb, int width, int height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  static std::vector<unsigned char> file;
  file.resize(PNG_IMAGE_PNG_SIZE_MAX(image));
  png_alloc_size_t size = file.size();
  if (png_image_write_to_memory(&image, file.data(), &size, 0, rgb.data(), 0, nullptr) == 0)
    return std::nullopt;
  return size;
}

}  // namespace pdum::rfb::cli
