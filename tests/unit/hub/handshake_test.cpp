#include "session/rfb_session.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kViewport =
    R"({"type":"set_viewport","width":100,"height":50,"pwidth":200,"pheight":100,"ratio":2})";
const std::string kKey = R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})";

struct Handshake : ::testing::Test, HubBench {};

TEST_F(Handshake, ConfigComesBeforeAnythingElse) {
  publish();
  const auto wire = join(kVideoOnlyHello);
  ASSERT_EQ(wire->order, (std::vector<std::string>{"barrier", "frame"}));
  EXPECT_EQ(wire->texts[0],
            R"({"type":"config","transport":"webcodecs","width":16,"height":16,"coords":"frame-pixels",)"
            R"("codec":"avc1.42E01F"})");
  EXPECT_EQ(wire->frames[0].seq, 0U);
  EXPECT_TRUE(wire->frames[0].keyframe);
  EXPECT_EQ(wire->frames[0].codec, "avc1.42E01F");
  EXPECT_EQ(client_count(), 1);
}

TEST_F(Handshake, FirstMessageMustBeHello) {
  for (const std::string& text : {kKey, std::string(R"({"type":"ack","seq":0,"decode_queue_size":0})"),
                                  std::string(R"({"type":"hello"})"), std::string(R"({"type":"what"})")}) {
    const auto wire = connect();
    wire->text(text);
    EXPECT_EQ(wire->closed, CloseCode::not_hello) << text;
  }
  const auto wire = connect();
  wire->binary();
  EXPECT_EQ(wire->closed, CloseCode::not_hello);
  EXPECT_TRUE(events.events.empty());
}

TEST_F(Handshake, TextThatIsNoMessageClosesWith1007) {
  for (const std::string& text : {std::string("{"), std::string("[]"), std::string(R"({"type":1})")}) {
    const auto wire = connect();
    wire->text(text);
    EXPECT_EQ(wire->closed, CloseCode::bad_text);
    const auto viewer = join();
    viewer->text(text);
    EXPECT_EQ(viewer->closed, CloseCode::bad_text);
  }
}

TEST_F(Handshake, ExtensionsThatAreNoListAreBadButNoReasonToTurnAViewerAway) {
  const auto wire =
      join(R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"extensions":"x"})");
  EXPECT_FALSE(wire->closed);
  ASSERT_EQ(wire->texts.size(), 1U);
  EXPECT_NE(wire->texts[0].find(R"("type":"config")"), std::string::npos);
  EXPECT_EQ(counters.metrics().bad_messages, 1U);
}

TEST_F(Handshake, UnknownExtensionsAreNotAgreedTo) {
  const auto wire = join(
      R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"extensions":["x","future"]})");
  ASSERT_EQ(wire->texts.size(), 1U);
  EXPECT_NE(wire->texts[0].find(R"("type":"config")"), std::string::npos);
  EXPECT_EQ(wire->texts[0].find("extensions"), std::string::npos);
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
}

TEST_F(Handshake, HelloMustComeInTimeWhateverElseHappens) {
  const auto wire = connect();
  advance(milliseconds(9990));
  EXPECT_FALSE(wire->closed);
  advance(milliseconds(10));
  EXPECT_EQ(wire->closed, CloseCode::no_hello);
  const auto good = join();
  advance(seconds(30));
  EXPECT_FALSE(good->closed);
}

TEST_F(Handshake, WithoutACommonTransportItClosesWith1003AndNoCloseEvent) {
  const auto wire = join(hello(R"("image/gif")"));
  EXPECT_EQ(wire->closed, CloseCode::no_transport);
  EXPECT_TRUE(wire->texts.empty());
  wire->vanish();
  settle();
  EXPECT_EQ(events.count<Close>(), 0);
  EXPECT_EQ(client_count(), 0);
}

TEST_F(Handshake, EventsDuringAuthenticationAreKeptInOrder) {
  auth.asks = true;
  publish();
  const auto wire = connect();
  wire->text(R"({"type":"hello","supported":["image/jpeg"],"device_pixel_ratio":1,"token":"t"})");
  wire->text(kViewport);
  wire->text(kKey);
  settle();
  EXPECT_TRUE(events.events.empty());
  EXPECT_TRUE(wire->texts.empty());
  ASSERT_EQ(auth.contexts.size(), 1U);
  EXPECT_EQ(auth.contexts[0].token, "t");
  EXPECT_NE(auth.contexts[0].hello.find("supported"), std::string::npos);
  const auto principal = std::make_shared<Principal>(Principal{"ann", {}});
  auth.answer(AuthVerdict::accepted, principal);
  settle();
  ASSERT_EQ(events.events.size(), 2U);
  const auto* resize = events.events[0].get_if<Resize>();
  ASSERT_NE(resize, nullptr);
  EXPECT_EQ(resize->pwidth, 200);
  EXPECT_NE(events.events[1].get_if<KeyDown>(), nullptr);
  EXPECT_EQ(events.events[1].principal, principal);
  EXPECT_EQ(wire->order, (std::vector<std::string>{"barrier", "frame"}));
}

TEST_F(Handshake, EarlyMessagesAreBoundedAndNoOffence) {
  auth.asks = true;
  const auto wire = connect();
  wire->text(kVideoHello);
  for (int i = 0; i < 2000; ++i) wire->text(kKey);
  EXPECT_FALSE(wire->closed);
  auth.answer(AuthVerdict::accepted);
  settle();
  EXPECT_EQ(events.events.size(), 64U);
  EXPECT_EQ(counters.metrics().bad_messages, 0U);
}

TEST_F(Handshake, RefusalClosesWith4401AndBusyWith1013) {
  auth.asks = true;
  const auto refused = join();
  const auto busy = join();
  auth.answer(AuthVerdict::refused);
  auth.answer(AuthVerdict::busy);
  EXPECT_EQ(refused->closed, CloseCode::refused);
  EXPECT_EQ(busy->closed, CloseCode::try_again_later);
  EXPECT_EQ(events.count<Close>(), 0);
}

TEST_F(Handshake, VerdictForAViewerThatLeftIsDropped) {
  auth.asks = true;
  const auto wire = join();
  wire->vanish();
  settle();
  auth.answer(AuthVerdict::accepted);
  settle();
  EXPECT_EQ(client_count(), 0);
  EXPECT_TRUE(hub().idle());
}

TEST_F(Handshake, ViewerLimitIs1013AndUnknownStream4404) {
  options.max_viewers = 2;
  join();
  const auto early = connect();
  join();
  const auto third = connect();
  EXPECT_EQ(third->closed, CloseCode::try_again_later);
  early->text(kVideoHello);
  EXPECT_EQ(early->closed, CloseCode::try_again_later);
  EXPECT_EQ(connect("other")->closed, CloseCode::unknown_stream);
}

TEST_F(Handshake, WhoFindsNoRoomIsNoSessionAndHearsWhy) {
  options.max_viewers = 1;
  const auto inside = join();
  const int sessions = RfbSession::count();
  const auto outside = connect();
  EXPECT_EQ(outside->closed, CloseCode::try_again_later);
  EXPECT_EQ(RfbSession::count(), sessions);
  outside->text(kVideoHello);
  EXPECT_TRUE(outside->texts.empty());
  outside->vanish();
  inside->vanish();
  settle();
  EXPECT_TRUE(hub().idle());
}

TEST_F(Handshake, PeersThatNeverSayHelloTakeNoPlace) {
  options.max_viewers = 1;
  for (int i = 0; i < 10; ++i) connect();
  EXPECT_FALSE(join()->closed);
}

TEST_F(Handshake, CloseEventComesExactlyOnce) {
  const auto left = join();
  left->vanish();
  const auto thrown_out = join();
  thrown_out->text("{");
  thrown_out->vanish();
  settle();
  EXPECT_EQ(events.count<Close>(), 2);
  EXPECT_NE(events.events[0].client_id, events.events[1].client_id);
  EXPECT_EQ(client_count(), 0);
  EXPECT_TRUE(hub().idle());
}

TEST_F(Handshake, NothingHappensAfterClose) {
  publish();
  const auto wire = join();
  wire->text("{");
  const std::size_t frames_before = wire->frames.size();
  wire->text(kKey);
  wire->text(kVideoHello);
  wire->binary();
  wire->writable();
  publish();
  advance(seconds(5));
  EXPECT_EQ(wire->closes, 1);
  EXPECT_EQ(wire->sends_after_close, 0);
  EXPECT_EQ(wire->frames.size(), frames_before);
  EXPECT_EQ(events.count<KeyDown>(), 0);
}

TEST_F(Handshake, ShutdownClosesEverybodyAndReportsTheEnd) {
  const auto viewer = join();
  const auto pending = connect();
  bool done = false;
  hub().shutdown([&] { done = true; });
  settle();
  EXPECT_EQ(viewer->closed, CloseCode::going_away);
  EXPECT_EQ(pending->closed, CloseCode::going_away);
  EXPECT_FALSE(done);
  viewer->vanish();
  pending->vanish();
  settle();
  EXPECT_TRUE(done);
  EXPECT_EQ(connect()->closed, CloseCode::going_away);
}

TEST_F(Handshake, ShutdownOfAnEmptyHubIsDoneAtOnce) {
  bool done = false;
  hub().shutdown([&] { done = true; });
  settle();
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace pdum::rfb
