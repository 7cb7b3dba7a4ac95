#pragma once

#include <utility>

#include "support/net/raw_client.hpp"
#include "support/net/tls_peer.hpp"

namespace pdum::rfb::testing {

/// A blocking TCP client that speaks TLS with OpenSSL.
class TlsClient final : public RawClient {
 public:
  explicit TlsClient(int port, const TlsPeer::Options& options = {}) : RawClient(port), peer_(options) {}

  bool send(std::string_view plain) override {
    peer_.send(plain);
    return RawClient::send(peer_.take());
  }
  /// Until it is through or has failed.
  bool shake_hands() {
    send({});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!peer_.established() && peer_.error().empty() && read_more(until) == Read::data) {
    }
    return peer_.established();
  }
  void say_close() {
    peer_.say_close();
    RawClient::send(peer_.take());
  }
  const TlsPeer& peer() const noexcept { return peer_; }

 private:
  Read read_more(std::chrono::steady_clock::time_point until) override {
    std::string plain = std::exchange(received_, {});
    const Read read = RawClient::read_more(until);
    peer_.feed(std::exchange(received_, {}));
    RawClient::send(peer_.take());
    received_ = std::move(plain) + peer_.take_plain();
    return read;
  }
  TlsPeer peer_;
};

}  // namespace pdum::rfb::testing
