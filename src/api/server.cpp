#include <pdum/rfb/server.hpp>

#include <utility>

#include "api/adopt_connection.hpp"
#include "api/check_options.hpp"
#include "api/display_access.hpp"
#include "api/display_impl.hpp"
#include "api/display_state.hpp"
#include "api/server_impl.hpp"
#include "api/split_options.hpp"
#include "core/log.hpp"
#include "protocol/capabilities.hpp"

namespace pdum::rfb {
namespace {

[[noreturn]] void unknown_stream(std::string_view name) {
  throw Error(ErrorCode::invalid_argument, "there is no stream called \"" +
                                               escape_for_log(name.substr(0, 80)) +
                                               "\"; `Server::streams` lists those that are open");
}

}  // namespace

Server::Server(std::shared_ptr<ServerImpl> impl, bool owns) noexcept : impl_(std::move(impl)), owns_(owns) {}
Server::Server(Server&&) noexcept = default;

Server& Server::operator=(Server&& other) noexcept {
  if (this != &other) {
    leave();
    impl_ = std::move(other.impl_);
    owns_ = other.owns_;
  }
  return *this;
}

Server::~Server() {
  leave();
}

void Server::leave() noexcept {
  if (!impl_) return;
  if (!impl_->in_owner_process()) {
    // In a child process it is kept for ever: what other threads held or waited for stays locked in the copy.
    new std::shared_ptr<ServerImpl>(std::move(impl_));
    return;
  }
  if (owns_) impl_->close();
}

ServerImpl& Server::impl() const {
  if (!impl_) throw Error(ErrorCode::closed, "this server was moved from; use the one it was moved to");
  impl_->check_process();
  return *impl_;
}

Display Server::add_stream(std::string_view name, const StreamOptions& options) {
  check_options(options, "StreamOptions");
  return DisplayAccess::display(impl_, impl().add_stream(name, options), Display::Impl::Owns::stream);
}

Display Server::add_stream(std::string_view name, int width, int height, StreamOptions options) {
  options.width = width;
  options.height = height;
  return add_stream(name, options);
}

void Server::remove_stream(std::string_view name) {
  impl().check_open("its streams have ended with it");
  const auto state = impl().stream(name);
  if (!state) unknown_stream(name);
  impl_->remove_stream(state);
}

Display Server::stream(std::string_view name) const {
  auto state = impl().stream(name);
  if (!state) unknown_stream(name);
  return DisplayAccess::display(impl_, std::move(state), Display::Impl::Owns::nothing);
}

std::vector<std::string> Server::streams() const {
  return impl().streams();
}

void Server::adopt(int socket, std::string_view request, AdoptOptions options) {
  adopt_connection(UniqueFd(socket), request, std::move(options), [this] { return &impl().http(); });
}

void Server::attach(std::unique_ptr<MessageChannel> channel, AuthContext context) {
  if (!channel) throw Error(ErrorCode::invalid_argument, "Server::attach was given no channel");
  if (context.stream.empty()) context.stream = kDefaultStream;
  impl().check_open("viewers cannot be attached");
  impl().attach(std::move(channel), std::move(context));
}

int Server::port() const {
  return impl().port();
}

std::string Server::url() const {
  return impl().url();
}

std::string Server::ws_url() const {
  return "ws" + url().substr(4);
}

bool Server::is_closed() const noexcept {
  return !impl_ || impl_->is_closed();
}

void Server::close() noexcept {
  if (impl_) impl_->close();
}

Server DisplayAccess::handle(std::shared_ptr<ServerImpl> server) {
  return Server(std::move(server), false);
}

Display DisplayAccess::display(std::shared_ptr<ServerImpl> server, std::shared_ptr<DisplayState> state,
                               Display::Impl::Owns owns) {
  return Display(std::make_shared<Display::Impl>(std::move(server), std::move(state), owns));
}

Display DisplayAccess::serve(const ServeOptions& options, EncoderRegistry encoders) {
  const ServerOptions for_server = server_part(options);
  const StreamOptions for_stream = stream_part(options);
  check_options(for_stream, "ServeOptions");
  check_options(for_server, "ServeOptions");
  const auto server = std::make_shared<ServerImpl>(for_server, std::move(encoders));
  server->prepare();
  // Before anybody can connect.
  auto state = server->add_stream(kDefaultStream, for_stream);
  server->listen();
  return display(server, std::move(state), Display::Impl::Owns::server);
}

Server DisplayAccess::serve_server(const ServerOptions& options, EncoderRegistry encoders) {
  check_options(options, "ServerOptions");
  auto server = std::make_shared<ServerImpl>(options, std::move(encoders));
  server->prepare();
  server->listen();
  return Server(std::move(server), true);
}

Server serve_server(const ServerOptions& options) {
  return DisplayAccess::serve_server(options, EncoderRegistry::of_process());
}

}  // namespace pdum::rfb
