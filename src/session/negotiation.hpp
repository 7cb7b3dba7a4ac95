#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include <pdum/rfb/options.hpp>

#include "encode/encoder_registry.hpp"
#include "protocol/extensions.hpp"
#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// What decides which encoder a viewer gets, besides what it can show.
struct NegotiationPolicy {
  Transport transport = Transport::automatic;
  ImageFormat image_format = ImageFormat::jpeg;
  std::string video_encoder;  ///< empty: the best one
  Chroma chroma = Chroma::automatic;
  int image_quality = 80;  ///< of images
  int width = 0;           ///< pixels of the stream; encoders that cannot do them are passed over
  int height = 0;          ///< pixels of the stream
  /// False for encoders that are out of order. Empty: all are usable.
  std::function<bool(const EncoderEntry&)> usable;
};

struct Negotiated {
  const EncoderEntry* encoder = nullptr;
  StillTypes stills;
};

/// Where there are several kinds of video that both sides know, the viewer's order decides, after `chroma`.
/// Video when both sides have one and the policy allows, else the preferred image type, else PNG, JPEG, WebP.
/// Nothing: there is no transport both sides know. Forced video yields images only where the viewer could
/// show the video but no encoder can make it now. Pure.
std::optional<Negotiated> select_transport(std::span<const std::string> supported,
                                           const EncoderRegistry& registry, const NegotiationPolicy& policy);

/// The conversion for a viewer that measured `offers`. Among those with a small error one that is `in_use` by
/// a rendition of the same encoder, else the best one; where none is good enough, and without offers, what
/// base clients get. Pure.
YuvEncoding choose_yuv(std::span<const YuvOffer> offers, std::span<const YuvEncoding> in_use);

/// What `config` and headers name before there is an SPS; empty for images.
std::string announced_codec(const EncoderEntry& encoder);

}  // namespace pdum::rfb
