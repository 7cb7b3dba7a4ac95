#pragma once

#include "cli/scene/scene.hpp"

namespace pdum::rfb::cli {

/// Four quadrants of flat colour that change places by one with every frame.
std::unique_ptr<Scene> make_test_card(int width, int height);

}  // namespace pdum::rfb::cli
