#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <pdum/rfb/error.hpp>

#include "net/http_connection.hpp"
#include "support/net/ws_frames.hpp"
#include "tls_bench.hpp"

namespace pdum::rfb::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class TlsServerTest : public TlsBench {
 protected:
  TlsServerTest() {
    old_pair = self_signed_certificate({}, files.path("old"));
    new_pair = self_signed_certificate({}, files.path("new"));
    put(old_pair.certificate, "cert.pem");
    put(old_pair.key, "key.pem");
  }
  void put(const std::string& from, const char* name) {
    fs::copy_file(from, files.path("fresh"), fs::copy_options::overwrite_existing);
    fs::rename(files.path("fresh"), files.path(name));
  }
  void write_text(const char* name, const std::string& text) {
    fs::remove(files.path(name));
    std::ofstream(files.path(name)) << text;
  }
  TlsFiles names() const { return {files.path("cert.pem"), files.path("key.pem")}; }
  /// Fingerprint that a new connection shows.
  std::string shown() {
    memory = std::make_shared<MemoryPeer>();
    stream = server->wrap(std::make_unique<MemoryStream>(loop, memory));
    client = TlsPeer();
    listen();
    pump();
    return client.fingerprint();
  }
  std::string refusal() {
    try {
      make_tls_server(names(), loop, log);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), make_error_code(ErrorCode::invalid_argument));
      return error.what();
    }
    return "it was accepted";
  }

  TemporaryFolder files;
  SelfSignedCertificate old_pair;
  SelfSignedCertificate new_pair;
};

TEST_F(TlsServerTest, ShowsTheNewCertificateOnceBothFilesHaveChanged) {
  server = make_tls_server(names(), loop, log);
  EXPECT_EQ(shown(), old_pair.fingerprint);
  put(new_pair.certificate, "cert.pem");
  loop.advance(seconds(1));
  EXPECT_EQ(shown(), old_pair.fingerprint) << "half of a pair must not be used";
  EXPECT_NE(log->all().find("does not belong to the first certificate"), std::string::npos) << log->all();
  EXPECT_NE(log->all().find("is kept"), std::string::npos) << log->all();
  EXPECT_EQ(server->reload_errors(), 1U);
  put(new_pair.key, "key.pem");
  EXPECT_EQ(shown(), old_pair.fingerprint) << "it looks at most once a second";
  loop.advance(seconds(1));
  EXPECT_EQ(shown(), new_pair.fingerprint);
  EXPECT_EQ(server->reload_errors(), 1U);
}

TEST_F(TlsServerTest, TellsAPairThatDoesNotFitOnce) {
  server = make_tls_server(names(), loop, log);
  write_text("cert.pem", "nonsense");
  for (int i = 0; i < 5; ++i) {
    loop.advance(seconds(2));
    EXPECT_EQ(shown(), old_pair.fingerprint);
  }
  EXPECT_EQ(server->reload_errors(), 1U);
  const std::string lines = log->all();
  const auto first = lines.find("holds no certificate");
  ASSERT_NE(first, std::string::npos) << lines;
  EXPECT_EQ(lines.find("holds no certificate", first + 1), std::string::npos) << lines;
  fs::remove(names().certificate);
  loop.advance(seconds(1));
  EXPECT_EQ(shown(), old_pair.fingerprint);
  put(old_pair.certificate, "cert.pem");
  loop.advance(seconds(1));
  EXPECT_EQ(shown(), old_pair.fingerprint);
}

TEST_F(TlsServerTest, OpenConnectionsOutliveAChange) {
  server = make_tls_server(names(), loop, log);
  shown();
  put(new_pair.certificate, "cert.pem");
  put(new_pair.key, "key.pem");
  loop.advance(seconds(1));
  auto first_stream = std::move(stream);
  auto first_memory = memory;
  TlsPeer first_client = std::move(client);
  EXPECT_EQ(shown(), new_pair.fingerprint);
  stream = std::move(first_stream);
  memory = first_memory;
  client = std::move(first_client);
  client.send("still here");
  pump();
  EXPECT_EQ(heard, "still here");
}

TEST_F(TlsServerTest, NamesTheFileThatIsWrong) {
  write_text("cert.pem", "nonsense");
  EXPECT_NE(
      refusal().find("\"" + names().certificate + "\" of the option tls_certificate holds no certificate"),
      std::string::npos)
      << refusal();
  put(old_pair.certificate, "cert.pem");
  write_text("key.pem", "");
  EXPECT_NE(refusal().find("\"" + names().key + "\" of the option tls_key holds no private key"),
            std::string::npos)
      << refusal();
  put(new_pair.key, "key.pem");
  EXPECT_NE(refusal().find("does not belong"), std::string::npos) << refusal();
  fs::remove(names().key);
  EXPECT_NE(
      refusal().find("tls_key names the file \"" + names().key + "\", which cannot be read (No such file"),
      std::string::npos)
      << refusal();
  write_text("key.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_NE(refusal().find("tls_key"), std::string::npos) << refusal();
}

TEST_F(TlsServerTest, NoLineHoldsTheKey) {
  std::ifstream file(old_pair.key);
  std::string begin;
  std::string secret;
  std::getline(file, begin);
  std::getline(file, secret);
  ASSERT_GT(secret.size(), 40U);
  EXPECT_EQ(refusal().find(secret), std::string::npos);
  put(old_pair.key, "cert.pem");  // the files mixed up
  EXPECT_EQ(refusal().find(secret), std::string::npos);
  EXPECT_EQ(log->all().find(secret), std::string::npos);
}

class TlsHttp : public TlsServerTest {
 protected:
  TlsHttp() {
    core->guard.host = "127.0.0.1";
    core->guard.tls = true;
    core->hub = &hub;
    core->auth = &auth;
    core->tls = make_tls_server(names(), loop, log);
  }
  void arrive() {
    memory = std::make_shared<MemoryPeer>();
    serve_connection(core, core->tls->wrap(std::make_unique<MemoryStream>(loop, memory)));
    client = TlsPeer();
  }
  void TearDown() override {
    hub.viewers.clear();
    core->connections.abort_all();
    loop.advance(seconds(60));
    EXPECT_EQ(live_http_connections() + live_ws_connections(), 0);
    TlsServerTest::TearDown();
  }
  FakeHub hub;
  FakeAuth auth;
  std::shared_ptr<ServerCore> core = std::make_shared<ServerCore>(loop.context(), loop, log);
};

TEST_F(TlsHttp, APeerThatSaysNothingIsCutAtTheDeadlineOfTheHead) {
  arrive();
  loop.advance(seconds(9));
  EXPECT_FALSE(memory->closed);
  loop.advance(seconds(1));
  EXPECT_TRUE(memory->was_reset);
}

TEST_F(TlsHttp, NoByteOfTheHandshakeExtendsTheDeadline) {
  arrive();
  const std::string hello = client.take();
  for (std::size_t i = 0; i < 10; ++i) {
    memory->send(hello.substr(i, 1));
    loop.advance(seconds(1));
  }
  EXPECT_TRUE(memory->was_reset);
}

TEST_F(TlsHttp, AnswersAndSaysCloseNotify) {
  arrive();
  client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  pump();
  EXPECT_TRUE(client.take_plain().ends_with("\r\n\r\nok\n"));
  EXPECT_TRUE(client.heard_close());
}

TEST_F(TlsHttp, ItsOwnOriginIsHttps) {
  for (const auto& [origin, answer] : {std::pair("https://localhost:8765", "HTTP/1.1 101"),
                                       std::pair("http://localhost:8765", "HTTP/1.1 403")}) {
    arrive();
    client.send(ws_request("/", "localhost:8765", "Origin: " + std::string(origin) + "\r\n"));
    pump();
    EXPECT_TRUE(client.take_plain().starts_with(answer)) << origin;
  }
}

TEST_F(TlsHttp, EchoesThroughAWebSocketAndClosesInOrder) {
  arrive();
  client.send(ws_request("/", "localhost"));
  pump();
  client.take_plain();
  client.send(ws_text("over tls"));
  pump();
  std::string plain = client.take_plain();
  EXPECT_EQ(take_frame(plain)->payload, "over tls");
  client.send(ws_close(1000));
  pump();
  plain = client.take_plain();
  EXPECT_EQ(take_frame(plain)->close_code(), 1000);
  EXPECT_TRUE(client.heard_close());
}

}  // namespace
}  // namespace pdum::rfb::testing
