#include "cli/scene/scene.hpp"

#include <array>

#include "cli/scene/gray_scott.hpp"
#include "cli/scene/paint.hpp"
#include "cli/scene/surface.hpp"
#include "cli/scene/test_card.hpp"

namespace pdum::rfb::cli {

std::span<const SceneEntry> scenes() {
  static constexpr std::array<SceneEntry, 4> kScenes = {
      {{"surface", "Surface", "grab", make_surface},
       {"gray-scott", "Gray-Scott", "crosshair", make_gray_scott},
       {"paint", "Paint", "crosshair", make_paint},
       {"testcard", "Test card", "default", make_test_card}}};
  return kScenes;
}

int scene_index(std::string_view name) {
  for (std::size_t i = 0; i < scenes().size(); ++i) {
    if (scenes()[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace pdum::rfb::cli
