// The controller on simulated links: frames whose size follows the targets, in a window of FlowControl's,
// over a queue that a constant rate empties.
#include <algorithm>
#include <deque>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>

#include "session/adaptive_controller.hpp"
#include "session/production_rate.hpp"

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kFull = 12'000'000;
constexpr Duration kDecode = milliseconds(20);

struct Link {
  double mbit = 1;   ///< Mbit/s
  Duration delay{};  ///< one way
  double fps = 30;   ///< published
};
void PrintTo(const Link& link, std::ostream* out) {
  *out << link.mbit << " Mbit/s, " << link.delay.count() / 1000 << " ms, " << link.fps << " fps";
}

class SimulatedLink {
 public:
  explicit SimulatedLink(const Link& link) : link_(link) {}

  void run(Duration length) {
    for (const TimePoint end = now_ + length; now_ < end; now_ += milliseconds(1)) tick();
  }
  void set_rate(double mbit) { link_.mbit = mbit; }

  AdaptiveController controller{adaptive_limits(kFull, true)};
  std::vector<QualityTargets> changes;
  Duration worst{};  ///< delay of a frame above the unloaded round trip
  int shown = 0;     ///< frames

 private:
  struct Flying {
    std::uint64_t seq = 0;
    TimePoint sent{};
    TimePoint acked{};
    double bytes = 0;
  };

  void tick() {
    while (!flying_.empty() && flying_.front().acked <= now_) take_ack();
    if (now_ >= next_publish_) {
      next_publish_ += std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / link_.fps));
      rate_.on_published(++published_, now_);
      waiting_ = true;
      controller.on_published(flow_.in_flight() >= window());
    }
    const double limit = controller.targets().fps;
    const bool due = limit <= 0 || now_ - last_sent_ >= Duration(static_cast<std::int64_t>(1e6 / limit));
    if (waiting_ && due && flow_.in_flight() < window()) send();
  }

  void send() {
    waiting_ = false;
    const double limit = controller.targets().fps;
    const double fps = limit > 0 ? std::min(limit, link_.fps) : link_.fps;
    const double bytes = static_cast<double>(controller.targets().bitrate) / 8 / fps;
    const double queued = backlog();
    rate_.on_encoded(static_cast<std::size_t>(bytes), false, now_);
    free_at_ = std::max(free_at_, now_) + Duration(static_cast<std::int64_t>(bytes * 8 / link_.mbit));
    const std::uint64_t seq = flow_.record_send(FrameKind::delta, static_cast<std::size_t>(bytes),
                                                static_cast<std::size_t>(queued), now_);
    flying_.push_back({seq, now_, free_at_ + 2 * link_.delay + kDecode, bytes});
    last_sent_ = now_;
  }

  void take_ack() {
    const Duration rtt = 2 * link_.delay;
    const AckResult ack = flow_.on_ack(flying_.front().seq, now_, rtt);
    flying_.pop_front();
    ++shown;
    worst = std::max(worst, *ack.rtt - rtt);
    const QualityTargets before = controller.targets();
    const double fps = rate_.fps() > 0 ? rate_.fps() : link_.fps;
    controller.on_ack({.round_trip = *ack.rtt,
                       .min_rtt = rtt,
                       .unacked = unacked(),
                       .fps = fps,
                       .window = flow_.window(pace(), now_)},
                      now_);
    if (controller.targets() != before) changes.push_back(controller.targets());
  }

  /// Bytes that the link has not carried yet.
  double backlog() const {
    return std::chrono::duration<double>(std::max(free_at_, now_) - now_).count() * link_.mbit / 8 * 1e6;
  }
  /// Bytes of which no acknowledgement of TCP's has come back yet.
  std::size_t unacked() const {
    double bytes = 0;
    for (const Flying& frame : flying_) {
      if (frame.acked - kDecode > now_) bytes += frame.bytes;
    }
    return static_cast<std::size_t>(bytes);
  }
  Pace pace() const {
    const double limit = controller.targets().fps;
    const double fps = limit > 0 ? std::min(limit, link_.fps) : link_.fps;
    return {2 * link_.delay, fps, rate_.bytes_per_ms(now_), rate_.mean_frame()};
  }
  int window() const { return std::min(flow_.window(pace(), now_), controller.targets().max_inflight); }

  Link link_;
  TimePoint now_ = seconds(1);
  TimePoint next_publish_ = seconds(1);
  TimePoint free_at_{};
  TimePoint last_sent_{};
  bool waiting_ = false;
  std::uint64_t published_ = 0;
  FlowControl flow_{2};
  ProductionRate rate_;
  std::deque<Flying> flying_;
};

struct AdaptiveLink : ::testing::TestWithParam<Link> {};

std::vector<Link> links(std::vector<double> rates) {
  std::vector<Link> all;
  for (const double mbit : rates) {
    for (const int delay : {1, 10, 40, 120}) {
      for (const double fps : {15.0, 30.0, 60.0}) all.push_back({mbit, milliseconds(delay), fps});
    }
  }
  return all;
}

struct SlowLink : AdaptiveLink {};
TEST_P(SlowLink, SettlesNearWhatItCarriesAndRests) {
  SimulatedLink link(GetParam());
  link.run(seconds(300));
  link.changes.clear();
  link.worst = {};
  link.shown = 0;
  link.run(seconds(120));
  EXPECT_LE(link.changes.size(), 6U) << "at most two tries, of two steps, the second taken back";
  const double target = static_cast<double>(link.controller.targets().bitrate) / 1e6;
  EXPECT_LE(target, GetParam().mbit * 1.7);
  EXPECT_GE(target, std::min(GetParam().mbit, 12.0) * 0.4);
  EXPECT_GE(link.shown, 120 * std::min(GetParam().fps, 60.0) * 0.55) << "of the frames, at least this many";
  EXPECT_LT(link.worst, milliseconds(450));
}
INSTANTIATE_TEST_SUITE_P(Links, SlowLink, ::testing::ValuesIn(links({1, 2, 4, 8})));

struct FastLink : AdaptiveLink {};
TEST_P(FastLink, LosesNothing) {
  SimulatedLink link(GetParam());
  link.run(seconds(120));
  EXPECT_FALSE(link.controller.reduced());
  EXPECT_TRUE(link.changes.empty());
}
INSTANTIATE_TEST_SUITE_P(Links, FastLink, ::testing::ValuesIn(links({20, 100})));

struct HopelessLink : AdaptiveLink {};
TEST_P(HopelessLink, GoesToTheLeastAndComesBackWhenTheLinkDoes) {
  SimulatedLink link(GetParam());
  link.run(seconds(240));
  EXPECT_EQ(link.controller.targets().bitrate, 600'000);
  link.set_rate(100);
  link.run(seconds(240));
  EXPECT_FALSE(link.controller.reduced());
}
INSTANTIATE_TEST_SUITE_P(Links, HopelessLink, ::testing::ValuesIn(links({0.3})));

}  // namespace
}  // namespace pdum::rfb
