#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pdum::rfb::testing {

/// A message a viewer received.
struct ReceivedMessage {
  bool binary = false;
  std::string text;                ///< text messages: all of it; binary ones: the JSON header
  std::vector<std::byte> payload;  ///< binary messages only
};

/// A viewer for integration tests: a real, blocking Beast WebSocket client.
class WsClient {
 public:
  struct Options {
    std::string path = "/";
    std::map<std::string, std::string> headers = {};
  };
  /// Connects and upgrades. `upgraded()` is false when the server answered something else.
  explicit WsClient(int port) : WsClient(port, Options{}) {}
  WsClient(int port, const Options& options);
  ~WsClient();

  bool upgraded() const;
  void send_text(const std::string& text);
  void send_binary(const std::string& bytes);
  /// The next message; nothing once the server has closed or `timeout` has passed.
  std::optional<ReceivedMessage> receive(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  /// Reads until the server closes; its close code, 1006 when the connection just ended.
  std::uint16_t wait_for_close(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  void close();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Status, headers and body of one plain HTTP request on a connection of its own.
struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};
HttpAnswer http_get(int port, const std::string& target,
                    const std::map<std::string, std::string>& headers = {});

}  // namespace pdum::rfb::testing
