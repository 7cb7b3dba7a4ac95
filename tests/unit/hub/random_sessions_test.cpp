// Random commands against a hub on fakes; the invariants of a session are checked after every step.

#include <optional>
#include <random>
#include <set>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

#ifdef PDUM_SANITIZED  // about twenty times as slow
constexpr int kSeeds = 200;
#else
constexpr int kSeeds = 1500;
#endif
constexpr int kSteps = 120;
constexpr std::size_t kViewers = 6;

/// One viewer, and what must be true of what it received.
struct Actor {
  std::shared_ptr<Wire> wire;
  bool said_hello = false;
  std::size_t checked = 0;
  std::optional<unsigned> chain;  ///< number of the last video frame it could decode
  std::int64_t last_timestamp = -1;

  bool open() const { return wire && !wire->closed && !wire->gone; }

  void check() {
    if (!wire) return;
    ASSERT_EQ(wire->sends_after_close, 0);
    ASSERT_LE(wire->closes, 1);
    ASSERT_LE(wire->max_waiting, 1);
    ASSERT_LE(wire->unsent, 600'000U);
    if (!wire->order.empty()) {
      ASSERT_EQ(wire->order.front(), "barrier") << "nothing goes before config";
      ASSERT_NE(wire->texts.front().find(R"("type":"config")"), std::string::npos);
    }
    for (; checked < wire->frames.size(); ++checked) ASSERT_NO_FATAL_FAILURE(check(wire->frames[checked]));
  }

 private:
  void check(const ReceivedFrame& frame) {
    ASSERT_EQ(frame.seq, checked);
    ASSERT_GE(frame.timestamp_us, last_timestamp);
    last_timestamp = frame.timestamp_us;
    if (!frame.video) return;
    ASSERT_GE(frame.payload.size(), 4U);
    const unsigned number =
        static_cast<unsigned char>(frame.payload[2]) + 256U * static_cast<unsigned char>(frame.payload[3]);
    if (!frame.keyframe) {
      ASSERT_TRUE(chain) << "a delta before any keyframe";
      ASSERT_EQ(number, *chain + 1) << "a delta on top of a frame this viewer never got";
    }
    chain = number;
  }
};

class RandomSessions : public HubBench {
 public:
  explicit RandomSessions(unsigned seed) : random_(seed) {
    options.max_inflight = 1 + static_cast<int>(random_() % 4);
    auth.asks = random_() % 4 == 0;
    video->delta_bytes = 100 + random_() % 30'000;
    video->keyframe_bytes = 1000 + random_() % 200'000;
    video->while_running = [this] { executor.advance(milliseconds(2100)); };
  }

  void step() {
    switch (random_() % 20) {
      case 0:
      case 1:
        return join_somebody();
      case 2:
      case 3:
      case 4:
        return publish_frame();
      case 5:
      case 6:
      case 7:
        return run_jobs();
      case 8:
        return executor.advance(milliseconds(random_() % 40));
      case 9:
        return executor.advance(milliseconds(random_() % 3000));
      case 10:
        return change_fault();
      case 11:
        if (!auth.pending.empty()) {
          auth.answer(random_() % 8 == 0 ? AuthVerdict::refused : AuthVerdict::accepted);
        }
        return;
      default:
        return act(actors_[random_() % kViewers]);
    }
  }

  void check() {
    for (Actor& actor : actors_) ASSERT_NO_FATAL_FAILURE(actor.check());
    const auto metrics = hub().session_metrics("default");
    for (const SessionMetrics& session : *metrics) {
      ASSERT_LE(session.inflight, FlowControl::kMaxInFlight);
    }
    ASSERT_EQ(static_cast<int>(metrics->size()), client_count());
  }

  /// With working encoders and honest viewers, the last frame reaches everybody.
  void check_quiet() {
    video->fault = jpeg->fault = FakeFault::none;
    while (!auth.pending.empty()) auth.answer(AuthVerdict::accepted);
    publish();
    for (Actor& actor : actors_) {
      if (actor.open()) actor.wire->drain();
    }
    for (int i = 0; i < 50; ++i) {
      for (Actor& actor : actors_) {
        if (actor.open() && actor.said_hello) ack(actor.wire);
      }
      advance_coarsely(milliseconds(i < 30 ? 100 : 1000));
      ASSERT_NO_FATAL_FAILURE(check());
    }
    for (Actor& actor : actors_) {
      if (!actor.open() || !actor.said_hello) continue;
      ASSERT_FALSE(actor.wire->frames.empty());
      const auto shown = static_cast<unsigned char>(actor.wire->frames.back().payload.at(1));
      ASSERT_EQ(shown, frames.newest_version() & 0xff) << "the last frame was lost";
    }
  }

  void check_end() {
    const int accepted = accepted_;
    hub().shutdown();
    for (Actor& actor : actors_) {
      if (actor.wire) actor.wire->vanish();
    }
    settle();
    ASSERT_TRUE(hub().idle());
    ASSERT_EQ(RfbSession::count(), 0);
    ASSERT_EQ(client_count(), 0);
    std::set<std::string> closed;
    for (const InputEvent& event : events.events) {
      if (event.get_if<Close>() != nullptr) {
        ASSERT_TRUE(closed.insert(event.client_id).second) << "two close events of one viewer";
      } else {
        ASSERT_FALSE(closed.contains(event.client_id)) << "an event after the close event";
      }
    }
    ASSERT_LE(static_cast<int>(closed.size()), accepted);
    destroy_hub();
    while (pool.run_one()) executor.run();
    ASSERT_EQ(Rendition::count(), 0);
    ASSERT_EQ(EncodeWorker::count(), 0);
    ASSERT_EQ(Stream::count(), 0);
  }

 private:
  void join_somebody() {
    Actor& actor = actors_[random_() % kViewers];
    if (actor.open()) return;
    if (actor.wire) actor.wire->vanish();
    actor = Actor{};
    actor.wire = connect();
    if (random_() % 8 == 0) return;  // says nothing yet
    say_hello(actor);
  }
  void say_hello(Actor& actor) {
    const std::string* const greetings[] = {&kVideoHello, &kVideoOnlyHello, &kImageHello};
    actor.wire->text(*greetings[random_() % 3]);
    actor.said_hello = true;
    ++accepted_;
  }
  void publish_frame() {
    const int size = random_() % 10 == 0 ? 32 : 16;
    frames.publish(size, size);
    hub().on_published();
    executor.run();
  }
  void run_jobs() {
    for (unsigned i = 0; i <= random_() % 3; ++i) pool.run_random(random_);
    executor.run();
  }
  void change_fault() {
    constexpr FakeFault faults[] = {FakeFault::none,      FakeFault::none,     FakeFault::fail,
                                    FakeFault::throws,    FakeFault::empty,    FakeFault::no_keyframe,
                                    FakeFault::runs_long, FakeFault::open_fail};
    FakeEncoderControl& control = random_() % 3 == 0 ? *jpeg : *video;
    control.fault = faults[random_() % 8];
    control.faults_left = static_cast<int>(random_() % 4);
  }
  void act(Actor& actor) {
    if (!actor.open()) return;
    if (!actor.said_hello) return say_hello(actor);
    Wire& wire = *actor.wire;
    switch (random_() % 16) {
      case 0:
        return wire.text(R"({"type":"request_keyframe","reason":"x"})");
      case 1:
        return wire.text(R"({"type":"decoder_reset"})");
      case 2:
        return wire.text(R"({"type":"ack","seq":100000,"decode_queue_size":0})");
      case 3:
        return wire.text(R"({"type":"event","event":{"type":"key_down","key":"a","timestamp":1}})");
      case 4:
        return wire.text(R"({"type":"set_viewport","width":4,"height":4,"pwidth":4,"pheight":4,"ratio":1})");
      case 5:
        return random_() % 8 == 0 ? wire.text("{") : wire.binary();
      case 6:
        wire.stalled = true;
        return;
      case 7:
        return wire.drain();
      case 8:
        return wire.leave(random_() % (wire.unsent + 1));
      case 9:
        if (random_() % 4 == 0) wire.vanish();
        return;
      default:
        return ack_some(wire);
    }
  }
  void ack_some(Wire& wire) {
    if (wire.frames.empty()) return;
    const std::size_t back = random_() % std::min<std::size_t>(wire.frames.size(), 3);
    const std::uint64_t seq = wire.frames[wire.frames.size() - 1 - back].seq;
    wire.text(R"({"type":"ack","decode_queue_size":1,"seq":)" + std::to_string(seq) + "}");
  }
  void advance_coarsely(Duration duration) {
    executor.advance(duration);
    settle();
  }

  std::mt19937 random_;
  Actor actors_[kViewers];
  int accepted_ = 0;
};

TEST(RandomSessions, KeepTheInvariants) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSessions run(seed);
    for (int step = 0; step < kSteps; ++step) {
      run.step();
      ASSERT_NO_FATAL_FAILURE(run.check());
    }
    ASSERT_NO_FATAL_FAILURE(run.check_quiet());
    ASSERT_NO_FATAL_FAILURE(run.check_end());
  }
}

/// Whatever joins, asks and resets beside an honest viewer: keyframes keep their distance, and the honest
/// viewer's frames come without a gap.
TEST(RandomSessions, KeyframesKeepTheirDistanceWhileSomebodyIsLive) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    HubBench bench;
    bench.publish();
    const auto honest = bench.join();
    bench.ack(honest);
    std::vector<std::shared_ptr<Wire>> others;
    std::vector<TimePoint> keyframes{bench.executor.now()};
    std::size_t seen = bench.video->encoded.size();
    for (int i = 0; i < 200; ++i) {
      bench.advance(milliseconds(random() % 20));
      bench.publish();
      if (random() % 4 == 0 && others.size() < 10) others.push_back(bench.join(kVideoOnlyHello));
      for (const auto& wire : others) {
        if (random() % 3 == 0) wire->text(R"({"type":"request_keyframe","reason":"x"})");
        if (random() % 9 == 0) wire->text(R"({"type":"decoder_reset"})");
        if (random() % 2 == 0) bench.ack(wire);
      }
      bench.settle();
      bench.ack(honest);
      for (; seen < bench.video->encoded.size(); ++seen) {
        if (!bench.video->encoded[seen]) continue;
        ASSERT_GE(bench.executor.now() - keyframes.back(), milliseconds(230)) << "step " << i;
        keyframes.push_back(bench.executor.now());
      }
    }
    Actor actor;
    actor.wire = honest;
    ASSERT_NO_FATAL_FAILURE(actor.check());
    ASSERT_EQ(honest->frames.size(), bench.video->encoded.size()) << "the honest viewer missed a frame";
  }
}

}  // namespace
}  // namespace pdum::rfb
