#include "core/input_queue.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

InputEvent event_of(std::string client, Event event) {
  InputEvent input;
  input.client_id = std::move(client);
  input.event = std::move(event);
  return input;
}

PointerMove move_to(double x) {
  PointerMove move;
  move.x = x;
  return move;
}

TEST(InputQueue, DrainsInOrderOfArrival) {
  InputQueue queue(16);
  queue.push(event_of("a", KeyDown{.key = "x"}));
  queue.push(event_of("b", KeyUp{.key = "x"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].client_id, "a");
  EXPECT_EQ(events[1].client_id, "b");
  EXPECT_TRUE(queue.drain().empty());
}

TEST(InputQueue, DropsTheOldestDroppableEventWhenFull) {
  InputQueue queue(3);
  queue.push(event_of("a", KeyDown{.key = "1"}));
  queue.push(event_of("a", KeyDown{.key = "2"}));
  queue.push(event_of("a", KeyDown{.key = "3"}));
  queue.push(event_of("a", KeyDown{.key = "4"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events.front().get_if<KeyDown>()->key, "2");
  EXPECT_EQ(queue.dropped(), 1U);
  EXPECT_EQ(queue.received(), 4U);
}

TEST(InputQueue, KeepsReleasesAndTheLastMoveOfARun) {
  InputQueue queue(3);
  queue.push(event_of("a", PointerUp{}));
  queue.push(event_of("a", move_to(1)));
  queue.push(event_of("a", move_to(2)));
  queue.push(event_of("a", KeyUp{.key = "k"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_NE(events[0].get_if<PointerUp>(), nullptr);
  ASSERT_NE(events[1].get_if<PointerMove>(), nullptr);
  EXPECT_EQ(events[1].get_if<PointerMove>()->x, 2);
  EXPECT_NE(events[2].get_if<KeyUp>(), nullptr);
}

TEST(InputQueue, StaysBoundedWhenOnlyReleasesArrive) {
  InputQueue queue(4);
  for (int i = 0; i < 100; ++i) queue.push(event_of("a", KeyUp{.key = std::to_string(i)}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events.back().get_if<KeyUp>()->key, "99");
}

TEST(InputQueue, DropsARestingPointerRatherThanARelease) {
  InputQueue queue(3);
  queue.push(event_of("a", PointerUp{}));
  queue.push(event_of("b", move_to(1)));
  queue.push(event_of("c", KeyUp{.key = "k"}));
  queue.push(event_of("d", KeyUp{.key = "k"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_NE(events[0].get_if<PointerUp>(), nullptr);
  EXPECT_EQ(events[1].client_id, "c");
}

/// A key that is pressed and let go so many times, the number as its name.
void press(InputQueue& queue, int from, int to) {
  for (int i = from; i < to; ++i) {
    queue.push(event_of("a", KeyDown{.key = std::to_string(i)}));
    queue.push(event_of("a", KeyUp{.key = std::to_string(i)}));
  }
}

TEST(InputQueue, LosesNoReleaseWhileThereIsAPress) {
  InputQueue queue(4096);
  press(queue, 0, 4096);
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 4096U);
  EXPECT_EQ(queue.dropped(), 4096U);
  for (int i = 0; i < 4096; ++i) {
    const auto* up = events[static_cast<std::size_t>(i)].get_if<KeyUp>();
    ASSERT_NE(up, nullptr) << i;
    ASSERT_EQ(up->key, std::to_string(i));
  }
}

TEST(InputQueue, LosesTheOldestReleaseWhenOnlyReleasesAreLeft) {
  InputQueue queue(100);
  press(queue, 0, 130);
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 100U);
  EXPECT_EQ(events.front().get_if<KeyUp>()->key, "30");
  EXPECT_EQ(events.back().get_if<KeyUp>()->key, "129");
  EXPECT_EQ(queue.dropped(), 160U);
}

TEST(InputQueue, FindsAPressHoweverFarBehindReleases) {
  InputQueue queue(200);
  for (int i = 0; i < 199; ++i) queue.push(event_of("a", KeyUp{.key = std::to_string(i)}));
  queue.push(event_of("a", KeyDown{.key = "far away"}));
  queue.push(event_of("a", KeyUp{.key = "newest"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 200U);
  EXPECT_EQ(events.front().get_if<KeyUp>()->key, "0");
  EXPECT_EQ(events[198].get_if<KeyUp>()->key, "198");
  EXPECT_EQ(events.back().get_if<KeyUp>()->key, "newest");
}

TEST(InputQueue, RunsOfMovesKeepTheirLastHoweverManyViewersMove) {
  InputQueue queue(300);
  for (int x = 0; x < 10; ++x) {
    for (int viewer = 0; viewer < 100; ++viewer) queue.push(event_of(std::to_string(viewer), move_to(x)));
  }
  for (int i = 0; i < 200; ++i) queue.push(event_of("typist", KeyUp{.key = "k"}));
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 300U);
  for (int viewer = 0; viewer < 100; ++viewer) {
    const InputEvent& event = events[static_cast<std::size_t>(viewer)];
    ASSERT_EQ(event.client_id, std::to_string(viewer));
    ASSERT_EQ(event.get_if<PointerMove>()->x, 9);
  }
}

// Two runs become one when what was between them is lost: the queue does not fill with stale places.
TEST(InputQueue, LosesMovesOfRunsThatBecameOne) {
  InputQueue queue(50);
  queue.push(event_of("still", move_to(1)));
  for (int i = 0; i < 500; ++i) {
    queue.push(event_of("a", KeyDown{.key = "k"}));
    queue.push(event_of("a", move_to(i)));
  }
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), 50U);
  EXPECT_EQ(events.front().client_id, "still");
  EXPECT_EQ(events.back().get_if<PointerMove>()->x, 499);
}

// Each event is the only one of its viewer, so looking for the end of its run of moves would go through the
// whole queue: minutes for this many.
TEST(InputQueue, CostsLittleWhenManyViewersFillIt) {
  constexpr int kCapacity = 4096;
  constexpr int kMore = 3000;
  InputQueue queue(kCapacity);
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < kCapacity + kMore; ++i) queue.push(event_of("viewer-" + std::to_string(i), move_to(i)));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  EXPECT_EQ(queue.drain().size(), static_cast<std::size_t>(kCapacity));
  EXPECT_EQ(queue.dropped(), static_cast<std::uint64_t>(kMore));
}

TEST(InputQueue, StaysBoundedInBytes) {
  InputQueue queue(4096);
  for (int i = 0; i < 1000; ++i) {
    InputEvent event = event_of("a", UnknownEvent{});
    event.json.assign(60'000, 'x');
    queue.push(std::move(event));
  }
  EXPECT_LE(queue.drain().size(), InputQueue::kMaxTextBytes / 60'000 + 1);
}

TEST(InputQueue, LosesReleasesLastForTheBytesToo) {
  InputQueue queue(4096);
  for (int i = 0; i < 300; ++i) {
    for (const Event& event : {Event(KeyDown{}), Event(KeyUp{})}) {
      InputEvent big = event_of("a", event);
      big.json.assign(60'000, 'x');
      queue.push(std::move(big));
    }
  }
  const auto events = queue.drain();
  ASSERT_EQ(events.size(), InputQueue::kMaxTextBytes / 60'001);
  EXPECT_EQ(queue.dropped(), 600 - events.size());
  for (const InputEvent& event : events) ASSERT_NE(event.get_if<KeyUp>(), nullptr);
  queue.push(event_of("a", KeyUp{}));
  EXPECT_EQ(queue.drain().size(), 1U) << "what was drained counts no more";
}

TEST(InputQueue, KeepsWhatComesAfterItWasClosed) {
  InputQueue queue(8);
  queue.close();
  queue.push(event_of("a", Close{}));
  EXPECT_EQ(queue.drain().size(), 1U);
}

TEST(InputQueue, WaitingReturnsAtOnceWhenClosed) {
  InputQueue queue(4);
  queue.close();
  EXPECT_TRUE(queue.wait_and_drain(std::chrono::hours(1)).empty());
}

TEST(InputQueue, WaitingForTheEndIsNotWokenByEvents) {
  InputQueue queue(4);
  queue.push(event_of("a", FocusIn{}));
  EXPECT_FALSE(queue.wait_for_close(std::chrono::milliseconds(1)));
  EXPECT_FALSE(queue.wait_for_close(std::chrono::duration<double>(-1)));
  EXPECT_EQ(queue.drain().size(), 1U) << "and takes none";
  queue.close();
  EXPECT_TRUE(queue.wait_for_close(std::chrono::hours(1)));
}

TEST(InputQueue, WaitingReturnsWhatIsThere) {
  InputQueue queue(4);
  queue.push(event_of("a", FocusIn{}));
  EXPECT_EQ(queue.wait_and_drain(std::chrono::hours(1)).size(), 1U);
}

}  // namespace
}  // namespace pdum::rfb
