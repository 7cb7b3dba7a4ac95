#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// Who has control when viewers come. What a viewer without control does is dropped at the server, except
/// that its view was resized, shown, hidden or focused. Viewers whose principal is a `Role::viewer` never
/// have control.
enum class ControlPolicy : std::uint8_t {
  everyone,  ///< all at once
  /// One at a time: who came first. Others may ask the one who has it, and are passed over after 30 s; when
  /// that one leaves, the one who has asked first gets it, or else the one who came first.
  first,
  /// Nobody, until the application says `Display::grant_control`. Viewers may ask while there is an
  /// `on_control_requested`. Who leaves and is back within 5 s as a principal of the same name has it again.
  nobody,
};

/// A viewer that was let in.
struct Client {
  std::string client_id = {};                  ///< as in `InputEvent::client_id`
  std::shared_ptr<const Principal> principal;  ///< null without an authenticate hook
  std::string remote = {};                     ///< numeric address
};

/// Hears of a viewer. Runs on one thread of the library's own for all displays of a server, one call at a
/// time, in the order in which things happened; may block (4,096 calls wait, further ones are lost and
/// counted in the log) and may call any member of the display. What it throws is logged. The end of the
/// display is the last that it hears of: none is called once `close` has returned, unless it hangs for longer
/// than that waits.
using ClientFunction = std::function<void(const Client&)>;

/// The same for a viewer that asks for control; `label` is what it calls itself, at most 64 characters, often
/// empty.
using ControlRequestFunction = std::function<void(const Client&, const std::string& label)>;

}  // namespace pdum::rfb
