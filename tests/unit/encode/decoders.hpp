#pragma once

#include <memory>
#include <optional>

#include "core/payload.hpp"
#include "unit/encode/test_pictures.hpp"

namespace pdum::rfb::test {

/// Null when the bytes are no whole image, or the codec is left out of this build.
std::optional<Picture> decode_jpeg(const Bytes& bytes);
std::optional<Picture> decode_png(const Bytes& bytes);
std::optional<Picture> decode_webp(const Bytes& bytes);
/// The size an image declares, in pixels; gray images have one component.
struct PngFacts {
  int channels = 0;
};
std::optional<PngFacts> png_facts(const Bytes& bytes);

/// What libavcodec makes of one access unit.
struct DecodedUnit {
  YuvPicture picture;  ///< `encoding` as the stream's tags say
  bool keyframe = false;
  int primaries = 0;  ///< ITU-T H.273
  int transfer = 0;   ///< ITU-T H.273
};

/// A stream of H.264 access units through libavcodec's decoder.
class H264Decoder {
 public:
  H264Decoder();
  ~H264Decoder();
  /// Null when this access unit does not come out at once.
  std::optional<DecodedUnit> decode(const Bytes& access_unit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pdum::rfb::test
