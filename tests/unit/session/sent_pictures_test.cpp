#include "session/sent_pictures.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;

TEST(SentPictures, GivesEachOnce) {
  SentPictures sent;
  const SentPicture first{milliseconds(5), {}};
  const SentPicture second{milliseconds(7), {2, 2}};
  sent.on_sent(0, first);
  sent.on_sent(1, second);
  EXPECT_EQ(sent.take(1), second);
  EXPECT_EQ(sent.take(0), first);
  EXPECT_EQ(sent.take(0), std::nullopt);
}

TEST(SentPictures, KnowsNothingOfWhatWasNeverSentOrLongAgo) {
  SentPictures sent;
  EXPECT_EQ(sent.take(0), std::nullopt);
  sent.on_sent(3, {milliseconds(1), {}});
  EXPECT_EQ(sent.take(3 + 32), std::nullopt);
  EXPECT_EQ(sent.take(std::uint64_t{1} << 53), std::nullopt);
  sent.on_sent(3 + 32, {milliseconds(2), {}});
  EXPECT_EQ(sent.take(3), std::nullopt) << "its place was taken";
  EXPECT_EQ(sent.take(3 + 32), (SentPicture{milliseconds(2), {}}));
}

TEST(SentPictures, AFrameThatSaysNothingAboutLatenessHasASizeNonetheless) {
  SentPictures sent;
  sent.on_sent(0, {std::nullopt, {4, 4}});
  EXPECT_EQ(sent.take(0), (SentPicture{std::nullopt, {4, 4}}));
}

}  // namespace
}  // namespace pdum::rfb
