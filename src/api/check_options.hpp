#pragma once

#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// Throws `Error(invalid_argument)` naming the first option that is out of range, its value and what to give
/// instead.
void check_options(const ServeOptions& options);

}  // namespace pdum::rfb
