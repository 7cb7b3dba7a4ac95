#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "pixels/convert.hpp"
#include "unit/pixels/reference.hpp"

namespace pdum::rfb::testing {

/// A result may differ by 1 from the rounded real number. The kernels are better: within this of the number
/// itself.
constexpr double kTolerance = 0.6;
constexpr std::uint8_t kUntouched = 0xA5;

/// A destination plane with room on every side; ends at a page that cannot be written.
class TargetPlane {
 public:
  TargetPlane(std::size_t row_bytes, std::size_t rows, std::size_t gap)
      : row_bytes_(row_bytes),
        rows_(rows),
        stride_(row_bytes + gap),
        block_(kMargin + stride_ * (rows - 1) + row_bytes) {
    std::memset(block_.data(), kUntouched, block_.size());
  }
  std::uint8_t* data() const { return block_.data() + kMargin; }
  std::size_t stride() const { return stride_; }

  std::uint8_t at(std::size_t x, std::size_t y) const { return data()[y * stride_ + x]; }

  /// Compares byte `first + step * i` of the rows with `wanted`, in order.
  void expect_near(const std::vector<double>& wanted, std::size_t first, std::size_t step,
                   const std::string& where) const {
    const std::size_t columns = (row_bytes_ - first + step - 1) / step;
    ASSERT_EQ(wanted.size(), columns * rows_) << where;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::size_t x = first + i % columns * step;
      const std::size_t y = i / columns;
      if (std::abs(at(x, y) - wanted[i]) <= kTolerance) continue;
      FAIL() << where << ": byte " << x << " of row " << y << " is " << int{at(x, y)} << ", ought to be "
             << wanted[i];
    }
  }

  void expect_margins_untouched(const std::string& where) const {
    const std::uint8_t* const begin = block_.data();
    for (std::size_t i = 0; i < block_.size(); ++i) {
      const bool margin = i < kMargin || (i - kMargin) % stride_ >= row_bytes_;
      if (margin && begin[i] != kUntouched)
        FAIL() << where << ": byte " << i << " beside the plane was written";
    }
  }

 private:
  static constexpr std::size_t kMargin = 64;
  std::size_t row_bytes_;
  std::size_t rows_;
  std::size_t stride_;
  FencedBlock block_;
};

inline void expect_i420(const FrameView& view, YuvEncoding encoding, const ReferenceYuv& wanted,
                        std::size_t gap, const std::string& where) {
  const TargetPlane y(wanted.width, wanted.height, gap);
  const TargetPlane u(wanted.width / 2, wanted.height / 2, gap);
  const TargetPlane v(wanted.width / 2, wanted.height / 2, gap + 1);
  convert_to_i420(view, encoding, {y.data(), u.data(), v.data(), y.stride(), u.stride(), v.stride()});
  y.expect_near(wanted.y, 0, 1, where + " Y");
  u.expect_near(wanted.u, 0, 1, where + " U");
  v.expect_near(wanted.v, 0, 1, where + " V");
  for (const TargetPlane* plane : {&y, &u, &v}) plane->expect_margins_untouched(where);
}

inline void expect_nv12(const FrameView& view, YuvEncoding encoding, const ReferenceYuv& wanted,
                        std::size_t gap, const std::string& where) {
  const TargetPlane y(wanted.width, wanted.height, gap);
  const TargetPlane uv(wanted.width, wanted.height / 2, gap);
  convert_to_nv12(view, encoding, {y.data(), uv.data(), y.stride(), uv.stride()});
  y.expect_near(wanted.y, 0, 1, where + " Y");
  uv.expect_near(wanted.u, 0, 2, where + " U");
  uv.expect_near(wanted.v, 1, 2, where + " V");
  for (const TargetPlane* plane : {&y, &uv}) plane->expect_margins_untouched(where);
}

/// `wanted` made with blocks of one pixel.
inline void expect_i444(const FrameView& view, YuvEncoding encoding, const ReferenceYuv& wanted,
                        std::size_t gap, const std::string& where) {
  const TargetPlane y(wanted.width, wanted.height, gap);
  const TargetPlane u(wanted.width, wanted.height, gap);
  const TargetPlane v(wanted.width, wanted.height, gap + 1);
  convert_to_i444(view, encoding, {y.data(), u.data(), v.data(), y.stride(), u.stride(), v.stride()});
  y.expect_near(wanted.y, 0, 1, where + " Y");
  u.expect_near(wanted.u, 0, 1, where + " U");
  v.expect_near(wanted.v, 0, 1, where + " V");
  for (const TargetPlane* plane : {&y, &u, &v}) plane->expect_margins_untouched(where);
}

constexpr YuvEncoding kEncodings[] = {{YuvMatrix::bt601, YuvRange::limited},
                                      {YuvMatrix::bt601, YuvRange::full},
                                      {YuvMatrix::bt709, YuvRange::limited},
                                      {YuvMatrix::bt709, YuvRange::full}};

inline std::string name_of(YuvEncoding e) {
  return std::string(e.matrix == YuvMatrix::bt601 ? "bt601" : "bt709") +
         (e.range == YuvRange::limited ? " limited" : " full");
}

struct Size {
  int width;
  int height;
};

/// Every small size, and widths around the steps of every vector length.
inline std::vector<Size> sizes() {
  std::vector<Size> all;
  for (int height = 1; height <= 4; ++height) {
    for (int width = 1; width <= 4; ++width) all.push_back({width, height});
  }
  for (const int width : {5, 7, 8, 9, 15, 16, 17, 21, 22, 31, 32, 33, 63, 64, 65, 95, 127, 128, 130, 193}) {
    all.push_back({width, 1 + width % 4});
  }
  return all;
}

/// The same picture stored with every kind of row distance and order, into planes with and without gaps.
inline void expect_yuv_of(const TestPicture& picture, YuvEncoding encoding, const std::string& where) {
  const ReferenceYuv wanted(picture, encoding);
  const ReferenceYuv wanted_444(picture, encoding, 1);
  for (const std::size_t extra : {0U, 1U, 37U}) {
    for (const bool bottom_up : {false, true}) {
      const StoredPicture stored(picture, extra, bottom_up);
      const std::string what = where + " " + format_name(picture.format) + " " +
                               std::to_string(picture.width) + "x" + std::to_string(picture.height) +
                               " stride +" + std::to_string(extra) + (bottom_up ? " bottom-up" : "") +
                               " to " + name_of(encoding);
      expect_i420(stored.view(), encoding, wanted, extra, what + " i420");
      expect_nv12(stored.view(), encoding, wanted, extra, what + " nv12");
      // Half of the cases: a plane costs three system calls, and how rows are found is the same for all.
      if (bottom_up == (extra == 1)) expect_i444(stored.view(), encoding, wanted_444, extra, what + " i444");
    }
  }
}

}  // namespace pdum::rfb::testing
