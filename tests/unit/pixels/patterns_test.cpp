#include <pdum/rfb/testing/patterns.hpp>

#include <gtest/gtest.h>

#include <pdum/rfb/error.hpp>

namespace pdum::rfb::testing {
namespace {

bool equal(const Picture& a, const Picture& b) {
  return a.width == b.width && a.height == b.height && a.pixels == b.pixels;
}

TEST(Patterns, TestCardShowsItsColoursInReadingOrderAndTurnsThem) {
  for (int frame = 0; frame < 6; ++frame) {
    const Picture card = test_card(9, 7, frame);
    const auto colour = [&](std::size_t place) {
      return kTestCardColours[(place + static_cast<std::size_t>(frame)) % 4];
    };
    EXPECT_EQ(card.at(0, 0), colour(0)) << frame;
    EXPECT_EQ(card.at(3, 2), colour(0)) << frame;
    EXPECT_EQ(card.at(4, 2), colour(1)) << frame;
    EXPECT_EQ(card.at(8, 0), colour(1)) << frame;
    EXPECT_EQ(card.at(0, 3), colour(2)) << frame;
    EXPECT_EQ(card.at(8, 6), colour(3)) << frame;
  }
  EXPECT_EQ(test_card(4, 4).at(0, 0), (Colour{220, 40, 40}));
  EXPECT_EQ(test_card(1, 1).at(0, 0), kTestCardColours[3]) << "what lies right of and below nothing";
}

TEST(Patterns, TestCardStaysInsideTheMemoryItIsGiven) {
  std::vector<std::uint8_t> memory(3 * 20, 7);
  draw_test_card(memory.data(), 4, 3, 20, -1);
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t byte = 16; byte < 20; ++byte) EXPECT_EQ(memory[row * 20 + byte], 7);
  }
  EXPECT_EQ(memory[0], kTestCardColours[3].red) << "counting backwards";
}

TEST(Patterns, EveryPatternIsOpaqueAndOfTheSizeAskedFor) {
  for (const Picture& picture : {solid(5, 3, {1, 2, 3}), test_card(5, 3), gradient(5, 3), bouncing_box(5, 3),
                                 counter(5, 3), checkerboard(5, 3)}) {
    ASSERT_EQ(picture.pixels.size(), std::size_t{4} * 5 * 3);
    for (std::size_t alpha = 3; alpha < picture.pixels.size(); alpha += 4)
      ASSERT_EQ(picture.pixels[alpha], 255);
    const FrameView view = picture;
    EXPECT_EQ(view.data, picture.pixels.data());
    EXPECT_EQ(view.size_bytes, picture.pixels.size());
    EXPECT_EQ(view.format, PixelFormat::rgba8);
  }
}

TEST(Patterns, SolidIsOneColour) {
  const Picture picture = solid(2, 2, {9, 8, 7});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(picture.at(i % 2, i / 2), (Colour{9, 8, 7}));
}

TEST(Patterns, GradientReachesBothEnds) {
  const Picture picture = gradient(11, 6, 3);
  EXPECT_EQ(picture.at(0, 0), (Colour{0, 0, 12}));
  EXPECT_EQ(picture.at(10, 0), (Colour{255, 0, 12}));
  EXPECT_EQ(picture.at(0, 5), (Colour{0, 255, 12}));
  EXPECT_TRUE(equal(gradient(11, 6, 64), gradient(11, 6, 0)));
}

TEST(Patterns, TheBoxMovesAndComesBack) {
  constexpr Colour kBox = {240, 160, 40};
  EXPECT_EQ(bouncing_box(40, 32).at(0, 0), kBox);
  EXPECT_EQ(bouncing_box(40, 32).at(8, 8), (Colour{24, 24, 32}));
  EXPECT_EQ(bouncing_box(40, 32, 1).at(4, 3), kBox);
  EXPECT_EQ(bouncing_box(40, 32, 1).at(3, 3), (Colour{24, 24, 32}));
  EXPECT_EQ(bouncing_box(40, 32, 8).at(39, 30), kBox) << "at the right edge";
  EXPECT_TRUE(equal(bouncing_box(40, 32, 16), bouncing_box(40, 32, 0)));
  (void)bouncing_box(1, 1, 2'000'000'000);
}

TEST(Patterns, CounterShowsAnotherPictureForEveryNumber) {
  const Picture seven = counter(64, 48, 7);
  EXPECT_TRUE(equal(seven, counter(64, 48, 7)));
  for (const int other : {0, 1, 2, 3, 4, 5, 6, 8, 9, 70, -7})
    EXPECT_FALSE(equal(seven, counter(64, 48, other))) << other;
  EXPECT_EQ(counter(64, 48, 8).at(32, 23), (Colour{240, 160, 40})) << "the middle segment of an 8";
  EXPECT_EQ(counter(64, 48, 0).at(32, 23), (Colour{24, 24, 32}));
  (void)counter(1, 1, 1'000'000'000);
}

TEST(Patterns, CheckerboardMovesByAPixelAFrame) {
  const Picture board = checkerboard(64, 32, 0, 16);
  EXPECT_EQ(board.at(0, 0), (Colour{0, 0, 0}));
  EXPECT_EQ(board.at(16, 0), (Colour{255, 255, 255}));
  EXPECT_EQ(board.at(16, 16), (Colour{0, 0, 0}));
  EXPECT_EQ(checkerboard(64, 32, 1, 16).at(15, 0), (Colour{255, 255, 255}));
  EXPECT_TRUE(equal(checkerboard(64, 32, 32, 16), board));
  EXPECT_TRUE(equal(checkerboard(64, 32, -32, 16), board));
  (void)checkerboard(3, 3, 0, 0);
}

TEST(Patterns, ImpossibleSizesThrow) {
  EXPECT_THROW(test_card(0, 5), Error);
  EXPECT_THROW(gradient(5, -1), Error);
  EXPECT_THROW(solid(20'000, 1, {}), Error);
}

}  // namespace
}  // namespace pdum::rfb::testing
