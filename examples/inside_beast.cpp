// A web application on Boost.Beast that serves its own pages on its own port, with its own login, and hands
// the WebSocket at /live over to a display: one port, one cookie, one origin.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include <pdum/rfb.hpp>

#include "embedded_page.hpp"
#include "scene.hpp"

namespace rfb = pdum::rfb;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = boost::asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

namespace {

/// Whether the field Cookie has the session that the site gave.
bool is_logged_in(const Site& site, const Request& request) {
  const auto field = request[http::field::cookie];
  const std::string wanted = std::string(Site::kCookie) + "=" + site.session();
  return std::string_view(field.data(), field.size()) == wanted;
}

Response answer(const Site& site, const Request& request) {
  Response response(http::status::ok, request.version());
  response.set(http::field::content_type, "text/html; charset=utf-8");
  response.keep_alive(request.keep_alive());
  if (request.target() == "/login") {  // a real one asks for a password
    response.result(http::status::see_other);
    response.set(http::field::set_cookie, site.set_cookie());
    response.set(http::field::location, "/");
  } else {
    response.body() = is_logged_in(site, request) ? Site::kPage : Site::kWelcome;
  }
  response.prepare_payload();
  return response;
}

/// The head once more as text: Beast has taken it apart.
std::string text_of(const Request& request, const beast::flat_buffer& left) {
  std::ostringstream text;
  text << request.base();
  return text.str() + beast::buffers_to_string(left.data());
}

/// One connection: answers request after request, until the WebSocket is asked for.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, const Site& site, rfb::Display& display)
      : stream_(std::move(socket)), site_(site), display_(display) {}

  void read() {
    request_ = {};
    stream_.expires_after(std::chrono::seconds(30));
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->handle();
                     });
  }

 private:
  void handle() {
    if (request_.target() == "/live" && beast::websocket::is_upgrade(request_)) {
      // From here on the socket is the display's, which answers the handshake itself.
      const std::string head = text_of(request_, buffer_);
      return display_.adopt(stream_.release_socket().release(), head, {.stream = "default"});
    }
    response_ = answer(site_, request_);
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) self->read();
    });
  }

  beast::tcp_stream stream_;
  const Site& site_;
  rfb::Display& display_;
  beast::flat_buffer buffer_;
  Request request_;
  Response response_;
};

void accept(Tcp::acceptor& acceptor, const Site& site, rfb::Display& display) {
  acceptor.async_accept([&](beast::error_code error, Tcp::socket socket) {
    if (!error) std::make_shared<Connection>(std::move(socket), site, display)->read();
    accept(acceptor, site, display);
  });
}

}  // namespace

int main(int count, char** words) {
  const auto port = static_cast<std::uint16_t>(count > 1 ? std::strtoul(words[1], nullptr, 10) : 8080);
  const Site site;
  // The display has a port of its own as well, on this machine only; the same question is asked there.
  rfb::Display display = rfb::serve(
      {.width = 1280,
       .height = 720,
       .port = 0,
       .authenticate = [&site](const rfb::AuthContext& context) -> std::shared_ptr<const rfb::Principal> {
         const auto cookie = context.cookies.find(std::string(Site::kCookie));
         if (cookie == context.cookies.end() || !site.knows(cookie->second)) return nullptr;
         return std::make_shared<rfb::Principal>();
       }});

  boost::asio::io_context context;
  Tcp::acceptor acceptor(context, {boost::asio::ip::make_address("127.0.0.1"), port});
  std::cout << "http://127.0.0.1:" << acceptor.local_endpoint().port() << "/" << std::endl;
  accept(acceptor, site, display);
  std::thread server([&context] { context.run(); });

  for (Scene scene; scene.running();) {
    for (const rfb::InputEvent& event : display.poll_events()) scene.handle(event);
    display.publish(scene.render());
    scene.sleep();
  }
  context.stop();
  server.join();
}
