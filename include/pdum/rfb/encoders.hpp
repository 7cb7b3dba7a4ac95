#pragma once

#include <string>
#include <vector>

namespace pdum::rfb {

/// What this process on this machine can encode with.
struct EncoderDescription {
  std::string name;        ///< as in `ServeOptions::video_encoder`: "jpeg", "png", "webp", "x264",
                           ///< "x264-high", "x264-444"
  std::string capability;  ///< what a viewer must be able to show, e.g. "webcodecs/h264-annexb"
  bool available = false;  ///< in this build and on this machine
  std::string reason;      ///< when not available: why, and how to get it
  int max_side = 0;        ///< pixels, the codec's own limit
  /// One of `register_video_encoder`: used only where `ServeOptions::video_encoder` names it.
  bool by_name_only = false;
};

/// All encoders this library knows and those the application has registered, video first, then images; the
/// ones that are missing too. Any thread; throws nothing but `std::bad_alloc`.
std::vector<EncoderDescription> available_encoders();

}  // namespace pdum::rfb
