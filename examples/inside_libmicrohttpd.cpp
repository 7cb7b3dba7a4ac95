// A web application on GNU libmicrohttpd that hands the WebSocket at /live over to a display. libmicrohttpd
// sends the answer to the handshake itself and keeps the socket, so the display gets a duplicate, is told
// that the answer is out, and tells when it has done.
#include <microhttpd.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <pdum/rfb.hpp>

#include "embedded_page.hpp"
#include "scene.hpp"

namespace rfb = pdum::rfb;

namespace {

struct Application {
  Site site;
  rfb::Display* display = nullptr;
};

std::string_view value_of(MHD_Connection* connection, MHD_ValueKind kind, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, kind, name);
  return value == nullptr ? std::string_view() : value;
}

/// What RFC 6455 wants to see of the key.
std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

MHD_Result add_field(void* head, MHD_ValueKind, const char* name, const char* value) {
  static_cast<std::string*>(head)
      ->append(name)
      .append(": ")
      .append(value == nullptr ? "" : value)
      .append("\r\n");
  return MHD_YES;
}

/// After libmicrohttpd has sent its answer.
void hand_over(void* application, MHD_Connection* connection, void*, const char* extra,
               std::size_t extra_size, MHD_socket socket, MHD_UpgradeResponseHandle* handle) {
  std::string request = "GET /live HTTP/1.1\r\n";
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &add_field, &request);
  request.append("\r\n").append(extra, extra_size);
  static_cast<Application*>(application)
      ->display->adopt(::dup(socket), request, {.stream = "default", .answered = true, .on_end = [handle] {
                                                  MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
                                                }});
}

MHD_Result send(MHD_Connection* connection, unsigned int status, MHD_Response* response) {
  const MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

MHD_Response* page(std::string_view text) {
  // Constant text: libmicrohttpd does not copy it, and only reads.
  MHD_Response* const response =
      MHD_create_response_from_buffer(text.size(), const_cast<char*>(text.data()), MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
  return response;
}

MHD_Result upgrade(Application& application, MHD_Connection* connection) {
  const std::string_view key = value_of(connection, MHD_HEADER_KIND, "Sec-WebSocket-Key");
  MHD_Response* const response = MHD_create_response_for_upgrade(&hand_over, &application);
  MHD_add_response_header(response, "Upgrade", "websocket");
  MHD_add_response_header(response, "Sec-WebSocket-Accept", accept_key(key).c_str());
  return send(connection, MHD_HTTP_SWITCHING_PROTOCOLS, response);
}

MHD_Result answer(void* closure, MHD_Connection* connection, const char* url, const char*, const char*,
                  const char*, std::size_t*, void**) {
  auto& application = *static_cast<Application*>(closure);
  const std::string_view path = url;
  const bool known =
      application.site.knows(value_of(connection, MHD_COOKIE_KIND, std::string(Site::kCookie).c_str()));
  if (path == "/live") {
    // Refused before anything is handed over. What the browser says its origin is, the display checks.
    if (!known) return send(connection, MHD_HTTP_UNAUTHORIZED, page(Site::kWelcome));
    if (value_of(connection, MHD_HEADER_KIND, "Sec-WebSocket-Version") != "13")
      return send(connection, MHD_HTTP_BAD_REQUEST, page("Only a WebSocket lives here."));
    return upgrade(application, connection);
  }
  if (path == "/login") {  // a real one asks for a password
    MHD_Response* const response = page({});
    MHD_add_response_header(response, "Set-Cookie", application.site.set_cookie().c_str());
    MHD_add_response_header(response, "Location", "/");
    return send(connection, MHD_HTTP_SEE_OTHER, response);
  }
  return send(connection, MHD_HTTP_OK, page(known ? Site::kPage : Site::kWelcome));
}

}  // namespace

int main(int count, char** words) {
  const auto port = static_cast<std::uint16_t>(count > 1 ? std::strtoul(words[1], nullptr, 10) : 8080);
  Application application;
  // The display has a port of its own as well, on this machine only; the same question is asked there.
  rfb::Display display = rfb::serve(
      {.width = 1280, .height = 720, .port = 0, .authenticate = [&](const rfb::AuthContext& context) {
         const auto cookie = context.cookies.find(std::string(Site::kCookie));
         const bool known = cookie != context.cookies.end() && application.site.knows(cookie->second);
         return known ? std::make_shared<const rfb::Principal>() : nullptr;
       }});
  application.display = &display;

  MHD_Daemon* const daemon =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG, port, nullptr,
                       nullptr, &answer, &application, MHD_OPTION_END);
  if (daemon == nullptr) {
    std::cerr << "Port " << port << " is taken; give another one.\n";
    return 1;
  }
  const MHD_DaemonInfo* const info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  std::cout << "http://127.0.0.1:" << info->port << "/" << std::endl;

  for (Scene scene; scene.running();) {
    for (const rfb::InputEvent& event : display.poll_events()) scene.handle(event);
    display.publish(scene.render());
    scene.sleep();
  }
  display.close();  // first: libmicrohttpd waits for the connections that were handed over
  MHD_stop_daemon(daemon);
}
