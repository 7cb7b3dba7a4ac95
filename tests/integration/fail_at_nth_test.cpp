// The whole way of one viewer (connect, negotiate, stream, close) over a stream whose Nth operation fails,
// with the real connection, channel, hub, session and rendition. Only the socket, the time and the encoder
// are fakes.

#include <gtest/gtest.h>

#include "hub/hub.hpp"
#include "hub/stream.hpp"
#include "net/http_connection.hpp"
#include "net/server_core.hpp"
#include "session/encode_worker.hpp"
#include "session/rendition.hpp"
#include "session/rfb_session.hpp"
#include "support/fake_encoder.hpp"
#include "support/fake_frames.hpp"
#include "support/manual_executor.hpp"
#include "support/net/manual_loop.hpp"
#include "support/net/memory_stream.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kHello =
    R"({"type":"hello","supported":["webcodecs/h264-annexb","image/jpeg"],"device_pixel_ratio":1})";
constexpr std::string_view kEvent =
    R"({"type":"event","event":{"type":"key_down","key":"a","modifiers":[],"timestamp":1}})";
constexpr int kFrames = 4;

class CountingEvents final : public EventSink {
 public:
  void push(InputEvent event, std::string_view) override {
    if (event.get_if<Close>() != nullptr) ++closes;
    if (event.get_if<KeyDown>() != nullptr) ++keys;
  }
  int closes = 0;
  int keys = 0;
};

class OpenDoor final : public AuthRunner {
 public:
  bool required() const override { return false; }
  void run(AuthContext, std::function<void(AuthVerdict, std::shared_ptr<const Principal>)>) override {}
};

class SilentLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view) override {}
  void write_limited(LogLevel, std::string_view, std::string_view) override {}
};

/// What one run came to, as far as the peer could see it.
struct Outcome {
  bool config = false;
  int frames = 0;
  int close_code = 0;
  int operations = 0;  ///< reads and writes
};

/// A server on fakes for one connection after another.
class Rig {
 public:
  Rig() {
    options.width = options.height = 16;
    registry.add(fake_entry("video", "webcodecs/h264-annexb", video));
    registry.add(fake_entry("jpeg", "image/jpeg", jpeg));
    hub = std::make_unique<Hub>(HubDeps{loop, pool, registry, *log});
    hub->add("default", {.options = options,
                         .frames = frames,
                         .events = events,
                         .auth = auth,
                         .counters = counters,
                         .recorder = recorder,
                         .ui = ui,
                         .target = target});
    core->guard.host = "127.0.0.1";
    core->hub = hub.get();
    core->auth = &auth;
  }
  ~Rig() { loop.advance(seconds(60)); }
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  void settle() {
    loop.run_ready();
    while (pool.run_one()) loop.run_ready();
  }
  void send(MemoryPeer& peer, std::string_view bytes) {
    if (!peer.closed) peer.send(bytes);
    settle();
  }
  void publish() {
    frames.publish();
    hub->on_published();
    settle();
  }
  /// `by_server`: the display is closed, instead of the viewer going away.
  Outcome run(const std::shared_ptr<MemoryPeer>& peer, bool by_server) {
    serve_connection(core, std::make_unique<MemoryStream>(loop, peer));
    publish();
    send(*peer, ws_request("/", "localhost"));
    send(*peer, ws_text(kHello));
    for (int i = 0; i < kFrames; ++i) {
      publish();
      send(*peer, ws_text(R"({"type":"ack","decode_queue_size":0,"seq":)" + std::to_string(i) + "}"));
      send(*peer, ws_text(kEvent));
      loop.advance(milliseconds(20));
      settle();
    }
    if (by_server) {
      hub->shutdown();
      settle();
    } else {
      send(*peer, ws_close(1000));
    }
    peer->end();
    loop.advance(seconds(70));
    settle();
    Outcome outcome = outcome_of(*peer);
    outcome.operations = peer->operations;
    return outcome;
  }

  ManualLoop loop;
  ManualWorkerPool pool;
  EncoderRegistry registry;
  FakeFrames frames{loop.clock()};
  CountingEvents events;
  OpenDoor auth;
  std::shared_ptr<SilentLog> log = std::make_shared<SilentLog>();
  StreamOptions options;
  StreamCounters counters{registry};
  EventRecorder recorder;
  UiState ui;
  TargetBoard target;
  std::shared_ptr<FakeEncoderControl> video = std::make_shared<FakeEncoderControl>();
  std::shared_ptr<FakeEncoderControl> jpeg = std::make_shared<FakeEncoderControl>();
  std::shared_ptr<ServerCore> core = std::make_shared<ServerCore>(loop.context(), loop, log);
  std::unique_ptr<Hub> hub;

 private:
  static Outcome outcome_of(MemoryPeer& peer) {
    Outcome outcome;
    std::string bytes = peer.take_received();
    const auto head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) return outcome;
    bytes.erase(0, head + 4);
    while (const std::optional<ServerFrame> frame = take_frame(bytes)) {
      if (frame->opcode == kText && frame->payload.starts_with(R"({"type":"config")")) outcome.config = true;
      if (frame->opcode == kBinary) ++outcome.frames;
      if (frame->opcode == kClose) outcome.close_code = frame->close_code();
    }
    return outcome;
  }
};

class FailAtNth : public ::testing::TestWithParam<bool> {
 protected:
  /// Runs with operation 0, 1, 2 … failing, until one run has no failure; that one is returned.
  static Outcome fail_each(std::size_t chunk) {
    for (int fail_at = 0;; ++fail_at) {
      SCOPED_TRACE("operation " + std::to_string(fail_at) + " fails");
      const auto peer = std::make_shared<MemoryPeer>();
      peer->fail_at = fail_at;
      peer->read_chunk = peer->write_chunk = chunk;
      const Outcome outcome = run_once(peer);
      if (!peer->failed) return outcome;
      if (fail_at > 100'000) {
        ADD_FAILURE() << "no end of operations";
        return {};
      }
    }
  }

 private:
  static Outcome run_once(const std::shared_ptr<MemoryPeer>& peer) {
    Outcome outcome;
    {
      Rig rig;
      outcome = rig.run(peer, GetParam());
      EXPECT_TRUE(peer->closed);
      EXPECT_EQ(rig.core->connections.size(), 0U);
      EXPECT_EQ(rig.counters.clients.load(), 0);
      EXPECT_LE(rig.events.closes, 1);
      if (outcome.config || rig.events.keys > 0) {
        EXPECT_EQ(rig.events.closes, 1) << "it was accepted";
      }
      EXPECT_EQ(RfbSession::count(), 0);
    }
    EXPECT_EQ(Rendition::count(), 0);
    EXPECT_EQ(EncodeWorker::count(), 0);
    EXPECT_EQ(Stream::count(), 0);
    EXPECT_EQ(live_http_connections(), 0);
    EXPECT_EQ(live_ws_connections(), 0);
    return outcome;
  }
};

TEST_P(FailAtNth, ConnectNegotiateStreamCloseInWholePieces) {
  const Outcome outcome = fail_each(MemoryPeer::kNoLimit);
  EXPECT_GE(outcome.operations, 20);
  EXPECT_TRUE(outcome.config);
  EXPECT_GE(outcome.frames, kFrames);
  EXPECT_EQ(outcome.close_code, GetParam() ? 1001 : 1000);
}

TEST_P(FailAtNth, ConnectNegotiateStreamCloseInShortReadsAndWrites) {
  const Outcome outcome = fail_each(23);
  EXPECT_GE(outcome.operations, 100);
  EXPECT_TRUE(outcome.config);
  EXPECT_GE(outcome.frames, kFrames);
  EXPECT_EQ(outcome.close_code, GetParam() ? 1001 : 1000);
}

INSTANTIATE_TEST_SUITE_P(Ends, FailAtNth, ::testing::Values(false, true),
                         [](const auto& end) { return end.param ? "TheDisplayCloses" : "TheViewerLeaves"; });

}  // namespace
}  // namespace pdum::rfb::testing
