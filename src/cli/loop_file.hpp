#pragma once

#include <cstddef>
#include <string>

namespace pdum::rfb::cli {

/// A file of raw frames, one behind the other. Thread safety: constant after construction.
class LoopFile {
 public:
  /// Throws `Failure` for a file that cannot be read and `ArgumentError` for one that is not whole frames.
  LoopFile(std::string path, std::size_t frame_bytes);
  ~LoopFile();
  LoopFile(const LoopFile&) = delete;
  LoopFile& operator=(const LoopFile&) = delete;

  std::size_t count() const { return count_; }  ///< frames, at least 1
  std::size_t frame_bytes() const { return frame_bytes_; }
  /// Reads frame `index` into `memory`, which holds `frame_bytes()`. Throws `Failure`.
  void read(std::size_t index, std::byte* memory) const;

 private:
  const std::string path_;
  const std::size_t frame_bytes_;
  std::size_t count_ = 0;
  int file_ = -1;
};

}  // namespace pdum::rfb::cli
