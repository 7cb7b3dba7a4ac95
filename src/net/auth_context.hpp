#pragma once

#include <string>
#include <string_view>

#include <pdum/rfb/auth.hpp>

#include "net/http_head.hpp"

namespace pdum::rfb {

/// What the authenticate hook sees of a request; `token` and `hello` stay empty.
AuthContext make_auth_context(const HttpHead& head, std::string remote, std::string_view stream);

}  // namespace pdum::rfb
