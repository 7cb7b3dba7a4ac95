#include "session/outgoing_queue.hpp"

#include <gtest/gtest.h>

#include "support/fake_channel.hpp"

namespace pdum::rfb {
namespace {

using testing::FakeChannel;
using testing::Wire;

struct OutgoingQueueTest : ::testing::Test {
  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  FakeChannel channel{wire};
  OutgoingQueue queue;

  void push(std::size_t bytes) {
    queue.push_frame(compose_prefix(FrameType::image_frame, 0, header_middle(ImageHeader{})),
                     std::make_shared<Bytes>(bytes));
  }
};

TEST_F(OutgoingQueueTest, PassesOnAtOnceWhileTheLinkKeepsUp) {
  push(1000);
  push(1000);
  queue.flush(channel);
  EXPECT_EQ(wire->frames.size(), 2U);
  EXPECT_EQ(queue.bytes(), 0U);
}

TEST_F(OutgoingQueueTest, HoldsTheNextFrameWhileOneWaitsInTheChannel) {
  wire->stalled = true;
  for (int i = 0; i < 3; ++i) push(1000);
  queue.flush(channel);
  EXPECT_EQ(wire->frames.size(), 2U) << "one is being written, one waits";
  EXPECT_GT(queue.bytes(), 1000U);
  wire->waiting = 0;  // the one that waited is being written now
  queue.flush(channel);
  EXPECT_EQ(wire->frames.size(), 3U);
  EXPECT_EQ(wire->max_waiting, 1);
}

TEST_F(OutgoingQueueTest, ABarrierKeepsItsPlace) {
  wire->stalled = true;
  for (int i = 0; i < 3; ++i) push(1000);
  queue.push_barrier("config");
  push(1000);
  queue.flush(channel);
  EXPECT_EQ(wire->order, (std::vector<std::string>{"frame", "frame"}));
  wire->drain();
  queue.flush(channel);
  EXPECT_EQ(wire->order, (std::vector<std::string>{"frame", "frame", "frame", "barrier", "frame"}));
  EXPECT_EQ(queue.bytes(), 0U);
}

}  // namespace
}  // namespace pdum::rfb
