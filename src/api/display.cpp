#include <pdum/rfb/display.hpp>

#include <utility>

#include "api/adopt_connection.hpp"
#include "api/display_access.hpp"
#include "api/display_impl.hpp"
#include "protocol/ui_text.hpp"

namespace pdum::rfb {
namespace {

/// For viewers that show no pictures; empty where there is none, or no such shape.
std::string shape_alone(const Cursor& cursor) {
  if (!cursor.image) return {};
  Result<std::string> shape = serialise_cursor({.shape = cursor.shape});
  return shape ? std::move(*shape) : std::string();
}

}  // namespace

Display::Display(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Display::Display(Display&&) noexcept = default;

Display& Display::operator=(Display&& other) noexcept {
  if (this != &other) {
    leave();
    impl_ = std::move(other.impl_);
  }
  return *this;
}

Display::~Display() {
  leave();
}

void Display::leave() noexcept {
  if (!impl_) return;
  if (impl_->in_owner_process()) return impl_->close();
  // In a child process it is kept for ever: what other threads held or waited for stays locked in the copy.
  new std::shared_ptr<Impl>(std::move(impl_));
}

Display::Impl& Display::impl() const {
  if (!impl_) throw Error(ErrorCode::closed, "this display was moved from; use the one it was moved to");
  impl_->check_process();
  return *impl_;
}

PublishResult Display::publish(const FrameView& frame, const PublishOptions& options) {
  return impl().publish(frame, options);
}

PublishResult Display::publish(Frame&& frame, const PublishOptions& options) {
  return impl().publish(std::move(frame), options);
}

Frame Display::acquire_frame(int width, int height, PixelFormat format) {
  return impl().slot().acquire(width, height, format);
}

std::vector<InputEvent> Display::poll_events() {
  return impl().queue().drain();
}

std::vector<InputEvent> Display::wait_events(std::chrono::duration<double> timeout) {
  return impl().queue().wait_and_drain(timeout);
}

std::vector<std::string> Display::recorded_events() const {
  return impl().hub().recorded_events();
}

void Display::set_cursor(const Cursor& cursor, std::string_view client_id) {
  impl().set_ui(UiItem::cursor, client_id, serialise_cursor(cursor), shape_alone(cursor));
}

void Display::set_title(std::string_view title, std::string_view client_id) {
  impl().set_ui(UiItem::title, client_id, serialise_title(title));
}

void Display::set_text_input(const TextInput& area, std::string_view client_id) {
  impl().set_ui(UiItem::text_input, client_id, serialise_text_input(area));
}

void Display::set_clipboard(std::string_view text, std::string_view client_id) {
  impl().set_clipboard(text, client_id);
}

void Display::adopt(int socket, std::string_view request, AdoptOptions options) {
  adopt_connection(UniqueFd(socket), request, std::move(options), [this] { return &impl().http(); });
}

int Display::visible_client_count() const {
  return impl().hub().visible_client_count();
}

int Display::client_count() const {
  return impl().hub().client_count();
}

int Display::width() const {
  const Impl& self = impl();
  const SharedFrame frame = self.slot().newest();
  return frame ? frame->view.width : self.options().width;
}

int Display::height() const {
  const Impl& self = impl();
  const SharedFrame frame = self.slot().newest();
  return frame ? frame->view.height : self.options().height;
}

double Display::pixel_ratio() const {
  const Impl& self = impl();
  const SharedFrame frame = self.slot().newest();
  return frame ? frame->pixel_ratio : 1.0;
}

int Display::port() const {
  return impl().port();
}

std::string Display::url() const {
  return impl().url();
}

std::string Display::ws_url() const {
  return "ws" + url().substr(4);
}

std::chrono::steady_clock::time_point Display::epoch() const {
  return impl().clock().epoch();
}

DisplayMetrics Display::metrics() const {
  return impl().metrics();
}

std::vector<SessionMetrics> Display::session_metrics() const {
  return impl().session_metrics();
}

bool Display::is_closed() const noexcept {
  return !impl_ || impl_->is_closed();
}

void Display::close() noexcept {
  if (impl_) impl_->close();
}

Display DisplayAccess::serve(const ServeOptions& options, EncoderRegistry encoders) {
  auto impl = std::make_shared<Display::Impl>(options, std::move(encoders));
  impl->start();
  return Display(std::move(impl));
}

Display serve(const ServeOptions& options) {
  return DisplayAccess::serve(options, EncoderRegistry::with_builtin());
}

Display serve(int width, int height) {
  return serve(ServeOptions{.width = width, .height = height});
}

}  // namespace pdum::rfb
