#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "net/accept_header.hpp"
#include "net/connection_set.hpp"
#include "net/liveness.hpp"
#include "net/read_budget.hpp"
#include "net/send_queue.hpp"
#include "support/net/ws_frames.hpp"

namespace pdum::rfb::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(AcceptHeader, TheMostSpecificRangeCounts) {
  EXPECT_EQ(accept_quality("text/*;q=0.3, text/plain;q=0.7, */*;q=0.1", "text/plain"), 700);
  EXPECT_EQ(accept_quality("text/*;q=0.3, */*;q=0.1", "text/plain"), 300);
  EXPECT_EQ(accept_quality("text/*;q=0.3, */*;q=0.1", "application/json"), 100);
  EXPECT_EQ(accept_quality("Text/Plain", "text/plain"), 1000);
  EXPECT_EQ(accept_quality("", "text/plain"), -1);
  EXPECT_EQ(accept_quality(";,,;q=;q=x", "text/plain"), -1);
  EXPECT_EQ(accept_quality("text/plain; version=0.0.4; q=0.125", "text/plain"), 125);
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(FrameCounter, CountsEveryFrameHoweverTheBytesAreCut) {
  const std::string stream = ws_frame(kPing, "") + ws_frame(kText, std::string(70'000, 'x'), false) +
                             ws_frame(kContinuation, "") + ws_frame(kText, std::string(200, 'y')) +
                             ws_frame(kPong, "p");
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{1536}, stream.size()}) {
    FrameCounter counter;
    std::size_t frames = 0;
    for (std::size_t at = 0; at < stream.size(); at += chunk) {
      frames += counter.count(bytes_of(stream.substr(at, chunk)));
    }
    EXPECT_EQ(frames, 5U) << chunk;
  }
}

TEST(TokenBucket, AllowsABurstThenTheRate) {
  TokenBucket bucket(100);
  const TimePoint start = seconds(50);
  bucket.spend(200, start);
  EXPECT_EQ(bucket.wait(start), Duration(0));
  bucket.spend(10, start);
  EXPECT_EQ(bucket.wait(start), milliseconds(100));
  EXPECT_EQ(bucket.wait(start + milliseconds(100)), Duration(0));
  bucket.spend(0, start + seconds(1000));
  bucket.spend(201, start + seconds(1000));
  EXPECT_EQ(bucket.wait(start + seconds(1000)), milliseconds(10)) << "it never holds more than the burst";
}

TEST(SendQueue, HoldsOneFrameAnd256KiBOfControl) {
  SendQueue queue;
  const auto payload = std::make_shared<const Bytes>(10);
  EXPECT_TRUE(queue.push_frame("h", payload));
  EXPECT_FALSE(queue.push_frame("h", payload));
  EXPECT_TRUE(queue.push_text(std::string(SendQueue::kMaxControlBytes, 'x'), SendOrder::overtake));
  EXPECT_FALSE(queue.push_text("x", SendOrder::after_frames));
  EXPECT_EQ(queue.bytes(), SendQueue::kMaxControlBytes + 11);
  EXPECT_FALSE(queue.pop()->is_frame);
  EXPECT_TRUE(queue.push_text("x", SendOrder::after_frames));
  EXPECT_TRUE(queue.pop()->is_frame);
  EXPECT_TRUE(queue.push_frame("h", payload)) << "the next one may wait now";
  EXPECT_EQ(queue.pop()->head, "x");
  EXPECT_EQ(queue.pop()->head, "h");
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_FALSE(queue.pop());
}

TEST(SendQueue, TextsWithoutAFrameKeepTheirOrder) {
  SendQueue queue;
  EXPECT_TRUE(queue.push_text("config", SendOrder::after_frames));
  EXPECT_TRUE(queue.push_text("stats", SendOrder::overtake));
  EXPECT_EQ(queue.pop()->head, "config");
  EXPECT_EQ(queue.pop()->head, "stats");
}

TEST(Liveness, PingsOnceInAnInterval) {
  Liveness liveness(seconds(15), seconds(0));
  EXPECT_EQ(liveness.period(), seconds(5));
  int pings = 0;
  for (TimePoint now = seconds(5); now <= seconds(60); now += seconds(5)) {
    pings += liveness.check(now, {.last_heard = now}) == Liveness::Verdict::ping ? 1 : 0;
  }
  EXPECT_EQ(pings, 4);
}

TEST(Liveness, SilenceForTwoIntervalsIsDeath) {
  Liveness liveness(seconds(15), seconds(0));
  for (TimePoint now = seconds(5); now < seconds(30); now += seconds(5)) {
    EXPECT_NE(liveness.check(now, {}), Liveness::Verdict::silent);
  }
  EXPECT_EQ(liveness.check(seconds(30), {}), Liveness::Verdict::silent);
}

TEST(Liveness, ALateCheckGivesANewChance) {
  Liveness liveness(seconds(15), seconds(0));
  EXPECT_EQ(liveness.check(seconds(500), {.bytes_wait = true}), Liveness::Verdict::ping);
  EXPECT_EQ(liveness.check(seconds(505), {.bytes_wait = true}), Liveness::Verdict::alive);
}

TEST(Liveness, BytesThatNobodyAcknowledgesAreAStall) {
  Liveness liveness(seconds(15), seconds(0));
  const auto check = [&](int now, std::uint64_t acked) {
    return liveness.check(seconds(now),
                          {.last_heard = seconds(now), .acked_bytes = acked, .bytes_wait = true});
  };
  EXPECT_NE(check(5, 10), Liveness::Verdict::stalled);
  for (int now = 10; now < 25; now += 5) EXPECT_NE(check(now, 10), Liveness::Verdict::stalled);
  EXPECT_EQ(check(25, 10), Liveness::Verdict::stalled);
}

struct CountedConnection final : Connection {
  void abort() override { ++aborts; }
  void shut_down() override { ++shut_downs; }
  int aborts = 0;
  int shut_downs = 0;
};

TEST(ConnectionSet, SaysWhenTheLastHasGone) {
  ConnectionSet set;
  int empty = 0;
  set.on_empty([&] { ++empty; });
  const auto first = set.add(std::make_shared<CountedConnection>());
  const auto second = set.add(std::make_shared<CountedConnection>());
  set.settle(second);
  set.remove(first);
  set.remove(first);
  EXPECT_EQ(empty, 0);
  set.remove(second);
  EXPECT_EQ(empty, 1);
}

/// Stays in the set for a while after it was aborted, as a WebSocket does.
std::vector<std::shared_ptr<CountedConnection>> fill(ConnectionSet& set,
                                                     std::vector<ConnectionSet::Id>& ids) {
  std::vector<std::shared_ptr<CountedConnection>> all;
  for (std::size_t i = 0; i < ConnectionSet::kMaxPending; ++i) {
    all.push_back(std::make_shared<CountedConnection>());
    ids.push_back(set.add(all.back()));
  }
  return all;
}

TEST(ConnectionSet, OneThatWasAbortedAndLingersMakesRoomOnce) {
  ConnectionSet set;
  std::vector<ConnectionSet::Id> ids;
  const auto all = fill(set, ids);
  for (int i = 0; i < 3; ++i) set.add(std::make_shared<CountedConnection>());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(all[i]->aborts, i < 3 ? 1 : 0) << i;
  set.remove(ids[0]);
  EXPECT_EQ(set.size(), ConnectionSet::kMaxPending + 2);
}

TEST(ConnectionSet, AViewerThatEndsIsPendingAgainAtItsAge) {
  ConnectionSet set;
  const auto viewer = std::make_shared<CountedConnection>();
  const auto id = set.add(viewer);
  set.settle(id);
  std::vector<ConnectionSet::Id> ids;
  const auto all = fill(set, ids);
  EXPECT_EQ(viewer->aborts + all[0]->aborts, 0);
  set.unsettle(id);
  EXPECT_EQ(viewer->aborts, 1);
  EXPECT_EQ(all[0]->aborts, 0);
}

TEST(ConnectionSet, AReplacementCostsNobodyItsPlace) {
  ConnectionSet set;
  std::vector<ConnectionSet::Id> ids;
  const auto all = fill(set, ids);
  const auto upgraded = std::make_shared<CountedConnection>();
  set.replace(ids[0], upgraded);
  EXPECT_EQ(set.size(), ConnectionSet::kMaxPending);
  set.add(std::make_shared<CountedConnection>());
  EXPECT_EQ(upgraded->aborts, 1) << "it has the age of the one before";
  EXPECT_EQ(all[0]->aborts + all[1]->aborts, 0);
}

TEST(ConnectionSet, ReachesPendingAndSettledOnes) {
  ConnectionSet set;
  const auto pending = std::make_shared<CountedConnection>();
  const auto settled = std::make_shared<CountedConnection>();
  set.add(pending);
  set.settle(set.add(settled));
  set.shut_down_all();
  set.abort_all();
  EXPECT_EQ(pending->shut_downs + settled->shut_downs + pending->aborts + settled->aborts, 4);
}

}  // namespace
}  // namespace pdum::rfb::testing
