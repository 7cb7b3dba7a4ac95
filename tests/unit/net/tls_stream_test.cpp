#include "net/tls_stream.hpp"

#include "tls_bench.hpp"

namespace pdum::rfb::testing {
namespace {

using TlsStreamTest = TlsBench;

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 1000);
  return text;
}

TEST_F(TlsStreamTest, CarriesBytesBothWays) {
  connect();
  listen();
  client.send("hello");
  pump();
  EXPECT_TRUE(client.established()) << client.error();
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.alpn(), "http/1.1");
  EXPECT_EQ(heard, "hello");
  write(pattern(300'000));
  pump();
  EXPECT_EQ(written, 300'000U);
  EXPECT_TRUE(client.take_plain() == pattern(300'000));
  client.send(pattern(10'000));
  pump();
  EXPECT_TRUE(heard == "hello" + pattern(10'000));
}

TEST_F(TlsStreamTest, GathersPartsInOrder) {
  connect();
  listen();
  pump();
  const std::string parts[] = {"head ", "", "of ", pattern(20'000)};
  std::array<ConstBytes, 4> from;
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = std::as_bytes(std::span(parts[i]));
  std::size_t went = 0;
  stream->write_some(from, [&](IoStatus status, std::size_t bytes) {
    EXPECT_EQ(status, IoStatus::ok);
    went = bytes;
  });
  EXPECT_EQ(went, 0U) << "the handler ran inside the call";
  pump();
  EXPECT_EQ(went, 20'008U);
  EXPECT_TRUE(client.take_plain() == "head of " + pattern(20'000));
}

TEST_F(TlsStreamTest, WorksByteByByte) {
  for (const bool before_13 : {false, true}) {
    connect({.before_13 = before_13});
    memory->read_chunk = memory->write_chunk = 1;
    heard.clear();
    listen();
    client.send("drop by drop");
    pump();
    EXPECT_EQ(client.version(), before_13 ? "TLSv1.2" : "TLSv1.3");
    EXPECT_EQ(heard, "drop by drop");
    write(pattern(2000));
    pump();
    EXPECT_TRUE(client.take_plain() == pattern(2000));
    stream.reset();
  }
}

TEST_F(TlsStreamTest, AHandshakeCutAnywhereIsAnEnd) {
  // Shakes hands until `limit` bytes of the client have gone, then cuts. Returns how many went.
  const auto shake_hands = [this](std::size_t limit) {
    connect();
    listen();
    std::size_t sent = 0;
    for (std::string up = client.take(); !up.empty() && sent < limit; up = client.take()) {
      up.resize(std::min(up.size(), limit - sent));
      sent += up.size();
      memory->send(up);
      loop.run_ready();
      client.feed(memory->take_received());
    }
    memory->end();
    loop.run_ready();
    EXPECT_NE(last_read, IoStatus::ok) << "cut after " << sent;
    stream.reset();
    return sent;
  };
  const std::size_t whole = shake_hands(100'000);
  EXPECT_GT(whole, 300U);
  for (std::size_t cut = 0; cut < whole; ++cut) EXPECT_EQ(shake_hands(cut), cut);
  EXPECT_TRUE(heard.empty());
}

TEST_F(TlsStreamTest, EveryOperationBelowMayFail) {
  for (int n = 0;; ++n) {
    ASSERT_LT(n, 100);
    connect();
    memory->fail_at = n;
    listen();
    client.send("question");
    pump();
    write(pattern(100'000));
    pump();
    stream->shutdown_send();
    pump();
    const bool failed = memory->failed;
    stream.reset();
    loop.run_ready();
    if (!failed) break;
    EXPECT_NE(last_read, IoStatus::ok) << n;
  }
}

TEST_F(TlsStreamTest, RefusesOldVersions) {
  connect({.old = true});
  listen();
  pump();
  EXPECT_FALSE(client.established());
  EXPECT_EQ(client.error(), "tlsv1 alert protocol version");
  EXPECT_TRUE(memory->send_was_shut);
  memory->end();
  loop.run_ready();
  EXPECT_EQ(last_read, IoStatus::failed);
  EXPECT_NE(log->all().find("A TLS connection of 192.0.2.7 came to nothing: unsupported protocol"),
            std::string::npos)
      << log->all();
}

TEST_F(TlsStreamTest, SaysToPlainHttpWhatItSpeaks) {
  connect();
  listen();
  memory->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  loop.run_ready();
  const std::string answer = memory->take_received();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nThis port speaks https: put https:// in front of the address.\n"));
  EXPECT_TRUE(memory->send_was_shut);
  EXPECT_EQ(last_read, IoStatus::ok) << "it must not end while the peer still sends";
  memory->send(pattern(300'000));
  loop.run_ready();
  EXPECT_EQ(last_read, IoStatus::failed);
}

TEST_F(TlsStreamTest, AHandshakeThatNeverEndsIsRefused) {
  connect();
  listen();
  // A record of 16 KiB that begins a ClientHello of 128 KiB, and more of the kind.
  const std::string first("\x16\x03\x01\x40\x00\x01\x01\xf4\x00", 9);
  const std::string next("\x16\x03\x01\x40\x00", 5);
  memory->send(first + std::string(16380, 'x') + next + std::string(16384, 'x') + next);
  loop.run_ready();
  EXPECT_NE(log->all().find("came to nothing"), std::string::npos) << log->all();
  memory->end();
  loop.run_ready();
  EXPECT_EQ(last_read, IoStatus::failed);
}

TEST_F(TlsStreamTest, BrokenRecordsEndTheConnection) {
  connect();
  listen();
  pump();
  memory->send(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));
  loop.run_ready();
  EXPECT_EQ(last_read, IoStatus::failed);
  write("too late");
  loop.run_ready();
  EXPECT_EQ(last_write, IoStatus::failed);
}

TEST_F(TlsStreamTest, APeerThatHasSaidItsLastWordCanStillListen) {
  connect();
  listen();
  client.send("bye");
  pump();
  client.say_close();
  pump();
  EXPECT_EQ(heard, "bye");
  EXPECT_EQ(last_read, IoStatus::end);
  write("farewell");
  pump();
  EXPECT_EQ(last_write, IoStatus::ok);
  EXPECT_EQ(client.take_plain(), "farewell");
}

TEST_F(TlsStreamTest, EndsWithCloseNotifyBehindWhatWasWritten) {
  connect();
  listen();
  pump();
  write("last");
  loop.run_ready();
  stream->shutdown_send();
  EXPECT_FALSE(client.heard_close());
  pump();
  EXPECT_EQ(client.take_plain(), "last");
  EXPECT_TRUE(client.heard_close());
  EXPECT_TRUE(memory->send_was_shut);
  EXPECT_FALSE(memory->closed);
}

TEST_F(TlsStreamTest, DoesNotRenegotiate) {
  connect({.before_13 = true});
  listen();
  pump();
  ASSERT_TRUE(client.established());
  client.ask_to_renegotiate();
  pump();
  EXPECT_FALSE(client.established());
  EXPECT_EQ(client.error(), "no renegotiation") << client.error();
}

TEST_F(TlsStreamTest, APeerThatTakesNothingCostsTwoRecords) {
  connect();
  listen();
  pump();
  memory->take_bytes(false);
  memory->unsent = 1000;
  memory->unacked = 2000;
  write(pattern(1'000'000));
  loop.run_ready();
  EXPECT_EQ(written, 0U);
  EXPECT_GT(stream->unsent_bytes(), 33'000U);
  EXPECT_LT(stream->unsent_bytes(), 34'000U);
  EXPECT_EQ(stream->unacked_bytes(), stream->unsent_bytes() + 1000);
  EXPECT_EQ(stream->min_rtt(), Duration(1500));
  EXPECT_EQ(stream->remote(), "192.0.2.7");
}

TEST_F(TlsStreamTest, ClosingAbortsWhatWaits) {
  for (const bool reset : {false, true}) {
    connect();
    listen();
    pump();
    memory->take_bytes(false);
    write("never taken");
    last_read = last_write = IoStatus::ok;
    reset ? stream->reset() : stream->close();
    EXPECT_EQ(last_read, IoStatus::ok) << "a handler ran inside close";
    loop.run_ready();
    EXPECT_EQ(last_read, IoStatus::aborted);
    EXPECT_EQ(last_write, IoStatus::aborted);
    EXPECT_EQ(memory->was_reset, reset);
    listen();
    loop.run_ready();
    EXPECT_EQ(last_read, IoStatus::aborted);
    stream.reset();
  }
}

}  // namespace
}  // namespace pdum::rfb::testing
