#pragma once

#include <memory>

#include <pdum/rfb/display.hpp>

#include "core/executor.hpp"
#include "core/message_channel.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

/// What the library and its tests may do with a `Display` and the application may not.
class DisplayAccess {
 public:
  /// `pdum::rfb::serve` with these encoders.
  static Display serve(const ServeOptions& options, EncoderRegistry encoders);
  /// A viewer that did not come over the network, so that no request guard has seen it. `channel` makes its
  /// calls on the strand.
  static void accept(Display& display, std::unique_ptr<MessageChannel> channel, AuthContext context);
  static std::weak_ptr<Executor> strand(Display& display);
};

}  // namespace pdum::rfb
