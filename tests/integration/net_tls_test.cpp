#include <filesystem>
#include <fstream>
#include <thread>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

#include "net/tls_stream.hpp"
#include "net_server_bench.hpp"
#include "support/net/tls_client.hpp"

namespace pdum::rfb::testing {
namespace {

namespace fs = std::filesystem;

class NetTls : public NetServerBench {
 protected:
  NetTls() { made = self_signed_certificate({}, folder.folder()); }
  ~NetTls() override {
    stop();
    EXPECT_EQ(live_tls_streams(), 0);
  }
  ServerOptions options() const {
    ServerOptions options;
    options.tls_certificate = made.certificate;
    options.tls_key = made.key;
    return options;
  }
  TlsClient trusting() { return TlsClient(port, {.trusts = made.certificate, .host = "127.0.0.1"}); }

  TemporaryFolder folder;
  SelfSignedCertificate made;
};

TEST_F(NetTls, ServesThePageOverHttps) {
  start(options());
  EXPECT_EQ(server->url(), "https://127.0.0.1:" + std::to_string(port) + "/");
  TlsClient client = trusting();
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string answer = client.answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer << client.peer().error();
  EXPECT_EQ(answer.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_EQ(client.peer().version(), "TLSv1.3");
}

TEST_F(NetTls, EchoesThroughAWebSocket) {
  start(options());
  TlsClient client = trusting();
  const std::string origin = "Origin: https://127.0.0.1:" + std::to_string(port) + "\r\n";
  client.send(ws_request("/", "127.0.0.1:" + std::to_string(port), origin));
  ASSERT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  client.send(ws_text("hello"));
  EXPECT_EQ(client.frame()->payload, "hello");
  on_strand([&] {
    EXPECT_EQ(hub.viewers.at(0)->channel->remote(), "127.0.0.1");
    EXPECT_TRUE(hub.viewers.at(0)->channel->min_rtt().has_value());
  });
  client.close();
  EXPECT_TRUE(eventually([&] { return hub.viewers.at(0)->closes.size() == 1; }));
}

TEST_F(NetTls, CarriesBigFramesAndSaysWhenTheyAreGone) {
  start(options());
  TlsClient client(port, {.before_13 = true});
  ASSERT_TRUE(client.upgrade());
  const auto payload = std::make_shared<const Bytes>(8'000'000, std::byte{7});
  ASSERT_TRUE(eventually([&] { return hub.viewers.size() == 1; }));
  on_strand([&] {
    hub.viewers[0]->channel->send_frame("head", payload);
    EXPECT_GT(hub.viewers[0]->channel->unsent_bytes(), 1'000'000U);
    EXPECT_GT(hub.viewers[0]->channel->unacked_bytes(), 1'000'000U);
  });
  const auto frame = client.frame(seconds(60));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->payload.size(), 8'000'004U);
  EXPECT_TRUE(eventually([&] { return hub.viewers[0]->writable == 1; }));
  on_strand([&] { EXPECT_EQ(hub.viewers[0]->channel->unsent_bytes(), 0U); });
}

TEST_F(NetTls, TellsViewersThatItGoesAwayThenSaysCloseNotify) {
  start(options());
  TlsClient client = trusting();
  ASSERT_TRUE(client.upgrade());
  ASSERT_TRUE(eventually([&] { return hub.viewers.size() == 1; }));
  std::thread closing([&] { server->close(); });
  const auto frame = client.frame();
  client.send(ws_close(1001));
  EXPECT_TRUE(client.wait_for_end());
  closing.join();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1001);
  EXPECT_TRUE(client.peer().heard_close());
}

TEST_F(NetTls, RefusesTls11WithAnAlert) {
  start(options());
  TlsClient client(port, {.old = true});
  EXPECT_FALSE(client.shake_hands());
  EXPECT_EQ(client.peer().error(), "tlsv1 alert protocol version");
  client.close();
}

TEST_F(NetTls, AnswersPlainHttpInPlainText) {
  start(options());
  const std::string answer = get("/");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << answer;
  EXPECT_NE(answer.find("speaks https"), std::string::npos) << answer;
}

TEST_F(NetTls, NewConnectionsSeeTheChangedCertificate) {
  start(options());
  TlsClient before = trusting();
  ASSERT_TRUE(before.upgrade());
  EXPECT_EQ(before.peer().fingerprint(), made.fingerprint);
  const SelfSignedCertificate fresh = self_signed_certificate({}, folder.path("fresh"));
  fs::rename(fresh.certificate, made.certificate);
  fs::rename(fresh.key, made.key);
  const auto shown = [&] {
    TlsClient client(port);
    client.shake_hands();
    return client.peer().fingerprint();
  };
  // It looks once a second.
  for (int i = 0; i < 100 && shown() != fresh.fingerprint; ++i) ::usleep(100'000);
  EXPECT_EQ(shown(), fresh.fingerprint);
  before.send(ws_text("still here"));
  EXPECT_EQ(before.frame()->payload, "still here");
}

TEST_F(NetTls, APeerThatSaysItsLastWordInOrderGetsItsAnswer) {
  start(options());
  TlsClient client = trusting();
  ASSERT_TRUE(client.shake_hands());
  client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.say_close();
  EXPECT_TRUE(client.answer().ends_with("\r\n\r\nok\n"));
  EXPECT_TRUE(client.wait_for_end());
}

TEST_F(NetTls, ClosesWithHandshakesThatNeverGoOn) {
  start(options());
  std::vector<RawClient> silent;
  for (int i = 0; i < 20; ++i) {
    silent.emplace_back(port);
    silent.back().send(i % 2 == 0 ? std::string_view() : std::string_view("\x16\x03\x01", 3));
  }
  ASSERT_TRUE(eventually([] { return live_tls_streams() == 20; }));
  const auto before = steady_clock::now();
  server->close();
  EXPECT_LT(steady_clock::now() - before, seconds(3));
}

TEST_F(NetTls, WrongFilesAreErrorsOfTheStart) {
  ServerOptions wrong = options();
  wrong.tls_key = folder.path("nowhere.pem");
  try {
    start(wrong);
    FAIL() << "it started";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), make_error_code(ErrorCode::invalid_argument));
    EXPECT_NE(std::string(error.what()).find(wrong.tls_key), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pdum::rfb::testing
