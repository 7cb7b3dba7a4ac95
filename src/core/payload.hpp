#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace pdum::rfb {

using Bytes = std::vector<std::byte>;
/// Encoded bytes: immutable, one copy for all viewers.
using SharedPayload = std::shared_ptr<const Bytes>;

}  // namespace pdum::rfb
