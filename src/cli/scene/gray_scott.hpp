#pragma once

#include "cli/scene/scene.hpp"

namespace pdum::rfb::cli {

/// Two chemicals that react and spread, fed by every viewer's pointer.
std::unique_ptr<Scene> make_gray_scott(int width, int height);

}  // namespace pdum::rfb::cli
