#include <algorithm>
#include <cstdlib>
#include <new>

#include "fuzz/fuzz_check.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PDUM_SANITIZER_HEAP 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PDUM_SANITIZER_HEAP 1
#endif

namespace {

thread_local std::size_t t_live = 0;
thread_local std::size_t t_peak = 0;

void add(std::size_t size) noexcept {
  t_live += size;
  t_peak = std::max(t_peak, t_live);
}
void subtract(std::size_t size) noexcept {
  t_live -= std::min(t_live, size);
}  // it may come from elsewhere

}  // namespace

#ifdef PDUM_SANITIZER_HEAP

// A sanitizer owns operator new, but tells of every block.
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                              void (*on_free)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void* block);
}

namespace {
void on_malloc(const volatile void*, std::size_t size) {
  add(size);
}
void on_free(const volatile void* block) {
  if (block != nullptr) subtract(__sanitizer_get_allocated_size(block));
}
const int kInstalled = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}  // namespace

#else

#include <malloc.h>

namespace {
void* allocate(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  add(malloc_usable_size(block));
  return block;
}
void release(void* block) noexcept {
  if (block != nullptr) subtract(malloc_usable_size(block));
  std::free(block);
}
constexpr int kInstalled = 1;
}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* block) noexcept {
  release(block);
}
void operator delete[](void* block) noexcept {
  release(block);
}
void operator delete(void* block, std::size_t) noexcept {
  release(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  release(block);
}

#endif

namespace pdum::rfb::fuzz {

HeapPeak::HeapPeak() noexcept : before_(t_live) {
  t_peak = t_live;
}

std::size_t HeapPeak::bytes() const noexcept {
  check(kInstalled != 0, "allocations are counted");
  return t_peak - std::min(t_peak, before_);
}

}  // namespace pdum::rfb::fuzz
