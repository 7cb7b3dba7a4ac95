#include <pdum/rfb/display.hpp>

#include <utility>

#include "api/display_impl.hpp"

namespace pdum::rfb {

Display::Display(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Display::Display(Display&&) noexcept = default;

Display& Display::operator=(Display&& other) noexcept {
  if (this != &other) {
    close();
    impl_ = std::move(other.impl_);
  }
  return *this;
}

Display::~Display() {
  close();
}

PublishResult Display::publish(const FrameView& frame, const PublishOptions& options) {
  return impl_->publish(frame, options);
}

PublishResult Display::publish(Frame&& frame, const PublishOptions& options) {
  return impl_->publish(std::move(frame), options);
}

Frame Display::acquire_frame(int width, int height, PixelFormat format) {
  impl_->check_process();
  return impl_->slot().acquire(width, height, format);
}

std::vector<InputEvent> Display::poll_events() {
  impl_->check_process();
  return impl_->queue().drain();
}

std::vector<InputEvent> Display::wait_events(std::chrono::duration<double> timeout) {
  impl_->check_process();
  return impl_->queue().wait_and_drain(timeout);
}

std::vector<std::string> Display::recorded_events() const {
  impl_->check_process();
  return impl_->hub().recorded_events();
}

int Display::client_count() const {
  impl_->check_process();
  return impl_->hub().client_count();
}

int Display::width() const {
  impl_->check_process();
  const SharedFrame frame = impl_->slot().newest();
  return frame ? frame->view.width : impl_->options().width;
}

int Display::height() const {
  impl_->check_process();
  const SharedFrame frame = impl_->slot().newest();
  return frame ? frame->view.height : impl_->options().height;
}

double Display::pixel_ratio() const {
  impl_->check_process();
  const SharedFrame frame = impl_->slot().newest();
  return frame ? frame->pixel_ratio : 1.0;
}

int Display::port() const {
  impl_->check_process();
  return impl_->port();
}

std::string Display::url() const {
  impl_->check_process();
  return impl_->url();
}

std::string Display::ws_url() const {
  return "ws" + url().substr(4);
}

std::chrono::steady_clock::time_point Display::epoch() const {
  return impl_->clock().epoch();
}

DisplayMetrics Display::metrics() const {
  impl_->check_process();
  return impl_->metrics();
}

std::vector<SessionMetrics> Display::session_metrics() const {
  impl_->check_process();
  return impl_->session_metrics();
}

bool Display::is_closed() const noexcept {
  return !impl_ || impl_->is_closed();
}

void Display::close() noexcept {
  if (impl_) impl_->close();
}

Display serve(const ServeOptions& options) {
  auto impl = std::make_shared<Display::Impl>(options);
  impl->start();
  return Display(std::move(impl));
}

Display serve(int width, int height) {
  return serve(ServeOptions{.width = width, .height = height});
}

}  // namespace pdum::rfb
