#pragma once

#include <cstddef>
#include <string>

namespace pdum::rfb::cli {

/// A file of raw frames, mapped read-only. Thread safety: constant after construction.
class LoopFile {
 public:
  /// Throws `Failure` for a file that cannot be read and `ArgumentError` for one that is not whole frames.
  LoopFile(const std::string& path, std::size_t frame_bytes);
  ~LoopFile();
  LoopFile(const LoopFile&) = delete;
  LoopFile& operator=(const LoopFile&) = delete;

  std::size_t count() const { return size_ / frame_bytes_; }  ///< frames, at least 1
  const std::byte* frame(std::size_t index) const { return data_ + index * frame_bytes_; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;  ///< bytes
  std::size_t frame_bytes_;
};

}  // namespace pdum::rfb::cli
