#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <pdum/rfb/tls.hpp>

#include "net/tls_stream.hpp"
#include "support/net/fake_hub.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/tls_peer.hpp"

namespace pdum::rfb::testing {

/// One TLS connection in memory: the server's stream, and a client.
class TlsBench : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { certificate_folder = std::make_unique<TemporaryFolder>(); }
  static void TearDownTestSuite() { certificate_folder.reset(); }

  void connect(TlsPeer::Options options = {}) {
    made = self_signed_certificate({}, certificate_folder->folder());
    server = make_tls_server({made.certificate, made.key}, loop, log);
    memory = std::make_shared<MemoryPeer>();
    stream = server->wrap(std::make_unique<MemoryStream>(loop, memory));
    client = TlsPeer(options);
  }
  /// Moves bytes between both until none moves any more.
  void pump() {
    for (;;) {
      loop.run_ready();
      const std::string up = client.take();
      const std::string down = memory->take_received();
      if (up.empty() && down.empty()) return;
      if (!up.empty()) memory->send(up);
      if (!down.empty()) client.feed(down);
    }
  }
  /// Reads for ever, until an end.
  void listen() {
    stream->read_some(std::as_writable_bytes(std::span(chunk)), [this](IoStatus status, std::size_t bytes) {
      last_read = status;
      heard.append(chunk.data(), bytes);
      if (status == IoStatus::ok) listen();
    });
  }
  /// Writes all of it; `written` counts what went.
  void write(std::string text) {
    to_write = std::move(text);
    written = 0;
    write_rest();
  }
  void write_rest() {
    const std::array<ConstBytes, 1> rest{std::as_bytes(std::span(to_write)).subspan(written)};
    stream->write_some(rest, [this](IoStatus status, std::size_t bytes) {
      last_write = status;
      written += bytes;
      if (status == IoStatus::ok && written < to_write.size()) write_rest();
    });
  }
  void TearDown() override {
    stream.reset();
    loop.advance(std::chrono::seconds(1));
    EXPECT_EQ(live_tls_streams(), 0);
  }

  static inline std::unique_ptr<TemporaryFolder> certificate_folder;
  ManualLoop loop;
  std::shared_ptr<CapturedLog> log = std::make_shared<CapturedLog>();
  SelfSignedCertificate made;
  std::shared_ptr<TlsServer> server;
  std::shared_ptr<MemoryPeer> memory;
  std::unique_ptr<ByteStream> stream;
  TlsPeer client;

  std::array<char, 3000> chunk{};
  std::string heard;
  IoStatus last_read = IoStatus::ok;
  std::string to_write;
  std::size_t written = 0;
  IoStatus last_write = IoStatus::ok;
};

}  // namespace pdum::rfb::testing
