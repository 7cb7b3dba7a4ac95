#pragma once

#include <string_view>

#include <pdum/rfb/options.hpp>

namespace pdum::rfb {

/// Throw `Error(invalid_argument)` naming the first option that is out of range, its value and what to give
/// instead. `owner`: the structure in which the application has set it, "ServeOptions" for instance.
void check_options(const ServerOptions& options, std::string_view owner);
void check_options(const StreamOptions& options, std::string_view owner);

}  // namespace pdum::rfb
