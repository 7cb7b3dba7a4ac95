// A web application on Boost.Beast that serves its own pages on its own port, with its own login, and hands
// the WebSocket at /live over to a display: one port, one cookie, one origin.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

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

void serve_connection(Tcp::socket socket, const Site& site, rfb::Display& display) {
  beast::flat_buffer buffer;
  beast::error_code error;
  for (;;) {
    Request request;
    http::read(socket, buffer, request, error);
    if (error) return;
    if (request.target() == "/live" && beast::websocket::is_upgrade(request)) {
      // From here on the socket is the display's, which answers the handshake itself.
      const std::string head = text_of(request, buffer);
      return display.adopt(socket.release(), head, {.stream = "default"});
    }
    Response response = answer(site, request);
    http::write(socket, response, error);
    if (error || !response.keep_alive()) return;
  }
}

}  // namespace

int main(int count, char** words) {
  const auto port = static_cast<std::uint16_t>(count > 1 ? std::strtoul(words[1], nullptr, 10) : 8080);
  static const Site site;
  // The display has a port of its own as well, on this machine only; the same question is asked there.
  static rfb::Display display = rfb::serve(
      {.width = 1280,
       .height = 720,
       .port = 0,
       .authenticate = [](const rfb::AuthContext& context) -> std::shared_ptr<const rfb::Principal> {
         const auto cookie = context.cookies.find(std::string(Site::kCookie));
         if (cookie == context.cookies.end() || !site.knows(cookie->second)) return nullptr;
         return std::make_shared<rfb::Principal>();
       }});

  boost::asio::io_context context;
  Tcp::acceptor acceptor(context, {boost::asio::ip::make_address("127.0.0.1"), port});
  std::cout << "http://127.0.0.1:" << acceptor.local_endpoint().port() << "/" << std::endl;
  std::thread([&] {
    for (;;) std::thread(serve_connection, acceptor.accept(), std::cref(site), std::ref(display)).detach();
  }).detach();

  for (Scene scene; scene.running();) {
    for (const rfb::InputEvent& event : display.poll_events()) scene.handle(event);
    display.publish(scene.render());
    scene.sleep();
  }
  display.close();
  std::quick_exit(0);  // the threads of the little server above know no end
}
