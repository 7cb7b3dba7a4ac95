#pragma once

#include <array>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb::testing {

using std::chrono::milliseconds;

/// One viewer, and what must be true of what it received.
struct Actor {
  std::shared_ptr<Wire> wire;
  bool said_hello = false;
  bool hidden = false;
  bool silent = false;  ///< acks nothing
  Duration ack_delay{};
  std::vector<TimePoint> arrived;  ///< of its frames
  std::size_t acked = 0;           ///< frames
  std::optional<unsigned> chain;   ///< number of the last video frame it could decode
  PixelSize size{};                ///< of the pictures of that chain
  std::int64_t last_timestamp = -1;

  bool open() const { return wire && !wire->closed && !wire->gone; }

  void check(TimePoint now) {
    if (!wire) return;
    ASSERT_EQ(wire->sends_after_close, 0);
    ASSERT_LE(wire->closes, 1);
    ASSERT_LE(wire->max_waiting, 1);
    ASSERT_LE(wire->unsent, 600'000U);
    if (!wire->order.empty()) {
      ASSERT_EQ(wire->order.front(), "barrier") << "nothing goes before config";
      ASSERT_NE(wire->texts.front().find(R"("type":"config")"), std::string::npos);
    }
    while (arrived.size() < wire->frames.size()) {
      ASSERT_NO_FATAL_FAILURE(check(wire->frames[arrived.size()]));
      arrived.push_back(now);
    }
  }

 private:
  void check(const ReceivedFrame& frame) {
    ASSERT_EQ(frame.seq, arrived.size());
    ASSERT_GE(frame.timestamp_us, last_timestamp);
    last_timestamp = frame.timestamp_us;
    if (!frame.video) return;
    ASSERT_GE(frame.payload.size(), 4U);
    const unsigned number =
        static_cast<unsigned char>(frame.payload[2]) + 256U * static_cast<unsigned char>(frame.payload[3]);
    if (!frame.keyframe) {
      ASSERT_TRUE(chain) << "a delta before any keyframe";
      ASSERT_EQ(number, *chain + 1) << "a delta on top of a frame this viewer never got";
      ASSERT_EQ((PixelSize{frame.width, frame.height}), size) << "a delta of another size than its keyframe";
    }
    chain = number;
    size = {frame.width, frame.height};
  }
};

/// What differs between the runs.
struct RandomPlan {
  int pipeline_depth = 0;
  std::size_t viewers = 6;
  int width = 16;            ///< of the published pictures, most of the time
  unsigned act_once_in = 4;  ///< ticks of a stream
  bool slow_phases = false;  ///< the acks of all come late for a while
};

/// Random commands against a hub on fakes.
class RandomSessions : public HubBench {
 public:
  explicit RandomSessions(unsigned seed, const RandomPlan& plan = {})
      : random_(seed), plan_(plan), actors_(plan.viewers) {
    options.encode_pipeline_depth = plan.pipeline_depth;
    frames.filled = plan.width >= 320;  // else nothing is scaled
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
        return act(somebody());
    }
  }

  /// A little while of a stream whose viewers ack on their own.
  void tick() {
    if (plan_.slow_phases && random_() % 500 == 0) slow_ = !slow_;
    executor.advance(milliseconds(10 + random_() % 30));
    if (random_() % 8 != 0) publish_frame();
    if (random_() % 8 != 0) run_jobs();
    for (Actor& actor : actors_) ack_what_is_due(actor);
    if (random_() % plan_.act_once_in != 0) return;
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        return join_somebody();
      case 3:
        return change_fault();
      case 4:
        return executor.advance(milliseconds(random_() % 1500));
      default:
        return act_in_stream(somebody());
    }
  }

  void check() {
    for (Actor& actor : actors_) ASSERT_NO_FATAL_FAILURE(actor.check(executor.now()));
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
    for (Actor& actor : actors_) {
      if (actor.open() && random_() % 2 == 0) show(actor, true);
    }
    publish(plan_.width, 16);
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
      if (!actor.open() || !actor.said_hello || actor.hidden) continue;
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
    Actor& actor = somebody();
    if (actor.open()) return;
    if (actor.wire) actor.wire->vanish();
    actor = Actor{};
    actor.wire = connect();
    actor.ack_delay = milliseconds(random_() % 120);
    if (random_() % 8 == 0) return;  // says nothing yet
    say_hello(actor);
  }
  void say_hello(Actor& actor) {
    std::string greeting = std::array{kVideoHello, kVideoOnlyHello, kImageHello}[random_() % 3];
    if (random_() % 2 == 0) greeting.insert(greeting.size() - 1, R"(,"extensions":["visibility"])");
    actor.wire->text(greeting);
    actor.said_hello = true;
    ++accepted_;
  }
  void publish_frame() {
    frames.publish(random_() % size_once_in() == 0 ? 2 * plan_.width : plan_.width, 16);
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
    switch (random_() % 17) {
      case 0:
        return wire.text(R"({"type":"request_keyframe","reason":"x"})");
      case 1:
        return reset_decoder(actor);
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
      case 10:
        return show(actor, actor.hidden);
      default:
        return ack_some(wire);
    }
  }
  void act_in_stream(Actor& actor) {
    if (!actor.open()) return;
    if (!actor.said_hello) return say_hello(actor);
    Wire& wire = *actor.wire;
    switch (random_() % 8) {
      case 0:
        return wire.text(R"({"type":"request_keyframe","reason":"x"})");
      case 1:
        return reset_decoder(actor);
      case 2:
        return show(actor, actor.hidden);
      case 3:
        wire.stalled = true;
        return;
      case 4:
        if (random_() % 4 == 0) wire.vanish();
        return;
      case 5:
        actor.silent = !actor.silent;
        return;
      default:
        actor.silent = false;
        return wire.drain();
    }
  }
  void reset_decoder(Actor& actor) {
    ASSERT_NO_FATAL_FAILURE(actor.check(executor.now()));
    if (actor.wire->waiting == 0) actor.chain.reset();  // else what still comes may be of the old chain
    actor.wire->text(R"({"type":"decoder_reset"})");
  }
  /// Whoever did not offer it is not heard, and stays visible.
  void show(Actor& actor, bool visible) {
    const bool offered =
        !actor.wire->texts.empty() && actor.wire->texts.front().find(R"("visibility")") != std::string::npos;
    if (!offered) return;
    actor.hidden = !visible;
    actor.wire->text(visible ? R"({"type":"visibility","state":"visible"})"
                             : R"({"type":"visibility","state":"hidden"})");
  }
  void ack_what_is_due(Actor& actor) {
    if (!actor.open() || actor.silent) return;
    const Duration delay = actor.ack_delay + milliseconds(slow_ ? 400 : 0);
    std::size_t due = actor.acked;
    while (due < actor.arrived.size() && actor.arrived[due] + delay <= executor.now()) ++due;
    if (due == actor.acked) return;
    actor.acked = due;
    actor.wire->text(R"({"type":"ack","decode_queue_size":0,"seq":)" + std::to_string(due - 1) + "}");
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

  Actor& somebody() { return actors_[random_() % actors_.size()]; }
  unsigned size_once_in() const { return plan_.width == 16 ? 10 : 400; }

  std::mt19937 random_;
  const RandomPlan plan_;
  std::vector<Actor> actors_;
  bool slow_ = false;
  int accepted_ = 0;
};

}  // namespace pdum::rfb::testing
