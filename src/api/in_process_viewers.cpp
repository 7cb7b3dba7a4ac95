// Viewers that come without a socket.
#include <utility>

#include "api/display_access.hpp"
#include "api/display_impl.hpp"

namespace pdum::rfb {

std::weak_ptr<Executor> DisplayAccess::strand(Display& display) {
  return display.impl().server()->io();
}

void DisplayAccess::accept(Display& display, std::unique_ptr<ViewerChannel> channel, AuthContext context) {
  display.impl().accept(std::move(channel), std::move(context));
}

void Display::Impl::accept(std::unique_ptr<ViewerChannel> channel, AuthContext context) const {
  server_->accept(std::move(channel), std::move(context));
}

}  // namespace pdum::rfb
