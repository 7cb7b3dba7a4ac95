// Publishing allocates nothing once it is under way: `operator new` of this program counts.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

#include <pdum/rfb.hpp>

namespace {

thread_local int allocations = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size, alignof(std::max_align_t));
}
void* operator new[](std::size_t size) {
  return allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace pdum::rfb {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 200;

class PublishAllocations : public ::testing::Test {
 protected:
  static int counted(int rounds, const std::function<void(int)>& publish) {
    for (int i = 0; i < 50; ++i) publish(i);
    const int before = allocations;
    for (int i = 0; i < rounds; ++i) publish(i);
    return allocations - before;
  }
  Display display = serve({.width = kWidth, .height = kHeight, .port = 0});
};

TEST_F(PublishAllocations, AViewIsCopiedIntoRecycledMemory) {
  std::vector<std::uint32_t> pixels(kWidth * kHeight);
  EXPECT_EQ(counted(500,
                    [&](int i) {
                      pixels[0] = static_cast<std::uint32_t>(i);
                      display.publish(frame_view(pixels, kWidth, kHeight));
                    }),
            0);
}

TEST_F(PublishAllocations, AnUnchangedViewTakesNothing) {
  const std::vector<std::uint32_t> pixels(kWidth * kHeight);
  EXPECT_EQ(counted(500, [&](int) { display.publish(frame_view(pixels, kWidth, kHeight)); }), 0);
}

TEST_F(PublishAllocations, AnAcquiredFrameIsRecycled) {
  EXPECT_EQ(counted(500,
                    [&](int) {
                      Frame frame = display.acquire_frame(kWidth, kHeight);
                      display.publish(std::move(frame));
                    }),
            0);
}

}  // namespace
}  // namespace pdum::rfb
