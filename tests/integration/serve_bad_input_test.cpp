// Wrong options and wrong frames: an exception that says what to do, and a server that goes on.
#include <pdum/rfb.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

struct Refusal {
  ErrorCode code{};
  std::string sentence;
};

Refusal refusal_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return {static_cast<ErrorCode>(error.code().value()), error.what()};
  }
  return {ErrorCode{}, "no error"};
}

void expect_sentence(const Refusal& refusal, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) EXPECT_TRUE(contains(refusal.sentence, part)) << refusal.sentence;
}

TEST(ServeBadInput, SaysWhichOptionIsWrong) {
  const auto refused = [](const std::function<void(ServeOptions&)>& spoil) {
    ServeOptions options = test_options();
    spoil(options);
    return refusal_of([&] { serve(options); });
  };
  expect_sentence(refused([](auto& o) { o.width = 0; }), {"width", "0", "give a value"});
  expect_sentence(refused([](auto& o) { o.height = 1 << 30; }), {"height", "1073741824", "give a value"});
  expect_sentence(refused([](auto& o) { o.origins = {"not an origin"}; }), {"not an origin"});
  expect_sentence(refused([](auto& o) { o.video_encoder = "mpeg1"; }),
                  {"mpeg1", "the video encoders of this build"});
  expect_sentence(refusal_of([] { serve(0, 0); }), {"width", "0"});
}

TEST(ServeBadInput, SaysWhichPortIsTaken) {
  const Display display = serve(test_options());
  ServeOptions taken = test_options();
  taken.port = display.port();
  const Refusal refusal = refusal_of([&] { serve(taken); });
  EXPECT_EQ(refusal.code, ErrorCode::address_in_use);
  expect_sentence(refusal, {std::to_string(display.port()), "taken", "0 picks a free one"});
}

TEST(ServeBadInput, SaysWhichHostCannotBeListenedOn) {
  // Names that no resolver is asked for, and an address (RFC 5737) that no machine has.
  for (const std::string host : {"no host", "256.256.256.256.", "192.0.2.1"}) {
    ServeOptions options = test_options();
    options.host = host;
    const Refusal refusal = refusal_of([&] { serve(options); });
    EXPECT_EQ(refusal.code, ErrorCode::bind_failed) << host;
    expect_sentence(refusal, {host, "127.0.0.1"});
  }
}

TEST(ServeBadInput, RefusesFramesThatCannotBeAndGoesOn) {
  Display display = serve(test_options());
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  const auto pixels = flat_pixels(64, 48, 1);
  const auto refused = [&](const FrameView& view) {
    const Refusal refusal = refusal_of([&] { display.publish(view); });
    EXPECT_EQ(refusal.code, ErrorCode::invalid_frame) << refusal.sentence;
    return refusal;
  };
  expect_sentence(refused({.width = 64, .height = 48}), {"null pointer", "pass"});
  expect_sentence(refused(frame_view(pixels, 64, 48, PixelFormat::rgba8, 255)),
                  {"stride of 255", "64 rgba8 pixels", "256 bytes"});
  expect_sentence(refused(frame_view(pixels, 0, 48)), {"0 x 48", "at least 1"});
  expect_sentence(refused(frame_view(pixels, 65, 48)), {"12288 bytes", "too small", "12480"});
  expect_sentence(refused(frame_view(pixels, 20'000, 1)), {"20000 x 1", "16384", "max_side"});
  FrameView heavy = frame_view(pixels, 16'384, 16'384);
  heavy.size_bytes = 0;
  expect_sentence(refused(heavy), {"1073741824 bytes", "268435456", "max_frame_bytes"});
  expect_sentence(refusal_of([&] { display.publish(frame_view(pixels, 64, 48), {.pixel_ratio = -1}); }),
                  {"pixel_ratio", "-1", "at most 64"});
  expect_sentence(refusal_of([&] { display.publish(Frame()); }), {"empty", "acquire_frame"});
  expect_sentence(refusal_of([&] { display.acquire_frame(0, 5); }), {"0 x 5", "at least 1"});
  EXPECT_EQ(display.metrics().frames_published, 0U);

  EXPECT_EQ(publish_flat(display, 77), PublishResult::accepted);
  const auto frame = viewer.receive();
  ASSERT_TRUE(frame && frame->binary);
  EXPECT_TRUE(contains(frame->text, R"("width":64,"height":48)")) << frame->text;
}

TEST(ServeBadInput, ReleaseCallbacksThatThrowHarmNobody) {
  Display display = serve(test_options());
  WsClient viewer(display.port());
  viewer.send_text(kImageHello);
  ASSERT_TRUE(viewer.receive());
  const auto pixels = flat_pixels(64, 48, 9);
  for (int seq = 0; seq < 3; ++seq) {
    const auto release = [] { throw std::runtime_error("already freed"); };
    EXPECT_EQ(display.publish(Frame::wrap(frame_view(pixels, 64, 48), release)), PublishResult::accepted);
    const auto frame = viewer.receive();
    ASSERT_TRUE(frame && frame->binary);
    viewer.send_text(ack_of(seq));
  }
}

TEST(ServeBadInput, WrappedFramesMeetTheLimitsOfTheirDisplay) {
  ServeOptions options = test_options();
  options.max_side = 20'000;
  Display wide = serve(options);
  Display narrow = serve(test_options());
  const std::vector<std::uint8_t> row(20'000, 3);
  const auto wrap = [&] { return Frame::wrap(frame_view(row, 20'000, 1, PixelFormat::gray8), nullptr); };
  EXPECT_EQ(wide.publish(wrap()), PublishResult::accepted);
  EXPECT_THROW(narrow.publish(wrap()), Error);
}

}  // namespace
}  // namespace pdum::rfb
