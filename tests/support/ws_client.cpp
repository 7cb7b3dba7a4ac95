#include "support/ws_client.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace pdum::rfb::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;

namespace {

Tcp::endpoint loopback(int port) {
  return {asio::ip::make_address("127.0.0.1"), static_cast<std::uint16_t>(port)};
}

std::string host_of(int port) {
  return "127.0.0.1:" + std::to_string(port);
}

}  // namespace

class WsClient::Impl {
 public:
  asio::io_context context;
  beast::websocket::stream<beast::tcp_stream> socket{context};
  beast::flat_buffer buffer;
  bool upgraded = false;
  std::uint16_t close_code = 0;

  /// Runs the context until the pending operation has ended or `timeout` has passed; then cuts the
  /// connection.
  bool run(const bool& done, std::chrono::milliseconds timeout) {
    context.restart();
    context.run_for(timeout);
    if (done) return true;
    beast::get_lowest_layer(socket).close();
    context.restart();
    context.run();
    return false;
  }
};

WsClient::WsClient(int port, const Options& options) : impl_(std::make_unique<Impl>()) {
  beast::get_lowest_layer(impl_->socket).connect(loopback(port));
  impl_->socket.set_option(
      beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
        for (const auto& [name, value] : options.headers) request.set(name, value);
      }));
  impl_->socket.auto_fragment(false);
  impl_->socket.read_message_max(std::size_t{256} << 20);
  beast::websocket::response_type response;
  beast::error_code error;
  impl_->socket.handshake(response, host_of(port), options.path, error);
  impl_->upgraded = !error;
}

WsClient::~WsClient() = default;

bool WsClient::upgraded() const {
  return impl_->upgraded;
}

void WsClient::send_text(const std::string& text) {
  beast::error_code ignored;  // the server may have closed already; the next receive says so
  impl_->socket.text(true);
  impl_->socket.write(asio::buffer(text), ignored);
}

void WsClient::send_binary(const std::string& bytes) {
  beast::error_code ignored;
  impl_->socket.binary(true);
  impl_->socket.write(asio::buffer(bytes), ignored);
}

std::optional<ReceivedMessage> WsClient::receive(std::chrono::milliseconds timeout) {
  impl_->buffer.clear();
  bool done = false;
  beast::error_code result;
  impl_->socket.async_read(impl_->buffer, [&](beast::error_code error, std::size_t) {
    result = error;
    done = true;
  });
  const bool in_time = impl_->run(done, timeout);
  if (result == beast::websocket::error::closed) impl_->close_code = impl_->socket.reason().code;
  if (!in_time || result) return std::nullopt;
  const auto bytes = impl_->buffer.cdata();
  const std::string all(static_cast<const char*>(bytes.data()), bytes.size());
  ReceivedMessage message;
  message.binary = impl_->socket.got_binary();
  if (!message.binary) {
    message.text = all;
    return message;
  }
  std::uint32_t length = 0;
  if (all.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, all.data(),
              sizeof length);  // the machines this runs on are little-endian, as the wire
  if (all.size() - sizeof length < length) return std::nullopt;
  message.text = all.substr(sizeof length, length);
  const auto* first = static_cast<const std::byte*>(bytes.data()) + sizeof length + length;
  message.payload.assign(first, static_cast<const std::byte*>(bytes.data()) + bytes.size());
  return message;
}

std::uint16_t WsClient::wait_for_close(std::chrono::milliseconds timeout) {
  while (receive(timeout)) {
  }
  return impl_->close_code != 0 ? impl_->close_code : std::uint16_t{1006};
}

void WsClient::close() {
  beast::error_code ignored;
  impl_->socket.close(beast::websocket::close_code::normal, ignored);
}

HttpAnswer http_get(int port, const std::string& target, const std::map<std::string, std::string>& headers) {
  asio::io_context context;
  beast::tcp_stream stream(context);
  stream.connect(loopback(port));
  http::request<http::empty_body> request{http::verb::get, target, 11};
  request.set(http::field::host, host_of(port));
  for (const auto& [name, value] : headers) request.set(name, value);
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(stream, buffer, response);
  HttpAnswer answer;
  answer.status = static_cast<int>(response.result_int());
  answer.body = response.body();
  for (const auto& field : response) {
    std::string name(field.name_string().data(), field.name_string().size());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[name] = std::string(field.value().data(), field.value().size());
  }
  return answer;
}

}  // namespace pdum::rfb::testing
