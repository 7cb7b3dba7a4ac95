// What the application is asked to render.
#include "hub/target_size.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "hub/stream.hpp"
#include "support/hub_bench.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;
using std::chrono::milliseconds;

Resize view(int width, int height, double ratio = 1) {
  return {.pwidth = width, .pheight = height, .ratio = ratio};
}

TEST(FitTarget, IsEvenAndKeepsTheShape) {
  EXPECT_EQ(fit_target(view(801, 601, 2), 4096), (Target{800, 600, 2}));
  EXPECT_EQ(fit_target(view(8000, 4000, 2), 4000), (Target{4000, 2000, 1}));
  EXPECT_EQ(fit_target(view(300, 6000), 1000), (Target{50, 1000, 1.0 / 6}));
  EXPECT_EQ(fit_target(view(1, 1), 4096), (Target{2, 2, 1}));
  EXPECT_EQ(fit_target(view(4096, 4095), 4095)->width, 4094);
  EXPECT_FALSE(fit_target(view(0, 10), 4096));
  EXPECT_FALSE(fit_target(view(10, -1), 4096));
}

class TargetSize : public ::testing::Test, public HubBench {
 protected:
  TargetSize() { options.resize_policy = ResizePolicy::match_client; }
  void resize(const std::shared_ptr<Wire>& wire, int width, int height) {
    const std::string size = R"("width":)" + std::to_string(width) + R"(,"height":)" +
                             std::to_string(height) + R"(,"pwidth":)" + std::to_string(width) +
                             R"(,"pheight":)" + std::to_string(height) + R"(,"ratio":1)";
    wire->text(R"({"type":"set_viewport",)" + size + "}");
    settle();
  }
};

TEST_F(TargetSize, IsTheViewOnceItKeepsItsSize) {
  const auto wire = join();
  EXPECT_FALSE(target.get());
  for (int width = 100; width < 200; width += 10) {
    resize(wire, width, 80);
    advance(milliseconds(50));
  }
  EXPECT_FALSE(target.get()) << "it is still being resized";
  advance(milliseconds(200));
  EXPECT_EQ(target.get(), (Target{190, 80, 1}));
  EXPECT_EQ(events.wakes, 1) << "who waits for events looks at it";
}

TEST_F(TargetSize, TheLastOfSeveralViewersCounts) {
  const auto one = join();
  const auto two = join();
  resize(one, 100, 100);
  resize(two, 200, 200);
  advance(milliseconds(200));
  EXPECT_EQ(target.get()->width, 200);
  resize(one, 120, 100);
  advance(milliseconds(200));
  EXPECT_EQ(target.get()->width, 120);
}

TEST_F(TargetSize, WhoMayNotActDoesNotDecide) {
  options.control = ControlPolicy::first;
  const auto holder = join();
  const auto other = join();
  resize(holder, 100, 100);
  resize(other, 300, 300);
  advance(milliseconds(200));
  EXPECT_EQ(target.get()->width, 100);
  EXPECT_EQ(events.count<Resize>(), 2) << "the application hears of both";
}

TEST_F(TargetSize, IsTheApplicationsAffairUnlessItSaysOtherwise) {
  options.resize_policy = ResizePolicy::publisher;
  resize(join(), 100, 100);
  advance(milliseconds(200));
  EXPECT_FALSE(target.get());
}

TEST_F(TargetSize, NoSideIsLongerThanAllowed) {
  options.max_render_dimension = 64;
  resize(join(), 6400, 3200);
  advance(milliseconds(200));
  EXPECT_EQ(target.get(), (Target{64, 32, 0.01}));
}

}  // namespace
}  // namespace pdum::rfb
