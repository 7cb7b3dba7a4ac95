#include "hub/target_size.hpp"

#include <algorithm>

namespace pdum::rfb {
namespace {

int even(double side) {
  return std::max(static_cast<int>(side) / 2 * 2, 2);
}

}  // namespace

std::optional<Target> fit_target(const Resize& view, int max_side) {
  if (view.pwidth < 1 || view.pheight < 1) return std::nullopt;
  const double scale = std::min(1.0, static_cast<double>(max_side) / std::max(view.pwidth, view.pheight));
  return Target{even(view.pwidth * scale), even(view.pheight * scale), view.ratio * scale};
}

}  // namespace pdum::rfb
