#include "session/pointer_mapping.hpp"

#include <type_traits>

namespace pdum::rfb {

bool map_to_published(Event& event, const PictureScale& scale) {
  if (scale == PictureScale{}) return false;
  return std::visit(
      [&scale](auto& each) {
        using Each = std::decay_t<decltype(each)>;
        if constexpr (std::is_base_of_v<PointerState, Each>) {
          each.x *= scale.x;
          each.y *= scale.y;
          each.pixel_ratio *= scale.x;
          if constexpr (requires { each.touches; }) {
            for (Touch& touch : each.touches) {
              touch.x *= scale.x;
              touch.y *= scale.y;
            }
          }
          return true;
        }
        return false;
      },
      event);
}

}  // namespace pdum::rfb
