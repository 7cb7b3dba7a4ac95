#pragma once

#include "cli/scene/scene.hpp"

namespace pdum::rfb::cli {

/// A sheet of paper on which every viewer paints in a colour of their own.
std::unique_ptr<Scene> make_paint(int width, int height);

}  // namespace pdum::rfb::cli
