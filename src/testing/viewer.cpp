#include <pdum/rfb/testing/viewer.hpp>

#include <cmath>
#include <new>
#include <utility>

#include "api/display_access.hpp"
#include "testing/viewer_pipe.hpp"
#include "testing/viewer_text.hpp"

namespace pdum::rfb::testing {

class Viewer::Impl {
 public:
  Impl(Display& display, const ViewerOptions& options)
      : acks(options.acks), pipe(std::make_shared<ViewerPipe>(DisplayAccess::strand(display))) {
    AuthContext context;
    context.stream = options.stream.empty() ? display.name() : options.stream;
    context.path = "/" + context.stream;
    context.remote = "in-process";
    DisplayAccess::accept(display, make_pipe_channel(pipe), std::move(context));
    pipe->send(hello_text(options));
  }

  template <class PointerEvent>
  void send_pointer(double x, double y, Button button) {
    PointerEvent event;
    event.x = x;
    event.y = y;
    event.button = button;
    event.buttons = buttons;
    pipe->send(event_text(event));
  }

  const bool acks;
  const std::shared_ptr<ViewerPipe> pipe;
  Buttons buttons;  ///< down now
};

Viewer::Viewer(Display& display, const ViewerOptions& options)
    : impl_(std::make_unique<Impl>(display, options)) {}

Viewer::~Viewer() {
  leave();
}

std::optional<ViewerFrame> Viewer::wait_frame(std::chrono::duration<double> timeout) {
  std::optional<ViewerFrame> frame = impl_->pipe->take_frame(timeout);
  if (frame && impl_->acks) ack(frame->header.seq);
  return frame;
}

std::optional<std::string> Viewer::wait_message(std::string_view type,
                                                std::chrono::duration<double> timeout) {
  return impl_->pipe->take_text(type, timeout);
}

std::optional<int> Viewer::wait_close(std::chrono::duration<double> timeout) {
  return impl_->pipe->wait_close(timeout);
}

void Viewer::ack(std::uint64_t seq) {
  impl_->pipe->send(ack_text(seq));
}

void Viewer::request_keyframe() {
  impl_->pipe->send(request_keyframe_text());
}

void Viewer::send(const Event& event) {
  impl_->pipe->send(event_text(event));
}

void Viewer::pointer_move(double x, double y) {
  impl_->send_pointer<PointerMove>(x, y, Button::none);
}

void Viewer::pointer_down(double x, double y, Button button) {
  impl_->buttons.insert(button);
  impl_->send_pointer<PointerDown>(x, y, button);
}

void Viewer::pointer_up(double x, double y, Button button) {
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(button));
  impl_->buttons.bits = static_cast<std::uint8_t>(impl_->buttons.bits & ~bit);
  impl_->send_pointer<PointerUp>(x, y, button);
}

void Viewer::click(double x, double y, Button button) {
  pointer_down(x, y, button);
  pointer_up(x, y, button);
}

void Viewer::wheel(double x, double y, double dx, double dy) {
  Wheel event;
  event.x = x;
  event.y = y;
  event.buttons = impl_->buttons;
  event.dx = dx;
  event.dy = dy;
  send(event);
}

void Viewer::key_down(std::string_view key) {
  send(KeyDown{.key = std::string(key)});
}

void Viewer::key_up(std::string_view key) {
  send(KeyUp{.key = std::string(key)});
}

void Viewer::type(std::string_view text) {
  send(Char{.data = std::string(text), .input_type = "insertText"});
}

void Viewer::resize(int width, int height, double ratio) {
  send(Resize{.width = static_cast<double>(width),
              .height = static_cast<double>(height),
              .pwidth = static_cast<int>(std::lround(width * ratio)),
              .pheight = static_cast<int>(std::lround(height * ratio)),
              .ratio = ratio});
}

void Viewer::send_text(std::string json) {
  impl_->pipe->send(std::move(json));
}

void Viewer::leave() noexcept {
  try {
    impl_->pipe->leave();
  } catch (const std::bad_alloc&) {  // the display counts this viewer until it ends itself
  }
}

}  // namespace pdum::rfb::testing
