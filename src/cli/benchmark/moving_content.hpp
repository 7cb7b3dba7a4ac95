#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pdum::rfb::cli {

/// Smooth motion to measure with, always the same: the `surface` scene turning to and fro, without a jump
/// where it repeats.
class MovingContent {
 public:
  MovingContent(int width, int height, int frames);
  ~MovingContent();  ///< removes the file
  MovingContent(const MovingContent&) = delete;
  MovingContent& operator=(const MovingContent&) = delete;

  int width() const { return width_; }
  int height() const { return height_; }
  /// RGBA frames in memory.
  const std::vector<std::vector<std::uint32_t>>& frames() const { return frames_; }
  /// A file of the same frames as `rgb24`, in the order to and fro.
  const std::string& path() const { return path_; }

 private:
  void write_file();

  int width_;
  int height_;
  std::vector<std::vector<std::uint32_t>> frames_;
  std::string path_;
};

}  // namespace pdum::rfb::cli
