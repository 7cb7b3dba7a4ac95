#pragma once

#include <pdum/rfb/options.hpp>

#include "core/threaded_auth_runner.hpp"

namespace pdum::rfb {

/// The hook of `ServerOptions` or `StreamOptions`, in whichever form it was given; empty: none.
template <class Options>
AsyncAuthenticator hook_of(const Options& options) {
  return options.authenticate_async ? options.authenticate_async : asynchronous(options.authenticate);
}

}  // namespace pdum::rfb
