#pragma once

#include <pdum/rfb/options.hpp>

#include "cli/arguments.hpp"

namespace pdum::rfb::cli {

/// For `--tls self-signed`: makes the certificate, or takes the one made before, and says on standard error
/// what a browser will show of it.
void use_development_certificate(const ServeArguments& arguments, ServeOptions& options);

}  // namespace pdum::rfb::cli
