#pragma once

#include <cstddef>

#include <pdum/rfb/frame.hpp>

#include "pixels/frame_layout.hpp"

namespace pdum::rfb {

/// Whether two accepted views show the same picture: equal width, height, format and, top row for top row,
/// equal bytes. Padding between rows is not looked at; the fourth byte of `rgba8` and `bgra8` is. `view.yuv`
/// is not compared. Stops at the first row that differs.
bool equal_pixels(const FrameView& a, const FrameView& b);

/// Copies an accepted view, top row first, into a block of `layout.size_bytes` bytes at `to`. `layout` must
/// have the width, height and format of the view; its stride may differ. Bytes between rows are left as they
/// are or copied along.
void copy_pixels(const FrameView& from, std::byte* to, const FrameLayout& layout);

}  // namespace pdum::rfb
