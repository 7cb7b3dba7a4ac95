#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <vector>

#include "session/rendition_scheduler.hpp"

namespace pdum::rfb::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A viewer whose link is what the test says.
struct FakePort final : ViewerPort {
  explicit FakePort(int window) : control(window) {}
  std::size_t unsent() const override { return state.unsent; }
  std::size_t unacked() const override { return state.unacked; }
  std::optional<Duration> min_rtt() const override { return state.min_rtt; }
  FlowControl& flow() override { return control; }
  void deliver(const SharedReadyFrame&, std::uint64_t) override {}

  LinkState state{0, 0, Duration(milliseconds(10))};
  FlowControl control;
};

/// A scheduler with its clock; keeps what it decided.
class SchedulerBench : public ::testing::Test {
 protected:
  explicit SchedulerBench(SchedulerSettings settings = {}) : scheduler(settings) {}

  /// The port of a viewer that joins later.
  FakePort& prepare(ViewerId id, int window = 8) {
    ports[id] = std::make_unique<FakePort>(window);
    return *ports[id];
  }
  FakePort& join(ViewerId id, std::optional<StillType> still = ImageFormat::jpeg, int window = 8,
                 std::uint64_t seen = 0) {
    if (!ports.contains(id)) prepare(id, window);
    scheduler.add_viewer(id, *ports[id], {still, resting, still}, seen, now);
    collect();
    return *ports[id];
  }
  void publish() {
    scheduler.on_published(++version, now);
    collect();
  }
  /// The encode in progress ends with the newest version.
  void finish(std::size_t bytes = 1000) { finish_version(version, bytes); }
  /// It ends with `which`; newer ones may have been published since it began.
  void finish_version(std::uint64_t which, std::size_t bytes = 1000) {
    ASSERT_TRUE(encoding.has_value());
    const bool keyframe = encoding->keyframe;
    encoding.reset();
    scheduler.on_encoded({which, keyframe, bytes}, now);
    collect();
  }
  void finish_still(StillType type = ImageFormat::jpeg) { finish_still_of(version, type); }
  void finish_still_of(std::uint64_t which, StillType type = ImageFormat::jpeg) {
    scheduler.on_still(type, {which, true, 500}, now);
    collect();
  }
  void ack(ViewerId id) {
    scheduler.on_heard(id, now);
    if (last_seq.contains(id)) scheduler.on_ack(id, last_seq[id], now);
    collect();
  }
  void request(ViewerId id) {
    scheduler.on_heard(id, now);
    scheduler.on_request_keyframe(id, now);
    collect();
  }
  void reset(ViewerId id) {
    scheduler.on_heard(id, now);
    scheduler.on_decoder_reset(id, now);
    collect();
  }
  /// Moves the clock on and wakes the scheduler whenever it asked to be.
  void advance(Duration duration) {
    const TimePoint end = now + duration;
    for (int wakes = 0; scheduler.next_wake() && *scheduler.next_wake() <= end; ++wakes) {
      ASSERT_LT(wakes, 10'000) << "the scheduler asks to be woken again and again";
      now = std::max(now, *scheduler.next_wake());
      scheduler.on_timer(now);
      collect();
    }
    now = end;
  }
  void collect() {
    for (const SchedulerAction& action : scheduler.take_actions()) {
      if (const auto* encode = std::get_if<EncodeAction>(&action)) {
        ASSERT_FALSE(encoding) << "two encodes at once";
        encoding = *encode;
        encodes.push_back(encode->keyframe);
      } else if (const auto* send = std::get_if<SendAction>(&action)) {
        sends.push_back(*send);
        last_seq[send->viewer] = send->seq;
      } else {
        stills.push_back(std::get<StillAction>(action).type);
      }
    }
  }
  std::vector<FrameKind> sent_to(ViewerId id) const {
    std::vector<FrameKind> kinds;
    for (const SendAction& send : sends) {
      if (send.viewer == id) kinds.push_back(send.kind);
    }
    return kinds;
  }
  int keyframes() const {
    int count = 0;
    for (const bool keyframe : encodes) count += keyframe ? 1 : 0;
    return count;
  }
  bool making_keyframe() const { return encoding && encoding->keyframe; }
  bool making_delta() const { return encoding && !encoding->keyframe; }
  /// Viewer `id` joined, has its keyframe and has acked it; the least distance of keyframes is over.
  FakePort& settle(ViewerId id, std::optional<StillType> still = ImageFormat::jpeg) {
    FakePort& port = join(id, still);
    if (version == 0) publish();
    if (encoding) finish();
    ack(id);
    advance(milliseconds(300));
    return port;
  }

  TimePoint now = seconds(100);
  std::uint64_t version = 0;
  RenditionScheduler scheduler;
  std::map<ViewerId, std::unique_ptr<FakePort>> ports;
  std::map<ViewerId, std::uint64_t> last_seq;
  std::optional<StillType> resting;  ///< of viewers that join
  std::optional<EncodeAction> encoding;
  std::vector<bool> encodes;
  std::vector<SendAction> sends;
  std::vector<StillType> stills;
};

}  // namespace pdum::rfb::testing
