#include "core/pixel_block.hpp"

#include <sys/mman.h>

#include <new>

namespace pdum::rfb {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kHugeFrom = std::size_t{1} << 20;

}  // namespace

void PixelBlock::Free::operator()(std::byte* memory) const noexcept {
  ::operator delete[](memory, std::align_val_t{alignment});
}

PixelBlock::PixelBlock(std::size_t bytes) : size_(bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes >= kHugeFrom) {
    // Whole pages, so that the advice concerns this block alone.
    const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    void* const memory = ::operator new[](whole, std::align_val_t{kHugePage});
    memory_ = {static_cast<std::byte*>(memory), Free(kHugePage)};
    ::madvise(memory, whole, MADV_HUGEPAGE);  // a wish: where it is refused, small pages do
    return;
  }
#endif
  memory_ = {static_cast<std::byte*>(::operator new[](bytes, std::align_val_t{kCacheLine})),
             Free(kCacheLine)};
}

}  // namespace pdum::rfb
