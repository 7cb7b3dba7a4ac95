#pragma once

#include <pdum/rfb/event.hpp>

#include "session/viewer_port.hpp"

namespace pdum::rfb {

/// Turns the position of a pointer event from pixels of what the viewer is shown into published pixels, and
/// its pixel ratio likewise. Returns whether there was anything to turn. Pure.
bool map_to_published(Event& event, const PictureScale& scale);

}  // namespace pdum::rfb
