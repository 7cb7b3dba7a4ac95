// Viewers that come without a socket.
#include <utility>

#include "api/display_access.hpp"
#include "api/display_impl.hpp"

namespace pdum::rfb {

std::weak_ptr<Executor> DisplayAccess::strand(Display& display) {
  return display.impl().strand();
}

void DisplayAccess::accept(Display& display, std::unique_ptr<MessageChannel> channel, AuthContext context) {
  display.impl().accept(std::move(channel), std::move(context));
}

void Display::Impl::accept(std::unique_ptr<MessageChannel> channel, AuthContext context) {
  const auto held =
      std::make_shared<std::unique_ptr<MessageChannel>>(std::move(channel));  // tasks are copied
  io_->post([weak = weak_from_this(), held, context = std::move(context)] {
    if (const auto self = weak.lock()) self->hub_->accept(std::move(*held), context);
  });
}

}  // namespace pdum::rfb
