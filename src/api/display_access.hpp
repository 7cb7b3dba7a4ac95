#pragma once

#include <pdum/rfb/display.hpp>

#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

/// What the library and its tests may do with a `Display` and the application may not.
class DisplayAccess {
 public:
  /// `pdum::rfb::serve` with these encoders.
  static Display serve(const ServeOptions& options, EncoderRegistry encoders);
};

}  // namespace pdum::rfb
