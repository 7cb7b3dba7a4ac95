#include <pdum/rfb/display.hpp>

#include <utility>

#include "api/adopt_connection.hpp"
#include "api/check_options.hpp"
#include "api/display_access.hpp"
#include "api/display_impl.hpp"
#include "hub/stream.hpp"
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
  if (impl_->server()->in_owner_process()) return impl_->leave();
  // In a child process it is kept for ever: what other threads held or waited for stays locked in the copy.
  new std::shared_ptr<Impl>(std::move(impl_));
}

Display::Impl& Display::impl() const {
  if (!impl_) throw Error(ErrorCode::closed, "this display was moved from; use the one it was moved to");
  impl_->server()->check_process();
  return *impl_;
}

/// For what would set something: `member` names the call.
Display::Impl& Display::open_impl(const char* member) const {
  Impl& self = impl();
  if (!self.state().is_closed()) return self;
  throw Error(ErrorCode::closed,
              std::string("Display::") + member + " was called on a display that has been closed (stream \"" +
                  self.state().name() +
                  "\"); end the loop when `publish` returns `closed`, or serve or add the stream again");
}

PublishResult Display::publish(const FrameView& frame, const PublishOptions& options) {
  return impl().publish(frame, options);
}

PublishResult Display::publish(Frame&& frame, const PublishOptions& options) {
  return impl().publish(std::move(frame), options);
}

Frame Display::acquire_frame(int width, int height, PixelFormat format) {
  return impl().state().slot().acquire(width, height, format);
}

std::vector<InputEvent> Display::poll_events() {
  return impl().state().queue().drain();
}

std::vector<InputEvent> Display::wait_events(std::chrono::duration<double> timeout) {
  return impl().state().queue().wait_and_drain(timeout);
}

std::vector<std::string> Display::recorded_events() const {
  return impl().state().recorder().snapshot();
}

void Display::set_cursor(const Cursor& cursor, std::string_view client_id) {
  open_impl("set_cursor").set_ui(UiItem::cursor, client_id, serialise_cursor(cursor), shape_alone(cursor));
}

void Display::set_title(std::string_view title, std::string_view client_id) {
  open_impl("set_title").set_ui(UiItem::title, client_id, serialise_title(title));
}

void Display::set_text_input(const TextInput& area, std::string_view client_id) {
  open_impl("set_text_input").set_ui(UiItem::text_input, client_id, serialise_text_input(area));
}

void Display::set_clipboard(std::string_view text, std::string_view client_id) {
  open_impl("set_clipboard").set_clipboard(text, client_id);
}

void Display::grant_control(std::string_view client_id) {
  open_impl("grant_control").on_stream([id = std::string(client_id)](Stream& stream) {
    stream.grant_control(id);
  });
}

void Display::revoke_control(std::string_view client_id) {
  open_impl("revoke_control").on_stream([id = std::string(client_id)](Stream& stream) {
    stream.revoke_control(id);
  });
}

// To take a callback back is fine at any time: nobody is called any more.
void Display::on_client_joined(ClientFunction callback) {
  Impl& self = callback ? open_impl("on_client_joined") : impl();
  self.state().callbacks().on_joined(std::move(callback));
}

void Display::on_client_left(ClientFunction callback) {
  Impl& self = callback ? open_impl("on_client_left") : impl();
  self.state().callbacks().on_left(std::move(callback));
}

void Display::on_control_requested(ControlRequestFunction callback) {
  Impl& self = callback ? open_impl("on_control_requested") : impl();
  self.state().callbacks().on_control_requested(std::move(callback));
  self.server()->ring_ui();  // viewers may ask now, or no longer
}

void Display::switch_backend(const Backend& backend) {
  const Impl& self = open_impl("switch_backend");
  StreamOptions options = self.state().options();
  options.transport = backend.transport;
  options.video_encoder = backend.video_encoder;
  check_options(options, "Backend");
  self.on_stream([backend](Stream& stream) { stream.switch_backend(backend); });
}

void Display::set_quality(const Quality& quality) {
  const Impl& self = open_impl("set_quality");
  StreamOptions options = self.state().options();
  options.image_quality = quality.image_quality.value_or(options.image_quality);
  options.bitrate = quality.bitrate.value_or(options.bitrate);
  options.fps = quality.fps.value_or(options.fps);
  check_options(options, "Quality");
  self.on_stream([quality](Stream& stream) { stream.set_quality(quality); });
}

void Display::adopt(int socket, std::string_view request, AdoptOptions options) {
  adopt_connection(UniqueFd(socket), request, std::move(options),
                   [this] { return &impl().server()->http(); });
}

int Display::visible_client_count() const {
  return impl().state().counters().visible();
}

int Display::client_count() const {
  return impl().state().counters().clients.load();
}

int Display::width() const {
  const Impl& self = impl();
  const SharedFrame frame = self.state().slot().newest();
  return frame ? frame->view.width : self.state().options().width;
}

int Display::height() const {
  const Impl& self = impl();
  const SharedFrame frame = self.state().slot().newest();
  return frame ? frame->view.height : self.state().options().height;
}

double Display::pixel_ratio() const {
  const Impl& self = impl();
  const SharedFrame frame = self.state().slot().newest();
  return frame ? frame->pixel_ratio : 1.0;
}

Size Display::target_size() const {
  const std::optional<Target> target = impl().state().target().get();
  return target ? Size{target->width, target->height} : Size{width(), height()};
}

double Display::target_ratio() const {
  const std::optional<Target> target = impl().state().target().get();
  return target ? target->ratio : pixel_ratio();
}

ColorSpace Display::color() const {
  const SharedFrame frame = impl().state().slot().newest();
  return frame ? frame->color : ColorSpace{};
}

int Display::port() const {
  return impl().server()->port();
}

std::string Display::url() const {
  return impl().url();
}

std::string Display::ws_url() const {
  return "ws" + url().substr(4);
}

std::string Display::name() const {
  return impl().state().name();
}

Server Display::server() const {
  return DisplayAccess::handle(impl().server());
}

std::chrono::steady_clock::time_point Display::epoch() const {
  return impl().server()->clock()->epoch();
}

DisplayMetrics Display::metrics() const {
  return impl().metrics();
}

std::vector<SessionMetrics> Display::session_metrics() const {
  return impl().session_metrics();
}

bool Display::is_closed() const noexcept {
  return !impl_ || impl_->state().is_closed();
}

void Display::close() noexcept {
  if (impl_) impl_->close();
}

Display serve(const ServeOptions& options) {
  return DisplayAccess::serve(options, EncoderRegistry::of_process());
}

Display serve(int width, int height) {
  return serve(ServeOptions{.width = width, .height = height});
}

}  // namespace pdum::rfb
