#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <random>
#include <vector>

#include <hwy/targets.h>

#include <pdum/rfb/frame.hpp>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb::testing {

/// A block whose end touches a page that cannot be read: one byte too many ends the test.
class FencedBlock {
 public:
  explicit FencedBlock(std::size_t size) : size_(size) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t usable = (size + page - 1) / page * page;
    mapped_ = usable + page;
    base_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base_ == MAP_FAILED) throw std::bad_alloc();
    mprotect(static_cast<std::uint8_t*>(base_) + usable, page, PROT_NONE);
    data_ = static_cast<std::uint8_t*>(base_) + usable - size;
  }
  ~FencedBlock() { munmap(base_, mapped_); }
  FencedBlock(const FencedBlock&) = delete;
  FencedBlock& operator=(const FencedBlock&) = delete;
  std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::size_t mapped_ = 0;
  void* base_ = nullptr;
  std::uint8_t* data_ = nullptr;
};

/// Rows of bytes, top first, without gaps; independent of how a frame stores them.
struct Plane {
  std::size_t row_bytes = 0;
  std::size_t rows = 0;
  std::vector<std::uint8_t> bytes{};

  std::uint8_t at(std::size_t x, std::size_t y) const { return bytes[y * row_bytes + x]; }
};

/// A picture in one format: noise, half of it extremes, so that every rounding and clamp is met.
struct TestPicture {
  PixelFormat format;
  int width;
  int height;
  YuvEncoding yuv;
  std::vector<Plane> planes{};

  static TestPicture noise(PixelFormat format, int width, int height, YuvEncoding yuv, std::uint32_t seed) {
    TestPicture picture{format, width, height, yuv};
    const auto w = static_cast<std::size_t>(width);
    const auto h = static_cast<std::size_t>(height);
    const std::size_t columns = (w + 1) / 2;
    const std::size_t chroma_rows = (h + 1) / 2;
    picture.planes.push_back({w * bytes_per_pixel(format), h});
    if (format == PixelFormat::nv12) picture.planes.push_back({2 * columns, chroma_rows});
    if (format == PixelFormat::i420) picture.planes.resize(3, {columns, chroma_rows});
    std::minstd_rand random(seed + 1);
    for (Plane& plane : picture.planes) {
      plane.bytes.resize(plane.row_bytes * plane.rows);
      for (std::uint8_t& byte : plane.bytes) {
        const auto value = static_cast<std::uint8_t>(random() >> 8);
        byte = (random() & 1024) == 0 ? value : static_cast<std::uint8_t>(value < 128 ? 0 : 255);
      }
    }
    return picture;
  }
};

/// A picture in memory, with chosen gaps and row order; bytes between rows are `gap`.
class StoredPicture {
 public:
  StoredPicture(const TestPicture& picture, std::size_t extra_stride, bool bottom_up, std::uint8_t gap = 0xEE)
      : layout_(FrameLayout::make(picture.format, picture.width, picture.height,
                                  picture.planes[0].row_bytes + extra_stride)),
        block_(layout_.size_bytes),
        view_{.data = block_.data(),
              .size_bytes = block_.size(),
              .width = picture.width,
              .height = picture.height,
              .format = picture.format,
              .stride = layout_.stride,
              .bottom_up = bottom_up,
              .yuv = picture.yuv} {
    std::memset(block_.data(), gap, block_.size());
    const std::size_t offsets[] = {0, layout_.chroma_offset, layout_.chroma_offset_v};
    for (std::size_t i = 0; i < picture.planes.size(); ++i) {
      const Plane& plane = picture.planes[i];
      const std::size_t stride = i == 0 ? layout_.stride : layout_.chroma_stride;
      for (std::size_t y = 0; y < plane.rows; ++y) {
        const std::size_t row = bottom_up ? plane.rows - 1 - y : y;
        std::memcpy(block_.data() + offsets[i] + row * stride, plane.bytes.data() + y * plane.row_bytes,
                    plane.row_bytes);
      }
    }
  }

  const FrameView& view() const { return view_; }
  std::uint8_t* data() { return block_.data(); }
  const FrameLayout& layout() const { return layout_; }

 private:
  FrameLayout layout_;
  FencedBlock block_;
  FrameView view_;
};

/// Runs `test` once for every vector target that this processor has and this build contains.
template <typename Test>
void for_each_target(Test test) {
  const std::int64_t supported = hwy::SupportedTargets();
  for (std::int64_t left = supported; left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    hwy::SetSupportedTargetsForTest(target);
    test(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace pdum::rfb::testing
