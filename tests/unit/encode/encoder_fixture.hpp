#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "encode/encoder_registry.hpp"
#include "unit/encode/test_pictures.hpp"

/// Leaves the test, saying why, where this build lacks the encoder.
#define PDUM_NEED_ENCODER(name)                                                          \
  do {                                                                                   \
    const auto* needed_ = ::pdum::rfb::test::builtin_encoders().find(name);              \
    ASSERT_NE(needed_, nullptr);                                                         \
    if (!needed_->available) GTEST_SKIP() << "no " << (name) << ": " << needed_->reason; \
  } while (false)

namespace pdum::rfb::test {

inline const EncoderRegistry& builtin_encoders() {
  static const EncoderRegistry registry = EncoderRegistry::with_builtin();
  return registry;
}

/// Null, and a failed test, when it does not open.
inline std::unique_ptr<Encoder> open_encoder(const std::string& name, const EncoderSettings& settings) {
  Result<std::unique_ptr<Encoder>> encoder = builtin_encoders().find(name)->open(settings);
  if (encoder) return std::move(*encoder);
  ADD_FAILURE() << encoder.error();
  return nullptr;
}

/// An empty payload, and a failed test, when it is not encoded.
inline EncodedFrame encode(Encoder& encoder, const FrameView& view, const EncodeRequest& request = {}) {
  Result<EncodedFrame> frame = encoder.encode(view, request);
  if (frame) return *frame;
  ADD_FAILURE() << frame.error();
  return {std::make_shared<const Bytes>(), false, {}};
}

inline constexpr std::array kAllFormats = {PixelFormat::rgb24, PixelFormat::rgba8, PixelFormat::bgr24,
                                           PixelFormat::bgra8, PixelFormat::gray8, PixelFormat::nv12,
                                           PixelFormat::i420};
struct Size {
  int width;
  int height;
};
inline constexpr std::array kOddSizes = {Size{1, 1}, Size{3, 5}, Size{16, 16}, Size{641, 359}};

/// What a viewer of `picture`, published in `format`, is to see.
inline Picture expected(const Picture& picture, PixelFormat format) {
  return format == PixelFormat::gray8 ? gray_of(picture) : picture;
}

}  // namespace pdum::rfb::test
