#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

struct ViewerLink : ::testing::Test, HubBench {
  ViewerLink() { options.max_inflight = 8; }

  static std::string last_version(const std::shared_ptr<Wire>& wire) {
    return wire->frames.back().payload.substr(1, 1);
  }
  std::string newest() const { return std::string(1, static_cast<char>(frames.newest_version() & 0xff)); }
};

TEST_F(ViewerLink, FramesThatWaitLeaveWithoutAWordFromTheViewer) {
  publish();
  const auto wire = join();
  wire->stalled = true;
  for (int i = 0; i < 4; ++i) publish();
  ASSERT_EQ(wire->frames.size(), 3U) << "one is being written, one waits in the channel";
  wire->drain();
  EXPECT_EQ(wire->frames.size(), 5U);
  EXPECT_EQ(wire->max_waiting, 1);
}

TEST_F(ViewerLink, NewestFrameIsEncodedWhenTheBacklogFallsBelow16KiB) {
  video->delta_bytes = 20'000;
  publish();
  const auto wire = join();
  wire->stalled = true;
  for (int i = 0; i < 4; ++i) publish();
  ASSERT_EQ(wire->frames.size(), 2U) << "20 KB wait to be sent";
  wire->leave(2000);
  settle();
  EXPECT_EQ(wire->frames.size(), 2U);
  wire->leave(2000);
  settle();
  ASSERT_EQ(wire->frames.size(), 3U);
  EXPECT_EQ(last_version(wire), newest());
}

TEST_F(ViewerLink, ViewerThatFindsNoMemoryIsClosedAndTheOthersGoOn) {
  publish();
  const std::vector<std::shared_ptr<Wire>> others{join(), join(kImageHello)};
  const auto poor = join();
  const auto last = join();
  for (const auto& wire : {others[0], others[1], poor, last}) ack(wire);
  poor->bad_allocs = 1;
  for (int i = 0; i < 10; ++i) {
    publish();
    for (const auto& wire : {others[0], others[1], last}) ack(wire);
  }
  EXPECT_EQ(poor->closed, CloseCode::try_again_later);
  EXPECT_EQ(poor->closes, 1);
  EXPECT_EQ(poor->sends_after_close, 0);
  EXPECT_EQ(poor->frames.size(), 1U);
  for (const auto& wire : {others[0], others[1], last}) {
    EXPECT_FALSE(wire->closed);
    EXPECT_EQ(wire->frames.size(), 11U);
  }
  EXPECT_EQ(video->keyframes(), 1);
  EXPECT_EQ(client_count(), 3);
}

TEST_F(ViewerLink, MemoryThatRunsOutWhileTheBacklogLeavesEndsThatViewerToo) {
  publish();
  const auto wire = join();
  ack(wire);
  wire->stalled = true;
  for (int i = 0; i < 4; ++i) publish();
  const std::size_t before = wire->frames.size();
  wire->bad_allocs = 1;
  wire->drain();
  settle();
  EXPECT_EQ(wire->closed, CloseCode::try_again_later);
  EXPECT_EQ(wire->frames.size(), before);
  EXPECT_EQ(wire->sends_after_close, 0);
}

}  // namespace
}  // namespace pdum::rfb
