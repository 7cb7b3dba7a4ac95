#pragma once

#include "cli/scene/scene.hpp"

namespace pdum::rfb::cli {

/// A lit gyroid ball to walk around.
std::unique_ptr<Scene> make_surface(int width, int height);

}  // namespace pdum::rfb::cli
