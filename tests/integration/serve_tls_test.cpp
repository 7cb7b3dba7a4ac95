// A display that speaks TLS, through the public headers alone.
#include <pdum/rfb.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "integration/serve_fixture.hpp"
#include "support/net/tls_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

TEST(ServeTls, ShowsThePictureOverWss) {
  const TemporaryFolder folder;
  const SelfSignedCertificate made = self_signed_certificate({}, folder.folder());
  ServeOptions options = test_options();
  options.tls_certificate = made.certificate;
  options.tls_key = made.key;
  Display display = serve(options);
  const std::string place = "://127.0.0.1:" + std::to_string(display.port()) + "/";
  EXPECT_EQ(display.url(), "https" + place);
  EXPECT_EQ(display.ws_url(), "wss" + place);
  publish_flat(display, 100);

  TlsClient viewer(display.port(), {.trusts = made.certificate, .host = "127.0.0.1"});
  ASSERT_TRUE(viewer.upgrade("/", "Origin: https://localhost\r\n"));
  viewer.send(ws_text(kImageHello));
  EXPECT_TRUE(contains(viewer.frame()->payload, R"("type":"config")"));
  EXPECT_TRUE(contains(viewer.frame()->payload, R"("type":"image_frame","seq":0,)"));
  viewer.send(ws_text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})"));
  EXPECT_EQ(gather_events(display, 1).size(), 1U);
  EXPECT_LT(time_of_closing(display), kGenerousClose);
}

TEST(ServeTls, OneFileWithoutTheOtherIsAnError) {
  ServeOptions options = test_options();
  options.tls_certificate = "/nowhere/cert.pem";
  EXPECT_THROW(serve(options), Error);
  options.tls_key = "/nowhere/key.pem";
  try {
    serve(options);
    FAIL() << "there are no such files";
  } catch (const Error& error) {
    EXPECT_TRUE(contains(error.what(), "/nowhere/cert.pem")) << error.what();
  }
}

TEST(ServeTls, ACertificateThatCannotBeReadAgainIsCounted) {
  const TemporaryFolder folder;
  const SelfSignedCertificate made = self_signed_certificate({}, folder.folder());
  ServeOptions options = test_options();
  options.tls_certificate = made.certificate;
  options.tls_key = made.key;
  Display display = serve(options);
  std::ofstream(made.certificate) << "nonsense";
  const auto answer = [&] {
    TlsClient client(display.port());
    client.shake_hands();
    client.send("GET /metrics?format=prometheus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return client.answer();
  };
  std::string text = answer();
  for (int i = 0; i < 100 && display.metrics().tls_reload_errors == 0; ++i) {  // it looks once a second
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    text = answer();
  }
  EXPECT_EQ(display.metrics().tls_reload_errors, 1U);
  text = answer();
  if (contains(text, "HTTP/1.1 406"))
    GTEST_SKIP() << "this build has no Prometheus text (prometheus-cpp-dev)";
  EXPECT_TRUE(contains(text, "\npdum_rfb_tls_reload_errors_total 1\n")) << text;
}

}  // namespace
}  // namespace pdum::rfb
