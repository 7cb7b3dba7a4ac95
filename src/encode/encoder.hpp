#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/frame.hpp>

#include "core/payload.hpp"
#include "core/result.hpp"

namespace pdum::rfb {

/// The `quality` at which WebP is lossless.
inline constexpr int kLosslessQuality = 100;

/// What an encoder is opened with.
struct EncoderSettings {
  int width = 0;    ///< pixels of the frames to come; odd sizes are padded inside the encoder
  int height = 0;   ///< pixels
  double fps = 30;  ///< expected, for rate control
  std::int64_t bitrate = 12'000'000;  ///< cap, bit/s (video)
  int quality = 80;                   ///< 1 to 100 (lossy images)
  YuvEncoding yuv = {};               ///< what the stream declares and contains (video)
  ColorSpace color = {};              ///< of the frames to come: what the file or stream says of them
  double pixel_ratio = 1;             ///< of the first frame
  int pipeline_depth = 0;  ///< frames that may stay inside (video, where `EncoderEntry::pipelines`)
};

struct EncodeRequest {
  bool keyframe = false;  ///< the result must be self-contained (video: IDR)
  std::int64_t timestamp_us = 0;
  double fps = 0;            ///< frames a second that really come, for rate control; 0: not known
  std::int64_t bitrate = 0;  ///< cap from here on, bit/s, at most the settings' (video); 0: the settings'
  int quality = 0;           ///< of this image, where the encoder can change it; 0: the settings'
};

/// One image or one access unit: of the oldest frame that has not come out yet, where the encoder keeps some.
struct EncodedFrame {
  SharedPayload payload;  ///< null: nothing yet, with `EncoderSettings::pipeline_depth` only
  bool keyframe = true;   ///< images always
  std::string codec;  ///< video: RFC 6381 string made from the SPS, e.g. "avc1.42C01F"; images: the MIME type
};

/// Turns frames into bytes. One lane at a time calls it; different encoders run in parallel. Never throws:
/// failures are values. A frame whose size differs from the settings is encoded as if the encoder had been
/// reopened (so as a keyframe).
class Encoder {
 public:
  virtual ~Encoder() = default;
  /// `frame` has been checked by `FrameLayout::of`.
  virtual Result<EncodedFrame> encode(const FrameView& frame, const EncodeRequest& request) = 0;
};

}  // namespace pdum::rfb
