#pragma once

#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// What `serve` was told, for the server and for its one stream. The hook becomes the server's, so that it
/// guards everything.
ServerOptions server_part(const ServeOptions& options);
StreamOptions stream_part(const ServeOptions& options);

}  // namespace pdum::rfb
