#pragma once

#include <memory>

#include <pdum/rfb/display.hpp>
#include <pdum/rfb/server.hpp>

#include "api/display_impl.hpp"
#include "core/executor.hpp"
#include "core/viewer_channel.hpp"
#include "encode/encoder_registry.hpp"

namespace pdum::rfb {

/// What the library and its tests may do with a `Display` and a `Server` and the application may not.
class DisplayAccess {
 public:
  /// `pdum::rfb::serve` with these encoders.
  static Display serve(const ServeOptions& options, EncoderRegistry encoders);
  /// `pdum::rfb::serve_server` with these encoders.
  static Server serve_server(const ServerOptions& options, EncoderRegistry encoders);
  static Display display(std::shared_ptr<ServerImpl> server, std::shared_ptr<DisplayState> state,
                         Display::Impl::Owns owns);
  /// One whose end changes nothing.
  static Server handle(std::shared_ptr<ServerImpl> server);
  /// A viewer that did not come over the network, so that no request guard has seen it. `channel` makes its
  /// calls on the strand.
  static void accept(Display& display, std::unique_ptr<ViewerChannel> channel, AuthContext context);
  static std::weak_ptr<Executor> strand(Display& display);
};

}  // namespace pdum::rfb
