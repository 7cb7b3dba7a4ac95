#pragma once

#include <string>

#include <pdum/rfb/video_encoder.hpp>

#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

/// An encoder of the application as the registry knows encoders: frames are converted to what it takes, and
/// what it makes is held to the protocol.
EncoderEntry registered_encoder_entry(std::string name, VideoEncoderFactory factory,
                                      const VideoEncoderTraits& traits);

}  // namespace pdum::rfb
