#pragma once

#include <cstddef>
#include <memory>

namespace pdum::rfb {

/// Uninitialised memory for pixels, aligned to a cache line. A block of a megabyte or more lies on huge pages
/// where the system has them: frames are read from one end to the other while caches and translation buffers
/// are cold, and with pages of 4 KiB the walks through page tables cost more than the pixels.
///
/// Thread safety: one thread at a time.
class PixelBlock {
 public:
  PixelBlock() = default;
  /// Throws `std::bad_alloc`.
  explicit PixelBlock(std::size_t bytes);

  std::byte* data() const noexcept { return memory_.get(); }
  std::size_t size() const noexcept { return size_; }
  /// Makes it at least `bytes` large; what it held is lost when it was smaller.
  void grow(std::size_t bytes) {
    if (size_ < bytes) *this = PixelBlock(bytes);
  }

 private:
  struct Free {
    Free() noexcept : alignment(0) {}
    explicit Free(std::size_t aligned) noexcept : alignment(aligned) {}
    std::size_t alignment;
    void operator()(std::byte* memory) const noexcept;
  };
  std::unique_ptr<std::byte[], Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace pdum::rfb
